package trace

import "strings"

// Telnet's bytes before a command line (RFC 854): clients send an interrupt and a mark before ABOR.
const (
	telnetIAC  = 255
	telnetWill = 251 // the first of the commands with an option behind them: WILL, WON'T, DO and DON'T
	telnetMark = 242
	telnetEnd  = 240 // the first of all commands
)

// plainLine is a client's line as a server reads it: without the commands of Telnet that stand before it, each of which
// is two bytes long, or three for options. Inside it IAC is a letter, and doubled one letter.
func plainLine(text string) string {
	for len(text) > 0 {
		switch {
		case text[0] == telnetMark: // sent as urgent data without its IAC
			text = text[1:]
		case text[0] != telnetIAC || len(text) < 2 || text[1] == telnetIAC || text[1] < telnetEnd:
			return strings.ReplaceAll(text, "\xff\xff", "\xff")
		case text[1] >= telnetWill:
			text = text[min(3, len(text)):]
		default:
			text = text[2:]
		}
	}
	return ""
}
