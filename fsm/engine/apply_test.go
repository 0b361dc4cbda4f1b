package engine_test

import (
	"slices"
	"testing"

	"github.com/portolan-ftp/portolan/fsm/engine"
	"github.com/portolan-ftp/portolan/fsm/table"
)

func TestApply(t *testing.T) {
	e := newEngine(t)
	allowed := to(fxp, 1)
	for _, c := range []struct {
		name         string
		before, want *engine.State
		row          table.Row
	}{
		{"nothing moves", at(0, engine.None, allowed), at(0, engine.None, allowed), connected},
		{"a move", at(0, engine.None, allowed), at(0, engine.None, allowed, to(rename, pending)), rnfrPending},
		{"expiry", at(0, engine.Some, to(rename, pending)), at(0, engine.Some), noopOk},
		{"the beginning of a download", at(0, engine.Some), at(retrOpening, engine.Some, to(transfer, opening)), retrOpening},
		{"of an upload", at(0, engine.None), at(storOpening, engine.None, to(transfer, opening)), storOpening},
		{"of work", at(0, engine.None), at(hashHashing, engine.None, to(transfer, working)), hashHashing},
		{"something during one", at(retrOpening, engine.Last, to(transfer, opening)), at(retrOpening, engine.Last, to(transfer, busy)), opened},
		{"the handler's end", at(retrOpening, engine.Last, to(transfer, busy)), at(0, engine.Last), retrDone},
		{"the runtime's end", at(retrOpening, engine.Some, to(transfer, busy)), at(0, engine.Some), retrAborted},
		{"the end of the session during a transfer", at(retrOpening, engine.Some, to(transfer, busy)), at(0, engine.None, to(session, closed)), dropped},
		{"and behind one", at(0, engine.Last), at(0, engine.None, to(session, closed)), quitBye},
	} {
		before := *c.before
		if got := e.Apply(c.before, c.row); got != *c.want {
			t.Errorf("%s: %v, want %v", c.name, got, *c.want)
		}
		if *c.before != before {
			t.Errorf("%s: the state before has changed", c.name)
		}
	}
}

// TestEnds: ABOR ends the transfer that runs, and nothing else does.
func TestEnds(t *testing.T) {
	e := newEngine(t)
	running, idle := at(retrOpening, engine.None, to(transfer, busy)), at(0, engine.None)
	for r := range e.Table().Rows {
		if got := e.Ends(running, table.Row(r)); got != (table.Row(r) == aborAborted) {
			t.Errorf("%s: %t", e.Table().RowName(table.Row(r)), got)
		}
		if e.Ends(idle, table.Row(r)) {
			t.Errorf("%s ends a transfer where there is none", e.Table().RowName(table.Row(r)))
		}
	}
}

func TestOver(t *testing.T) {
	e := newEngine(t)
	for s, want := range []bool{open: false, closing: false, closed: true} {
		if got := e.Over(at(0, engine.None, to(session, table.State(s)))); got != want {
			t.Errorf("session in state %d: %t", s, got)
		}
	}
}

func TestPayload(t *testing.T) {
	e := newEngine(t)
	for _, c := range []struct {
		name string
		row  table.Row
		want []engine.Set
	}{
		{"an argument, and a value of the handler's", userIn, []engine.Set{{slotUser, engine.FromArg, 0}, {slotAccount, engine.FromParam, 0}}},
		{"an argument", rnfrPending, []engine.Set{{slotOldName, engine.FromArg, 0}}},
		{"nothing", noopOk, nil},
	} {
		if got := e.Sets(c.row); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	for _, c := range []struct {
		name  string
		state *engine.State
		want  []bool // by slot
	}{
		{"a new session", at(0, engine.None), []bool{false, false, false}},
		{"login", at(0, engine.None, to(login, in)), []bool{true, true, false}},
		{"rename", at(0, engine.None, to(rename, pending)), []bool{false, false, true}},
	} {
		for slot, want := range c.want {
			if got := e.Keeps(c.state, table.Slot(slot)); got != want {
				t.Errorf("%s: slot %d: %t", c.name, slot, got)
			}
		}
	}
}

// TestPayloadFromNowhere: a slot for which neither handler nor command has a value is emptied; an event has no
// arguments.
func TestPayloadFromNowhere(t *testing.T) {
	p := protocol()
	p.Rows[noopOk].Sets, p.Rows[connected].Sets = []table.Slot{slotUser}, []table.Slot{slotUser}
	e, err := engine.New(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []table.Row{noopOk, connected} {
		if got, want := e.Sets(r), []engine.Set{{Slot: slotUser}}; !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", p.RowName(r), got, want)
		}
	}
}

// TestPostpone: what waits during a transfer, and what is read behind it.
func TestPostpone(t *testing.T) {
	e := newEngine(t)
	for _, c := range []struct {
		name    string
		state   *engine.State
		command table.Command
		then    engine.Waiting
		waits   bool
	}{
		{"idle", at(0, engine.None), cmdNoop, engine.None, false},
		{"idle, QUIT", at(0, engine.None), cmdQuit, engine.None, false},
		{"idle, a line that waited, and others do", at(0, engine.Some), cmdRetr, engine.Some, false},
		{"idle, behind it the last", at(0, engine.Last), table.NoCommand, engine.Last, false},
		{"running", at(retrOpening, engine.None), cmdNoop, engine.Some, true},
		{"running, others wait", at(retrOpening, engine.Some), cmdRetr, engine.Some, true},
		{"running, no command", at(retrOpening, engine.None), table.NoCommand, engine.Some, true},
		{"running, answered at once", at(retrOpening, engine.None), cmdAbor, engine.None, false},
		{"running, answered before those that wait", at(retrOpening, engine.Some), cmdAbor, engine.Some, false},
		{"running, the end of the session", at(retrOpening, engine.Some), cmdQuit, engine.Last, true},
		{"running, a switch of protection", at(retrOpening, engine.None), cmdAuth, engine.Last, true},
	} {
		if then, waits := e.Postpone(c.state, c.command); then != c.then || waits != c.waits {
			t.Errorf("%s: %d %t, want %d %t", c.name, then, waits, c.then, c.waits)
		}
	}
	for waiting, want := range []bool{engine.None: true, engine.Some: true, engine.Last: false} {
		if got := e.Reads(at(retrOpening, engine.Waiting(waiting))); got != want {
			t.Errorf("waiting %d: reads %t", waiting, got)
		}
	}
	for c := range e.Table().Commands {
		want := table.NoRow
		if table.Command(c) == cmdQuit {
			want = quitWaiting
		}
		if got := e.Notice(table.Command(c)); got != want {
			t.Errorf("%s gives notice by %s", e.Table().Commands[c].Name, e.Table().RowName(got))
		}
	}
	for _, c := range []struct {
		before engine.Waiting
		left   int
		want   engine.Waiting
	}{{engine.Some, 0, engine.None}, {engine.Some, 1, engine.Some}, {engine.Last, 0, engine.None}, {engine.Last, 3, engine.Last}} {
		if got := e.Took(at(0, c.before), c.left); got != c.want {
			t.Errorf("%d lines left of %d: %d, want %d", c.left, c.before, got, c.want)
		}
	}
}
