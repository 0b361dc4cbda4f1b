package fsm

import (
	"context"
	"errors"
	"net"
	"testing"
	"time"
)

// TestLockOrder: who asks for the transfers waits for a session without the server's lock. A session that has its own
// lock may come to ask the server, so holding it meanwhile would close a circle.
func TestLockOrder(t *testing.T) {
	s := emptyServer(t)
	session := &Session{server: s}
	s.sessions[session] = struct{}{}
	session.mu.Lock()
	asked := make(chan int)
	go func() { asked <- len(s.Transfers()) }()
	free := make(chan bool)
	go func() {
		for range 100 { // whoever asks is somewhere on the way
			s.isStopping()
			time.Sleep(100 * time.Microsecond)
		}
		close(free)
	}()
	select {
	case <-free:
	case <-time.After(20 * time.Second):
		t.Error("the server's lock is held while a session's is waited for")
	}
	session.mu.Unlock()
	if n := <-asked; n != 0 {
		t.Errorf("%d transfers", n)
	}
	delete(s.sessions, session)
}

// emptyServer is a server of a table that has only what every table must have.
func emptyServer(t *testing.T) *Server {
	t.Helper()
	table := &Table{Languages: []string{"en"}, Roles: smallestRoles, Regions: []RegionInfo{
		{Name: "session", States: []string{"open", "closed"}, Arcs: []uint16{1 << 1, 0}}, {Name: "transfer", States: []string{"idle"}, Arcs: []uint16{0}}},
		Rows: []RowInfo{
			{Command: NoCommand, Name: "connected", Kind: KindEvent, Code: 220, Text: []string{"Hello."}},
			{Command: NoCommand, Name: "ended", Kind: KindEvent, Moves: []Move{{Region: 0, State: 1}}},
		}}
	for e := range table.Events {
		table.Events[e] = 1
	}
	table.Events[EventConnected] = 0
	s, err := NewServer(Options{Protocol: Protocol{Table: table}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestListenersAreForgotten: a listener that has ended is no longer the server's.
func TestListenersAreForgotten(t *testing.T) {
	s := emptyServer(t)
	for range 3 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		l.Close()
		if err := s.Serve(l); err == nil || err == ErrServerClosed {
			t.Error(err)
		}
	}
	if n := len(s.listeners); n != 0 {
		t.Errorf("the server has %d listeners", n)
	}
	if err := s.Shutdown(context.Background()); err != nil {
		t.Error(err)
	}
}

// TestShutdownDoesNotWaitForEver: a handler that waits for what never comes does not keep Shutdown from returning.
func TestShutdownDoesNotWaitForEver(t *testing.T) {
	t.Parallel()
	s := emptyServer(t)
	s.stuckAfter = 20 * time.Millisecond
	never := make(chan struct{})
	s.observer = observerFunc(func(Step) { <-never })
	_, server := net.Pipe()
	over := make(chan struct{})
	go func() {
		s.ServeConn(server)
		close(over)
	}()
	for !s.hasSessions() {
		time.Sleep(time.Millisecond)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.Shutdown(ctx); !errors.Is(err, context.Canceled) || !errors.Is(err, ErrStuck) {
		t.Error(err)
	}
	close(never)
	<-over
}

type observerFunc func(Step)

func (f observerFunc) Step(s Step) { f(s) }

// hasSessions says whether there are sessions.
func (s *Server) hasSessions() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sessions) > 0
}
