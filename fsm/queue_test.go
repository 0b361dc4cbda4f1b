package fsm

import (
	"bytes"
	"testing"

	"github.com/portolan-ftp/portolan/fsm/engine"

	"github.com/portolan-ftp/portolan/fsm/line"
)

// smallestRoles are those of a table that has only what every table must have.
var smallestRoles = Roles{Over: Guard{Region: 0, States: 1 << 1}, Transfer: 1, Language: NoRegion,
	Account: NoSlot, User: NoSlot, Idle: NoSlot, Host: NoSlot, Cwd: NoSlot, Offset: NoSlot}

// smallest is the smallest protocol that can run, made ready.
func smallest(t *testing.T) *program {
	t.Helper()
	g, err := newProgram(Protocol{Table: &Table{
		Languages: []string{"en"}, Roles: smallestRoles,
		Regions: []RegionInfo{
			{Name: "session", States: []string{"open", "closed"}, Arcs: []uint16{0, 0}},
			{Name: "transfer", States: []string{"idle", "busy"}, Arcs: []uint16{0, 0}},
		},
		Rows: []RowInfo{{Command: NoCommand, Name: "connected", Kind: KindEvent}},
	}}, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// queueing is a session during a transfer.
func queueing(t *testing.T) *Session {
	return &Session{server: &Server{program: smallest(t)}, state: engine.State{Running: 1}}
}

// TestQueueIsCounted: every line that waits counts, and is counted off when it goes, whatever it is.
func TestQueueIsCounted(t *testing.T) {
	s := queueing(t)
	for range 3 {
		for _, text := range [][]byte{[]byte("PWD"), overlongMark, []byte("XYZZY"), bytes.Repeat([]byte("x"), line.Max)} {
			if !s.postpone(NoCommand, text) {
				t.Fatal("a line does not wait")
			}
		}
	}
	if want := 3 * (len("PWD") + len(overlongMark) + len("XYZZY") + line.Max); s.queued != want {
		t.Errorf("%d bytes wait, want %d", s.queued, want)
	}
	for range 12 {
		if s.state.Waiting != engine.Some {
			t.Fatal("nothing waits any more, too early")
		}
		s.dequeue()
	}
	if s.state.Waiting != engine.None || s.queued != 0 || s.queue != nil {
		t.Errorf("%d bytes are left of %d lines", s.queued, len(s.queue))
	}
	for range maxQueuedLines {
		if s.queueFull() {
			t.Fatal("the queue is full too early")
		}
		s.postpone(NoCommand, overlongMark)
	}
	if !s.queueFull() {
		t.Error("overlong lines do not fill the queue")
	}
}
