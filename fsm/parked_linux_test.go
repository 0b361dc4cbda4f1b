package fsm_test

import (
	"io"
	"runtime"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/fsm"
)

// parkedClients are clients whose sessions have no goroutine any more, whatever they have done before.
func parkedClients(t *testing.T, address string, sessions int) []*client {
	t.Helper()
	before := runtime.NumGoroutine()
	var all []*client
	for i := range sessions {
		c := connect(t, address)
		if i%2 == 1 {
			c.expect("USER joe", "331 Password, please.")
		}
		all = append(all, c)
	}
	awaitGoroutines(t, before+reserve)
	return all
}

// awaitGoroutines waits until there are no more goroutines than that.
func awaitGoroutines(t *testing.T, most int) {
	t.Helper()
	n := runtime.NumGoroutine()
	for end := time.Now().Add(patience); n > most && time.Now().Before(end); n = runtime.NumGoroutine() {
		time.Sleep(10 * time.Millisecond)
	}
	if n > most {
		t.Fatalf("%d goroutines, want %d at most", n, most)
	}
}

// TestIdleSessionsHaveNoGoroutine: they are parked, go on with each line, also in pieces, and are parked again.
func TestIdleSessionsHaveNoGoroutine(t *testing.T) {
	const sessions = 300
	_, address := serve(t, fsm.Options{Limits: fsm.Limits{SessionsPerAddress: sessions}})
	before := runtime.NumGoroutine()
	all := parkedClients(t, address, sessions)
	for range 3 {
		for _, c := range all {
			c.expect("NOOP", "200 Done.")
		}
		awaitGoroutines(t, before+reserve)
	}
	for _, c := range all[:reserve] {
		io.WriteString(c.conn, "NO")
		time.Sleep(time.Millisecond)
		io.WriteString(c.conn, "OP\r\nNOOP\r\n")
		c.expect("", "200 Done.")
		c.expect("", "200 Done.")
	}
	for _, c := range all {
		c.expect("QUIT", "221 Goodbye.")
	}
}

// TestParkedSessionsEnd: by their time-out, by their clients, and with the server.
func TestParkedSessionsEnd(t *testing.T) {
	const sessions, idle = 60, 2 * time.Second
	s, address := serve(t, fsm.Options{Limits: fsm.Limits{SessionsPerAddress: 2 * sessions, IdleTimeout: idle}})
	for _, c := range parkedClients(t, address, sessions) {
		c.expect("", "421 Idle for too long.")
	}
	for _, c := range parkedClients(t, address, sessions) {
		c.conn.Close()
	}
	all := parkedClients(t, address, sessions)
	stopped := make(chan error)
	go func() { stopped <- s.Shutdown(t.Context()) }()
	for _, c := range all {
		c.expect("", "421 The server is shutting down.")
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}
