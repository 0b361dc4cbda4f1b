package engine_test

import (
	"testing"

	"github.com/portolan-ftp/portolan/fsm/engine"
	"github.com/portolan-ftp/portolan/fsm/table"
)

func TestEvent(t *testing.T) {
	e := newEngine(t)
	fresh, isIn := at(0, engine.None, to(tls, optional)), at(0, engine.None, to(login, in))
	download, upload := at(retrOpening, engine.None, to(transfer, busy)), at(storOpening, engine.None, to(transfer, busy))
	for _, c := range []struct {
		name  string
		state *engine.State
		event table.Event
		row   table.Row
		may   bool
	}{
		{"row 0 is no missing row", fresh, table.EventConnected, connected, true},
		{"not declared", fresh, table.EventTooMany, table.NoRow, false},
		{"unknown, between commands", isIn, table.EventUnknown, unknown, true},
		{"unknown, during a transfer", download, table.EventUnknown, unknown, false},
		{"overlong, during a transfer", download, table.EventOverlong, overlong, false},
		{"noise, during a transfer", download, table.EventNoise, noise, false},
		{"foreign, during a transfer", download, table.EventForeign, foreign, false},
		{"shutdown, between commands", isIn, table.EventShutdown, shutdown, true},
		{"shutdown, during a transfer", download, table.EventShutdown, shutdown, false},
		{"dropped, between commands", fresh, table.EventDropped, dropped, true},
		{"dropped, during a transfer", download, table.EventDropped, dropped, true},
		{"failed, between commands", fresh, table.EventFailed, failed, true},
		{"failed, during a transfer", upload, table.EventFailed, failed, true},
		{"where the table has it", fresh, table.EventLoginTimeout, loginTimeout, true},
		{"where it has it not", isIn, table.EventLoginTimeout, loginTimeout, false},
		{"a time-out during a transfer", download, table.EventLoginTimeout, loginTimeout, false},
		{"implicit TLS, first of all", fresh, table.EventImplicit, implicit, true},
		{"where a policy forbids it", at(0, engine.None), table.EventImplicit, implicit, false},
		{"after something else", at(0, engine.None, to(tls, optional), to(login, in)), table.EventImplicit, implicit, false},
		{"opened, while a transfer opens", at(retrOpening, engine.None, to(transfer, opening)), table.EventDataOpened, opened, true},
		{"opened, again", download, table.EventDataOpened, opened, false},
		{"opened, without a transfer", at(0, engine.None, to(transfer, opening)), table.EventDataOpened, opened, false},
		{"a marker of an upload", upload, table.EventMarker, marker, true},
		{"a marker of a download", download, table.EventMarker, marker, false},
		{"a marker of nothing", at(0, engine.None, to(transfer, busy)), table.EventMarker, marker, false},
	} {
		if row, may := e.Event(c.state, c.event); row != c.row || may != c.may {
			t.Errorf("%s: %s %t, want %s %t", c.name, e.Table().RowName(row), may, e.Table().RowName(c.row), c.may)
		}
	}
}

