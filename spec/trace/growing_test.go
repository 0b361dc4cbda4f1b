package trace_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/trace"
)

// file is a log that a test writes.
type file struct {
	*testing.T
	name string
	tail *trace.Tail
}

func (f *file) add(text string) {
	f.Helper()
	out, err := os.OpenFile(f.name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		f.Fatal(err)
	}
	defer out.Close()
	if _, err := out.WriteString(text); err != nil {
		f.Fatal(err)
	}
}

func (f *file) polls(again bool, want ...string) {
	f.Helper()
	lines, got, err := f.tail.Poll()
	if err != nil || got != again || !slices.Equal(lines, want) {
		f.Errorf("%q again %t, %v; want %q, %t", lines, got, err, want, again)
	}
}

// TestTail: a file that is not there yet, half lines, another file with the name, a file that is emptied, and lines
// that are too long.
func TestTail(t *testing.T) {
	f := &file{t, filepath.Join(t.TempDir(), "log"), nil}
	f.tail = trace.NewTail(f.name)
	defer f.tail.Close()
	f.polls(false)
	f.add("one\ntw")
	f.polls(true, "one")
	f.polls(false)
	f.add("o\r\n\nthree")
	f.polls(false, "two", "")
	if err := os.Rename(f.name, f.name+".1"); err != nil {
		t.Fatal(err)
	}
	old := &file{t, f.name + ".1", nil}
	old.add("!\nlast\nhalf")
	f.add("new\n")
	f.polls(false, "three!", "last") // the old one to its end
	f.polls(true, "new")
	f.add("more of it, and hal")
	f.polls(false)
	if err := os.Truncate(f.name, 0); err != nil {
		t.Fatal(err)
	}
	f.polls(true)
	f.add("again\n" + strings.Repeat("x", 2<<20))
	f.polls(false, "again")
	f.add("x\nbehind\n")
	f.polls(false, "behind")
	if err := os.Remove(f.name); err != nil {
		t.Fatal(err)
	}
	f.polls(false)
	f.polls(false)
	f.add("back\n")
	f.polls(true, "back")
}

const begun = `level=INFO msg=connected peer=127.0.0.1:1 session=%
level=DEBUG msg=command command="USER bob" result=need-password session=%
level=INFO msg=login user=bob session=%
level=DEBUG msg=command command="RNFR a" result=pending session=%
`

// TestGrowing: two sessions at once, of which one does what the table does not allow; it is told at that line, and
// once.
func TestGrowing(t *testing.T) {
	s, err := decode.Load("../ftp.yaml")
	if err != nil {
		t.Fatal(err)
	}
	g := trace.NewGrowing(explore.NewMachine(s), "log", nil)
	var told []string
	feed := func(text string) {
		for line := range strings.Lines(text) {
			result, err := g.Line(line)
			if err != nil {
				t.Fatal(err)
			}
			if result != nil {
				var b strings.Builder
				if err := result.Text(&b); err != nil {
					t.Fatal(err)
				}
				told = append(told, b.String())
			}
		}
	}
	feed(`level=DEBUG msg=command command="RNTO b" result=ok session=3` + "\n") // its beginning is in another file
	feed(strings.ReplaceAll(begun, "%", "1") + strings.ReplaceAll(begun, "%", "2"))
	for range 100 {
		feed(`level=DEBUG msg=command command=NOOP result=ok session=1` + "\n")
	}
	if len(told) > 0 {
		t.Errorf("%q", told)
	}
	g.Again()
	const not = `level=DEBUG msg=command command="RNTO b" result=ok session=1`
	feed(`level=DEBUG msg=command command="RNTO b" result=ok session=2` + "\n" + not + "\n" + not + "\nlevel=INFO msg=disconnected result=bye session=1\n" + not + "\n")
	want := "log:2: the table does not allow this\n    NOOP: ok\n    NOOP: ok\n    NOOP: ok\n  * RNTO b: ok\nthe session is at "
	if len(told) != 1 || !strings.HasPrefix(told[0], want) {
		t.Errorf("%q, want %q", told, want)
	}
	if g.Sessions != 2 || g.Faults != 1 {
		t.Errorf("%d sessions, %d faults", g.Sessions, g.Faults)
	}
	if _, err := g.Line("level=DEBUG msg=policies mail=off"); err != nil {
		t.Error(err)
	}
	if _, err := g.Line("level=INFO msg=connected peer=127.0.0.1:1 session=1"); err == nil {
		t.Error("a policy is taken that the spec does not have")
	}
}
