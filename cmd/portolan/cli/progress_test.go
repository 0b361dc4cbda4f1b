package cli

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/fsm"
)

func TestProgressText(t *testing.T) {
	now := time.Now()
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	up := fsm.TransferInfo{User: "zoë", Name: "/a b", Upload: true, Bytes: 3_000_000, Total: -1, Started: ago(2 * time.Second)}
	down := fsm.TransferInfo{User: "bob", Name: "/\x1b[2J", Bytes: 450, Total: 1000, Started: ago(time.Second)}
	work := fsm.TransferInfo{User: "bob", Command: "HASH", Name: "/f", Work: true, Bytes: 450, Total: 1000, Started: ago(time.Second)}
	empty := fsm.TransferInfo{User: "bob", Name: "/e", Total: 0, Started: now}
	for _, test := range []struct {
		running []fsm.TransferInfo
		want    string
	}{
		{nil, ""},
		{[]fsm.TransferInfo{up}, "upload /a b 3.0 MB, 1.5 MB/s (zoë)"},
		{[]fsm.TransferInfo{down}, `download "/\x1b[2J" 45% of 1.0 kB, 450 B/s (bob)`},
		{[]fsm.TransferInfo{work}, "HASH /f 45% of 1.0 kB, 450 B/s (bob)"},
		{[]fsm.TransferInfo{empty}, "download /e 0 B, 0 B/s (bob)"},
		{[]fsm.TransferInfo{down, up},
			`2 transfers, 1.5 MB/s: upload /a b 3.0 MB, 1.5 MB/s (zoë); download "/\x1b[2J" 45% of 1.0 kB, 450 B/s (bob)`},
	} {
		if got := progressText(test.running, now); got != test.want {
			t.Errorf("got  %q\nwant %q", got, test.want)
		}
	}
}

// TestScreen: each step is exactly what the terminal gets.
func TestScreen(t *testing.T) {
	var out strings.Builder
	width := 10
	s := &screen{out: &out, width: func() int { return width }}
	step := func(what string, do func(), want string) {
		t.Helper()
		out.Reset()
		do()
		if out.String() != want {
			t.Errorf("%s: terminal gets %q, want %q", what, out.String(), want)
		}
	}
	log := func(line string) func() {
		return func() {
			if n, err := s.Write([]byte(line)); n != len(line) || err != nil {
				t.Errorf("Write: %d, %v", n, err)
			}
		}
	}
	step("log alone", log("one\n"), "one\n")
	step("line", func() { s.show("abc") }, "abc")
	step("same line", func() { s.show("abc") }, "")
	step("log above the line", log("two\n"), "\r   \rtwo\nabc")
	step("too long", func() { s.show("0123456789") }, "\r   \r012345678")
	step("wide characters", func() { s.show("世界世界世界") }, "\r         \r世界世界")
	width = 4
	step("narrower", func() { s.show("abcdef") }, "\r        \rabc")
	step("gone", func() { s.show("") }, "\r   \r")
	step("log alone again", log("three\n"), "three\n")
	width = 0
	step("no width", func() { s.show("abc") }, "")
}

// TestScreenFails: the logger learns that the terminal has gone.
func TestScreenFails(t *testing.T) {
	gone := errors.New("gone")
	s := &screen{out: failing{gone}, width: func() int { return 80 }}
	s.show("abc")
	if n, err := s.Write([]byte("x\n")); n != 0 || err != gone {
		t.Errorf("Write: %d, %v", n, err)
	}
}

type failing struct{ error }

func (f failing) Write([]byte) (int, error) { return 0, f.error }