// TestImplicitOverIPv6: what the connection decides has not happened to the session.
func TestImplicitOverIPv6(t *testing.T) {
	p := protocol()
	p.Regions[sscn].Family = true
	e, err := engine.New(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, ipv6 := range []bool{false, true} {
		s := at(0, engine.None, to(tls, optional))
		e.Begin(s, ipv6)
		if got, want := s.Configuration[sscn] == 1, ipv6; got != want {
			t.Errorf("IPv6 %t: begins so: %t", ipv6, got)
		}
		if _, may := e.Event(s, table.EventImplicit); !may {
			t.Errorf("IPv6 %t: no implicit TLS", ipv6)
		}
	}
}

// TestMistakes: the twentieth line in a row that is no command ends the session, whatever the others were.
func TestMistakes(t *testing.T) {
	var m engine.Mistakes
	for i := range 19 {
		want := []table.Event{table.EventUnknown, table.EventOverlong}[i%2]
		if got := m.Add(want); got != want {
			t.Fatalf("mistake %d: %s", i+1, table.EventNames[got])
		}
	}
	if got := m.Add(table.EventForeign); got != table.EventForeign {
		t.Errorf("another protocol's client is told %s", table.EventNames[got])
	}
	if got := m.Add(table.EventUnknown); got != table.EventNoise {
		t.Errorf("the twentieth mistake: %s", table.EventNames[got])
	}
}

func TestEnd(t *testing.T) {
	e := newEngine(t)
	download, upload := at(retrOpening, engine.None, to(transfer, busy)), at(storOpening, engine.None, to(transfer, busy))
	opening, work := at(retrOpening, engine.None, to(transfer, opening)), at(hashHashing, engine.None, to(transfer, working))
	for _, c := range []struct {
		name     string
		state    *engine.State
		how      engine.Ending
		want     table.Row
		declared bool
	}{
		{"the handler's", download, engine.Ending{Own: retrDone}, retrDone, true},
		{"the handler's, with an error", upload, engine.Ending{Own: storFull, Erred: true}, storFull, true},
		{"the handler's by its name, of another row", download, engine.Ending{Own: storDone}, retrDone, true},
		{"none", download, engine.Ending{}, retrAborted, false},
		{"one that the command has not", download, engine.Ending{Own: storFull}, retrAborted, false},
		{"a reply is none", download, engine.Ending{Own: noopOk}, retrAborted, false},
		{"the runtime's is none", upload, engine.Ending{Own: storBroken}, storAborted, false},
		{"no row of the table", upload, engine.Ending{Own: mfctNotOffered + 1}, storAborted, false},
		{"before the data connection was opened", opening, engine.Ending{Own: retrDone}, retrAborted, false},
		{"of work, which has none", work, engine.Ending{Own: hashDone}, hashDone, true},
		{"an upload that was put there wins over ABOR", upload, engine.Ending{Own: storDone, Aborted: true}, storDone, true},
		{"and over the connection", upload, engine.Ending{Own: storDone, Failed: true, Failure: table.EndBroken}, storDone, true},
		{"a download wins over ABOR", download, engine.Ending{Own: retrDone, Aborted: true}, retrDone, true},
		{"but not over the connection", download, engine.Ending{Own: retrDone, Failed: true, Failure: table.EndBroken}, retrBroken, true},
		{"of which ABOR was the cause", download, engine.Ending{Own: retrDone, Failed: true, Failure: table.EndBroken, Aborted: true}, retrAborted, true},
		{"ABOR wins over an error", upload, engine.Ending{Own: storFull, Erred: true, Aborted: true}, storAborted, true},
		{"and over the connection's", upload, engine.Ending{Own: storFull, Erred: true, Failed: true, Failure: table.EndBroken, Aborted: true}, storAborted, true},
		{"the connection wins over an error", upload, engine.Ending{Own: storFull, Erred: true, Failed: true, Failure: table.EndBroken}, storBroken, true},
		{"no connection", opening, engine.Ending{Erred: true, Failed: true, Failure: table.EndNoData}, retrNoData, true},
		{"a failure that the table has not", upload, engine.Ending{Failed: true, Failure: table.EndStalled}, storAborted, true},
		{"or not here", opening, engine.Ending{Failed: true, Failure: table.EndBroken}, retrAborted, true},
		{"work that takes too long", work, engine.Ending{Own: hashDone, Erred: true, Failed: true, Failure: table.EndOvertime}, hashOvertime, true},
		{"work that was done all the same", work, engine.Ending{Own: hashDone, Failed: true, Failure: table.EndOvertime}, hashDone, true},
	} {
		if row, declared := e.End(c.state, c.how); row != c.want || declared != c.declared {
			t.Errorf("%s: %s %t, want %s %t", c.name, e.Table().RowName(row), declared, e.Table().RowName(c.want), c.declared)
		}
	}
}
