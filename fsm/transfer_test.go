package fsm

import (
	"net"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/fsm/control"
)

// TestTellLeavesNobodyOut: takeOver may find, just while a preliminary reply is sent, that it cannot have the session of
// a transfer that is long already. It has given up by then, so it is made to come again.
func TestTellLeavesNobodyOut(t *testing.T) {
	ours, theirs := net.Pipe()
	defer theirs.Close()
	c, err := control.New(ours, true, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	s := &Session{control: c} // not clocked, as takeOver leaves it that is about to take the session
	told := &transfer{session: s}
	told.owner.Store(unowned)
	s.transfer = &transfer{session: s} // of which takeOver cannot take the session, so that this test can look
	told.tell()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.clocked || told.owner.Load() != unowned {
		t.Errorf("takeOver will come: %v; the owner is %d", s.clocked, told.owner.Load())
	}
	s.transfer = nil // ends the clock
	told.owner.Store(taken)
}
