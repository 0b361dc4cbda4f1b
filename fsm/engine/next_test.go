package engine_test

import (
	"testing"

	"github.com/portolan-ftp/portolan/fsm/engine"
	"github.com/portolan-ftp/portolan/fsm/table"
)

// TestNext: each thing goes before the ones below it.
func TestNext(t *testing.T) {
	e := newEngine(t)
	for _, c := range []struct {
		name   string
		state  *engine.State
		moment engine.Moment
		want   engine.Action
	}{
		{"what was promised", at(retrOpening, engine.Some), engine.Moment{Promised: true, Told: true, Stopping: true, Full: true}, engine.Begin},
		{"what has ended", at(retrOpening, engine.Some), engine.Moment{Told: true, Stopping: true, Full: true}, engine.Complete},
		{"a transfer before a shutdown", at(retrOpening, engine.None), engine.Moment{Stopping: true}, engine.Read},
		{"a shutdown before lines that wait", at(0, engine.Some), engine.Moment{Stopping: true}, engine.Shutdown},
		{"a shutdown before QUIT", at(0, engine.Last), engine.Moment{Stopping: true}, engine.Shutdown},
		{"lines that wait before others", at(0, engine.Some), engine.Moment{}, engine.Resume},
		{"however many", at(0, engine.Some), engine.Moment{Full: true}, engine.Resume},
		{"the last of them", at(0, engine.Last), engine.Moment{}, engine.Resume},
		{"they wait for a transfer", at(retrOpening, engine.Some), engine.Moment{}, engine.Read},
		{"nothing is read behind the last", at(retrOpening, engine.Last), engine.Moment{}, engine.Await},
		{"nor when too many wait", at(retrOpening, engine.Some), engine.Moment{Full: true}, engine.Await},
		{"a transfer alone", at(retrOpening, engine.None), engine.Moment{}, engine.Read},
		{"nothing", at(0, engine.None), engine.Moment{}, engine.Read},
	} {
		if got := e.Next(c.state, c.moment); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

func TestDeadline(t *testing.T) {
	e := newEngine(t)
	isIn := to(login, in)
	for _, c := range []struct {
		name   string
		state  *engine.State
		clocks engine.Clocks
		want   int64
		event  table.Event
	}{
		{"during a transfer there is none", at(retrOpening, engine.None, isIn), engine.Clocks{1, 1, 1}, 0, table.EventIdleTimeout},
		{"the login's is sooner", at(0, engine.None), engine.Clocks{Idle: 5, Login: 4, Transfer: 1}, 4, table.EventLoginTimeout},
		{"the silence's is", at(0, engine.None), engine.Clocks{Idle: 5, Login: 6, Transfer: 1}, 5, table.EventIdleTimeout},
		{"logged in, the last transfer's is sooner", at(0, engine.None, isIn), engine.Clocks{Idle: 5, Login: 1, Transfer: 4}, 4, table.EventNoTransferTimeout},
		{"the silence's is", at(0, engine.None, isIn), engine.Clocks{Idle: 5, Login: 1, Transfer: 6}, 5, table.EventIdleTimeout},
		{"both at once", at(0, engine.None, isIn), engine.Clocks{Idle: 5, Login: 1, Transfer: 5}, 5, table.EventIdleTimeout},
	} {
		if got, event := e.Deadline(c.state, c.clocks); got != c.want || event != c.event {
			t.Errorf("%s: %d %s, want %d %s", c.name, got, table.EventNames[event], c.want, table.EventNames[c.event])
		}
	}
}

func TestChanged(t *testing.T) {
	e := newEngine(t)
	isIn, isOut := to(login, in), to(login, out)
	inTransfer := func(s table.State) *engine.State { return at(0, engine.None, isIn, to(transfer, s)) }
	for _, c := range []struct {
		name          string
		row           table.Row
		before, after *engine.State
		want          engine.Change
	}{
		{"nothing", noopOk, at(0, engine.None, isIn), at(0, engine.None, isIn), engine.Change{}},
		{"a login", userIn, at(0, engine.None), at(0, engine.None, isIn), engine.Change{In: true, Transfer: true}},
		{"a login from a login", userIn, at(0, engine.None, isIn), at(0, engine.None, isIn), engine.Change{In: true, Transfer: true}},
		{"the end of one", userOut, at(0, engine.None, isIn), at(0, engine.None, isOut), engine.Change{Out: true}},
		{"of none", userOut, at(0, engine.None), at(0, engine.None), engine.Change{}},
		{"a transfer begins", retrOpening, inTransfer(idle), inTransfer(opening), engine.Change{Transfer: true}},
		{"goes on", opened, inTransfer(opening), inTransfer(busy), engine.Change{Transfer: true}},
		{"ends", retrDone, inTransfer(busy), inTransfer(idle), engine.Change{Transfer: true}},
		{"work is no transfer", hashHashing, inTransfer(idle), inTransfer(working), engine.Change{}},
		{"nor is its end", hashDone, inTransfer(working), inTransfer(idle), engine.Change{}},
	} {
		if got := e.Changed(c.row, c.before, c.after); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}
