package control

import (
	"io"
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/fsm/line"
)

// TestInput: lines are the same however they come, also when they are longer than what is read at once.
func TestInput(t *testing.T) {
	text := "NOOP\r\nRETR \xff\xffa\r\n\xff\xf4\xff\xfd\x01\xff\xf2ABOR\r\n" + strings.Repeat("x", 2*inputBuffer) + "\n" + strings.Repeat("y", line.Max) + "\nQUIT\r\n"
	want := []string{"NOOP", "RETR \xffa", "ABOR", "!", strings.Repeat("y", line.Max), "QUIT"}
	for _, size := range []int{1, 7, 5_000, len(text)} {
		client, server := net.Pipe()
		go func() {
			for rest := text; rest != ""; rest = rest[min(size, len(rest)):] {
				io.WriteString(client, rest[:min(size, len(rest))])
			}
			client.Close()
		}()
		in, got := newInput(server), []string(nil)
		for {
			text, what := in.line()
			switch what {
			case line.TooLong:
				got = append(got, "!")
				continue
			case line.Whole:
				got = append(got, string(text))
				continue
			}
			if err := in.fill(); err != nil {
				if err != io.EOF {
					t.Fatal(err)
				}
				break
			}
		}
		if !slices.Equal(got, want) || string(in.split.Answers) != "\xff\xfc\x01" || in.pending() {
			t.Errorf("in pieces of %d bytes: %.20q %q, %t", size, got, in.split.Answers, in.pending())
		}
	}
}
