package fsm_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// notes keeps what observers are told, in order.
type notes struct {
	mu    sync.Mutex
	lines []string
}

func (n *notes) add(who, what string, s fsm.Step) {
	n.mu.Lock()
	defer n.mu.Unlock()
	row := "-"
	if s.Row != fsm.NoRow || s.Command == fsm.NoCommand {
		row = s.Session.Table().RowName(s.Row)
	}
	n.lines = append(n.lines, fmt.Sprintf("%s %s %q %s login %d to %d", who, what, s.Line, row,
		s.Before[ftp.RegionLogin], s.After[ftp.RegionLogin]))
}

func (n *notes) all() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.lines)
}

// after is told of steps alone, around of commands before them too.
type (
	after  struct{ *notes }
	around struct{ *notes }
)

func (o after) Step(s fsm.Step)        { o.add("after", "step", s) }
func (o around) Step(s fsm.Step)       { o.add("around", "step", s) }
func (o around) BeforeStep(s fsm.Step) { o.add("around", "before", s) }

// TestBeforeStep: every command is told before it is decided, with where the session stands, and after it.
func TestBeforeStep(t *testing.T) {
	n := &notes{}
	_, address := serve(t, fsm.Options{Observer: fsm.Observers(nil, after{n}, around{n})})
	talk(t, dial(t, address), "USER ann\r\nXYZZY\r\nPASS secret\r\nQUIT\r\n")
	want := []string{
		`after step "" connected login 0 to 0`,
		`around step "" connected login 0 to 0`,
		`around before "USER ann" - login 0 to 0`,
		`after step "USER ann" USER need-password login 0 to 1`,
		`around step "USER ann" USER need-password login 0 to 1`,
		`after step "" unknown login 1 to 1`,
		`around step "" unknown login 1 to 1`,
		`around before "PASS ****" - login 1 to 1`,
		`after step "" failed login 1 to 1`, // there are no handlers here
		`around step "" failed login 1 to 1`,
		`around before "QUIT" - login 1 to 1`,
		`after step "QUIT" QUIT bye login 1 to 1`,
		`around step "QUIT" QUIT bye login 1 to 1`,
	}
	if got := n.all(); !slices.Equal(got, want) {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}

// TestObservers: joining costs nothing that the observers do not ask for.
func TestObservers(t *testing.T) {
	n := &notes{}
	if got := fsm.Observers(nil, after{n}); got != (after{n}) {
		t.Errorf("one observer became %T", got)
	}
	for _, c := range []struct {
		all    []fsm.Observer
		before bool
	}{
		{nil, false},
		{[]fsm.Observer{after{n}, after{n}}, false},
		{[]fsm.Observer{around{n}}, true},
		{[]fsm.Observer{after{n}, around{n}}, true},
	} {
		if _, before := fsm.Observers(c.all...).(fsm.BeforeObserver); before != c.before {
			t.Errorf("%T: told before: %v, want %v", c.all, before, c.before)
		}
	}
}
