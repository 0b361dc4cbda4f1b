package line

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// feed gives a splitter its bytes in the pieces given, and collects lines, of which "!" is one that was too long, and
// the answers to Telnet's options.
func feed(_ testing.TB, pieces ...string) (lines []string, answers string) {
	var s Splitter
	var pending []byte
	for _, p := range pieces {
		pending = append(pending, p...)
		for {
			line, n, what := s.Next(pending)
			switch what {
			case TooLong:
				lines = append(lines, "!")
			case Whole:
				lines = append(lines, string(line))
			}
			pending = pending[n:]
			if what == Nothing {
				break
			}
		}
	}
	return lines, string(s.Answers)
}

func TestLines(t *testing.T) {
	long := strings.Repeat("x", Max)
	for _, c := range []struct {
		name string
		in   []string
		want []string
	}{
		{"CRLF", []string{"NOOP\r\n"}, []string{"NOOP"}},
		{"LF alone and CR CR LF", []string{"A\nB\r\r\n"}, []string{"A", "B"}},
		{"empty lines are nothing", []string{"\r\n\n\r\nA\r\n"}, []string{"A"}},
		{"CR and LF apart", []string{"A\r", "\n", "B\r\n"}, []string{"A", "B"}},
		{"one byte at a time", strings.Split("NOOP\r\nQUIT\r\n", ""), []string{"NOOP", "QUIT"}},
		{"blanks stay", []string{"RETR  a \r\n"}, []string{"RETR  a "}},
		{"no end, no line", []string{"NOOP"}, nil},
		{"longest line", []string{long, "\n"}, []string{long}},
		{"too long by one", []string{long + "x\nA\n"}, []string{"!", "A"}},
		{"its tail is no command", []string{strings.Repeat(long, 5) + "DELE x\r\nNOOP\r\n"}, []string{"!", "NOOP"}},
		{"urgent bytes", []string{"\xff\xf4", "\xff", "\xf2ABOR\r\n"}, []string{"ABOR"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, _ := feed(t, c.in...); !slices.Equal(got, c.want) {
				t.Errorf("%.80q, want %.80q", got, c.want)
			}
		})
	}
}

// TestAhead: looking ahead finds the lines that will be taken, and takes none.
func TestAhead(t *testing.T) {
	abort := func(line []byte) bool { return string(line) == "ABOR" }
	for in, want := range map[string]bool{
		"": false, "ABOR": false, "ABOR\r\n": true, "NOOP\r\nABOR\n": true, "\xff\xf4\xff\xf2ABOR\r\n": true, "\xff\xfd\x01ABOR\n": true,
		"RETR \xff\xff\nABOR\n": true, "\n\r\nABOR\n": true, "XABOR\n": false, strings.Repeat("x", Max+1) + "\nABOR\n": true,
		strings.Repeat("x", Max+1): false, "\xff\xfaABOR\nABOR\n": false,
	} {
		var s Splitter
		p := []byte(in)
		if got := s.Ahead(p, abort); got != want {
			t.Errorf("%.20q: %t", in, got)
		}
		if string(p) != in || s.Inside() || s.Answers != nil {
			t.Errorf("%.20q: something was taken", in)
		}
	}
	long := Splitter{}
	long.Next(bytes.Repeat([]byte("x"), Max+1))
	if !long.Inside() || long.Ahead([]byte("ABOR\n"), abort) || !long.Ahead([]byte("\nABOR\n"), abort) {
		t.Error("the tail of a line that is too long is no line")
	}
}

// FuzzTokenizer: whatever arrives in whatever pieces, without Telnet the lines are those that cutting at LF gives.
func FuzzTokenizer(f *testing.F) {
	f.Add([]byte("NOOP\r\nQUIT\r\n"), uint16(3))
	f.Add(bytes.Repeat([]byte("x"), 3*Max), uint16(700))
	f.Add([]byte("ABOR\r\n\n\nRETR a\xff\xf4\xff\xffb\r\n"), uint16(1))
	f.Fuzz(func(t *testing.T, data []byte, size uint16) {
		if len(data) > 16<<10 || len(data) > 1<<10 && size < 64 {
			return
		}
		var pieces []string
		for chunk := range slices.Chunk(data, int(size)+1) {
			pieces = append(pieces, string(chunk))
		}
		var want []string
		for rest := data; ; {
			line, after, found := bytes.Cut(rest, []byte("\n"))
			if !found {
				break
			}
			if bytes.HasPrefix(line, []byte{iac}) || bytes.HasPrefix(line, []byte{mark}) {
				return // FuzzTelnet's
			}
			switch rest = after; {
			case len(line) > Max:
				want = append(want, "!")
			case len(bytes.TrimRight(line, "\r")) > 0:
				line = bytes.ReplaceAll(line, []byte{iac, iac}, []byte{iac})
				want = append(want, string(bytes.TrimRight(line, "\r")))
			}
		}
		if got, _ := feed(t, pieces...); !slices.Equal(got, want) {
			t.Errorf("got %.200q, want %.200q", got, want)
		}
	})
}
