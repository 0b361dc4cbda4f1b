package fsm

import (
	"bytes"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
)

// feed gives an input its bytes in the pieces given, and collects lines, of which "!" is an overlong one, and the answers
// to Telnet's options.
func feed(t testing.TB, pieces ...string) (lines []string, answers string) {
	client, server := net.Pipe()
	go func() {
		for _, p := range pieces {
			if p != "" { // which a pipe would hand over
				io.WriteString(client, p)
			}
		}
		client.Close()
	}()
	in := newInput(server)
	for {
		line, overlong, ok := in.line()
		switch {
		case overlong:
			lines = append(lines, "!")
			continue
		case ok:
			lines = append(lines, string(line))
			continue
		}
		if err := in.fill(); err != nil {
			if err != io.EOF {
				t.Fatal(err)
			}
			return lines, string(in.answers)
		}
	}
}

func TestLines(t *testing.T) {
	long := strings.Repeat("x", maxLine)
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

// FuzzTokenizer: whatever arrives in whatever pieces, without Telnet the lines are those that cutting at LF gives.
func FuzzTokenizer(f *testing.F) {
	f.Add([]byte("NOOP\r\nQUIT\r\n"), uint16(3))
	f.Add(bytes.Repeat([]byte("x"), 3*maxLine), uint16(700))
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
			if bytes.HasPrefix(line, []byte{iac}) {
				return // FuzzTelnet's
			}
			switch rest = after; {
			case len(line) > maxLine:
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
