// Package line reads the lines of a control connection, and says which command each of them is. The runtime, the replay
// of recordings and the decoder of specs all use it, so that they agree.
//
//	bytes                          | what comes out
//	"NOOP\r\n", "noop\n"           | the line NOOP
//	"\r\n"                         | nothing: an empty line is no line
//	"\xff\xf4\xff\xf2ABOR\r\n"     | the line ABOR; Telnet's signals stand before it
//	more than Max without an end   | TooLong, once
//
//	line                           | command    | argument
//	"type a n"                     | TYPE A     | ""
//	"TYPE  A  N"                   | TYPE A     | ""       blanks before further words do not count
//	"TYPE A X"                     | TYPE       | "A X"    TYPE A takes no argument
//	"RETR  a "                     | RETR       | " a "    a name is what follows one blank, byte for byte
//	"STAT /pub"                    | STAT path  | "/pub"
//	"NOOP\tx"                      | none       |          a tab parts no words
//
// Everything works on the caller's bytes and allocates nothing. It is pure: there are no connections here.
package line

import "bytes"

// Max is the longest line: it holds a command word and the longest path (4,096 bytes on Linux).
const Max = 4096 + 256

// What is what a Splitter has found.
type What uint8

// What a Splitter may find.
const (
	Nothing What = iota // no whole line has come yet
	Whole               // a line
	TooLong             // a line that was longer than Max, and has been dropped whole
)

// Splitter takes lines out of the bytes of a control connection. The zero value stands at its beginning.
type Splitter struct {
	// Answers are refusals of Telnet options (RFC 1123 4.1.2.12), to be sent before the next reply. The sender empties
	// it.
	Answers []byte
	telnet  telnet
	discard bool // inside a line that is too long
}

// Next takes the first line out of what has come, without its end. The line is a part of p, in which each IAC IAC has
// become one FF, in place. n is how many bytes of p have been used up, even if there is no line yet; the caller drops
// them.
func (s *Splitter) Next(p []byte) (line []byte, n int, what What) {
	line, n, what = s.next(p)
	return undouble(line), n, what
}

func (s *Splitter) next(p []byte) (line []byte, n int, what What) {
	for n < len(p) {
		if !s.discard {
			before, begun := s.begin(p[n:])
			if n += before; !begun {
				return nil, n, Nothing
			}
		}
		i := bytes.IndexByte(p[n:], '\n')
		if i < 0 {
			if s.discard || len(p)-n > Max {
				s.discard, n = true, len(p)
			}
			return nil, n, Nothing
		}
		line, n = p[n:n+i], n+i+1
		if s.discard || i > Max {
			s.discard = false
			return nil, n, TooLong
		}
		if line = bytes.TrimRight(line, "\r"); len(line) > 0 { // devices that rewrite addresses inject empty lines
			return line, n, Whole
		}
	}
	return nil, n, Nothing
}

// begin drops Telnet commands that stand before a line. It returns how many bytes they are, and whether the line has
// begun. A subnegotiation without end counts as a line that is too long.
func (s *Splitter) begin(p []byte) (n int, begun bool) {
	if s.telnet.sub == 0 && p[0] != iac && p[0] != mark {
		return 0, true
	}
	n, partial, answers := s.telnet.skip(p, s.Answers)
	s.Answers = answers
	if s.telnet.overlong() {
		s.telnet, s.discard = telnet{}, true
	}
	return n, n < len(p) && !partial
}

// Inside reports whether the Splitter is in the middle of something that it drops: a line that is too long, or Telnet.
func (s *Splitter) Inside() bool { return s.discard || s.telnet.sub > 0 }

// Ahead looks for a line in what has come, without taking anything. In the lines that it shows IAC IAC are still two.
func (s *Splitter) Ahead(p []byte, wanted func(line []byte) bool) bool {
	ahead := Splitter{telnet: s.telnet, discard: s.discard}
	for {
		line, n, what := ahead.next(p)
		switch {
		case what == Nothing:
			return false
		case what == Whole && wanted(line):
			return true
		}
		p = p[n:]
	}
}
