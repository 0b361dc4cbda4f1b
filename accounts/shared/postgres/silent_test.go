package postgres_test

import (
	"context"
	"errors"
	"net"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/accounts/shared"
	"github.com/portolan-ftp/portolan/accounts/shared/postgres"
)

// TestSilentDatabase: a database that takes connections and says nothing keeps no call longer than its context,
// whatever other calls wait for.
func TestSilentDatabase(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	asked, tell := context.WithCancel(t.Context())
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { conn.Close() })
			tell()
		}
	}()
	s, err := postgres.Open(t.Context(), "postgres://portolan@"+l.Addr().String()+"/portolan?sslmode=disable")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	watching, stop := context.WithCancel(t.Context())
	defer stop()
	watched := make(chan error, 1)
	go func() { watched <- s.Watch(watching, time.Minute, func([]shared.Attempt) {}, func() {}) }()
	<-asked.Done() // Watch waits for its answer
	beaten := make(chan error, 1)
	go func() {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		_, _, err := s.Beat(ctx, "a", time.Second, 0)
		beaten <- err
	}()
	select {
	case err := <-beaten:
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Error("a beat waits for what another call waits for")
	}
	stop()
	if err := <-watched; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
