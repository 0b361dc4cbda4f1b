package fsm

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"time"
)

// ErrStuck is what Shutdown returns of sessions that did not end.
var ErrStuck = errors.New("fsm: sessions did not end")

// Shutdown stops accepting, tells idle sessions goodbye, and lets transfers in progress finish. When ctx ends, what
// still runs is aborted; Shutdown then returns ctx's error. It returns after the last session has ended. If sessions
// have not ended some time after they were aborted, because a handler waits for something that never comes, it returns
// ErrStuck as well.
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	s.stopping = true
	listeners := slices.Collect(maps.Keys(s.listeners))
	s.mu.Unlock()
	for _, l := range listeners {
		l.Close()
	}
	s.each((*Session).stop)
	done := make(chan struct{})
	go func() {
		s.running.Wait()
		close(done)
	}()
	select {
	case <-done:
		s.cancel()
		return nil
	case <-ctx.Done():
	}
	s.cancel()
	s.each((*Session).kill)
	select {
	case <-done:
		return ctx.Err()
	case <-time.After(s.stuckAfter):
	}
	s.each(func(session *Session) {
		s.logContained(slog.LevelError, "session does not end", "session", session.id, "peer", session.Peer())
	})
	return errors.Join(ctx.Err(), ErrStuck)
}

// each calls a function for each session, without holding the server's lock. A session's lock is taken before the
// server's, which is taken last.
func (s *Server) each(do func(*Session)) {
	s.mu.Lock()
	all := make([]*Session, 0, len(s.sessions))
	for session := range s.sessions {
		all = append(all, session)
	}
	s.mu.Unlock()
	for _, session := range all {
		do(session)
	}
}
