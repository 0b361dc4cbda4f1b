package player

import (
	"fmt"
	"strconv"
	"strings"
)

// Act is one thing that a client does. Its text form is what a script has a line of:
//
//	connect                  a session begins; connect-tls with implicit TLS
//	> RETR {dir}/file        a line is sent, and its reply read
//	split> NOOP              its CR and its LF come in segments of their own
//	bytes> NOOP              every byte does
//	telnet> ABOR             behind Telnet's IP and Synch
//	together> AUTH TLS|NOOP  several lines in one segment
//	refuse> RETR {dir}/file  the port of the data connection is closed before
//	overlong                 a line that is longer than any
//	open                     the data connection is made
//	finish, finish KIND      the transfer goes to its end; KIND says what is uploaded
//	reset                    the data connection is broken off in the middle
//	plain                    no TLS begins where it should
//	spoil                    what is no TLS comes where the handshake should (behind AUTH)
//	drop                     the control connection is closed without a word
type Act struct {
	Do   string
	Text string
}

// The acts.
const (
	Connect    = "connect"
	ConnectTLS = "connect-tls"
	Send       = ">"
	Split      = "split>"
	Bytes      = "bytes>"
	Telnet     = "telnet>"
	Together   = "together>"
	Refuse     = "refuse>"
	Spoil      = "spoil>"
	Overlong   = "overlong"
	Open       = "open"
	Finish     = "finish"
	Reset      = "reset"
	Plain      = "plain"
	Drop       = "drop"
)

// Line is the act that sends a command line.
func Line(text string) Act { return Act{Send, text} }

// String is the act as a script has it.
func (a Act) String() string {
	if a.Text == "" {
		return a.Do
	}
	return a.Do + " " + Escape(a.Text)
}

// Sends reports whether the act is a command line.
func (a Act) Sends() bool { return strings.HasSuffix(a.Do, ">") }

// Escape writes control characters as scripts do.
func Escape(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		if c < ' ' || c == 0x7f || c == '\\' || c == ';' {
			fmt.Fprintf(&b, `\x%02x`, c)
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// ParseScript reads acts, each on a line of its own or with a semicolon between.
func ParseScript(text string) ([]Act, error) {
	var all []Act
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '\n' }) {
		part = strings.TrimLeft(part, " \t")
		if part == "" || part[0] == '#' {
			continue
		}
		do, rest, _ := strings.Cut(part, " ")
		switch do {
		case Connect, ConnectTLS, Overlong, Open, Finish, Reset, Plain, Drop, Send, Split, Bytes, Telnet, Together, Refuse, Spoil:
		default:
			return nil, fmt.Errorf("conform: %q is no act of a script", do)
		}
		unescaped, err := unescape(rest)
		if err != nil {
			return nil, err
		}
		all = append(all, Act{do, unescaped})
	}
	return all, nil
}

func unescape(text string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' {
			b.WriteByte(text[i])
			continue
		}
		last := i + len(`\x00`) - 1
		if last >= len(text) || text[i+1] != 'x' {
			return "", fmt.Errorf("conform: %q: a backslash begins \\xHH", text)
		}
		c, err := strconv.ParseUint(text[i+2:last+1], 16, 8)
		if err != nil {
			return "", fmt.Errorf("conform: %q: a backslash begins \\xHH", text)
		}
		b.WriteByte(byte(c))
		i = last
	}
	return b.String(), nil
}

// Script is acts as ParseScript reads them.
func Script(acts []Act) string {
	parts := make([]string, len(acts))
	for i, a := range acts {
		parts[i] = a.String()
	}
	return strings.Join(parts, "; ")
}
