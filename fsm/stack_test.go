//go:build !race

package fsm_test

import (
	"net"
	"runtime"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/fsm"
)

// TestIdleSessionsAreSmall: once idle, a session whose connection cannot be parked is one goroutine, on a stack as
// small as they are made. (The race detector needs larger ones.)
func TestIdleSessionsAreSmall(t *testing.T) {
	const sessions = 1000
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	serveOn(t, l, fsm.Options{Limits: fsm.Limits{SessionsPerAddress: sessions}})
	address := l.Addr().String()
	runtime.GC() // a new stack is as large as those that there were on the average; the other tests have large ones
	before, stacks := runtime.NumGoroutine(), stackBytes()
	var all []*client
	for range sessions {
		c := connect(t, address)
		c.expect("USER joe", "331 Password, please.")
		all = append(all, c)
	}
	const most = 2500 // bytes: a new stack has 2048, and the rest is for what is in reserve
	each := func() int { return int(stackBytes()-stacks) / sessions }
	// New stacks have what those had on the average that the collector saw last: of the first sessions it has seen
	// none, and later some that do not rest yet. A command later each has a new goroutine.
	for end := time.Now().Add(patience); each() > most && time.Now().Before(end); {
		runtime.GC()
		for _, c := range all {
			c.expect("NOOP", "200 Done.")
		}
		for rested := time.Now().Add(time.Second); each() > most && time.Now().Before(rested); {
			time.Sleep(10 * time.Millisecond)
		}
	}
	if each() > most {
		t.Errorf("a stack of %d bytes for each session", each())
	}
	if n := runtime.NumGoroutine() - before; n > sessions+reserve {
		t.Errorf("%d goroutines for %d sessions", n, sessions)
	}
	for _, c := range all[:10] { // and they still answer
		c.expect("NOOP", "200 Done.")
	}
}

func stackBytes() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.StackInuse
}
