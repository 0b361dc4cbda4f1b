package trace

import "strings"

// Telnet's bytes before and in a command line (RFC 854): clients send an interrupt and a mark before ABOR.
const (
	telnetIAC  = 255
	telnetMark = 242
)

// plainLine is a client's line without Telnet's commands, each of which is two bytes long, or three for options.
func plainLine(text string) string {
	if strings.IndexByte(text, telnetIAC) < 0 && strings.IndexByte(text, telnetMark) < 0 {
		return text
	}
	var out []byte
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == telnetIAC && i+1 < len(text) && text[i+1] == telnetIAC:
			out = append(out, telnetIAC)
			i++
		case text[i] == telnetIAC && i+1 < len(text) && text[i+1] >= telnetWill:
			i += 2
		case text[i] == telnetIAC:
			i++
		case text[i] == telnetMark && len(out) == 0: // sent as urgent data without its IAC
		default:
			out = append(out, text[i])
		}
	}
	return string(out)
}

// telnetWill is the first of the commands with an option behind them: WILL, WON'T, DO and DON'T.
const telnetWill = 251
