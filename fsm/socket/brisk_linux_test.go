package socket

import (
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"
)

// oneTurn makes exactly one turn be there, whatever the machine, and none held before and after. A turn waits as long
// as the test says, so that a busy machine changes nothing.
func oneTurn(t *testing.T, wait time.Duration) {
	t.Helper()
	most, long := mostTurns, briskWait
	mostTurns, briskWait = 1, wait
	t.Cleanup(func() {
		mostTurns, briskWait = most, long
		if held, open := turns.Load(), briskOnes.Load(); held != 0 || open != 0 {
			t.Errorf("%d turns stay held, and %d connections counted", held, open)
		}
	})
}

// session is the connection of a session, and its client, which answers each byte with the next one at once.
func session(t *testing.T) *Conn {
	t.Helper()
	ours, theirs := silent(t)
	go func() {
		for b := make([]byte, 1); ; b[0]++ {
			if _, err := io.ReadFull(theirs, b); err != nil {
				return
			}
			time.Sleep(100 * time.Microsecond) // the server waits by then
			theirs.Write(b)
		}
	}()
	return ours
}

// talk exchanges bytes with the client, and says whether the poller has the connection then.
func talk(t *testing.T, c *Conn, rounds int) (polled bool) {
	t.Helper()
	b := make([]byte, 1)
	for i := range rounds {
		b[0] = byte(i)
		if _, err := c.Write(b); err != nil {
			t.Fatal(err)
		}
		if n, err := c.Read(b); n != 1 || err != nil || b[0] != byte(i) {
			t.Fatalf("%d bytes, %v; % x where % x was sent", n, err, b[0], byte(i))
		}
	}
	return c.file != nil
}

// TestTurns: a connection whose client answers at once needs no poller while no other one is there; beside another one
// both do, and whoever is left has the turn again.
func TestTurns(t *testing.T) {
	oneTurn(t, time.Minute)
	first := session(t)
	if talk(t, first, 100) || !first.turn.held.Load() {
		t.Error("the first does not wait in its turn")
	}
	if _, err := first.Write([]byte{0}); err != nil || !first.blocks {
		t.Error("an answer costs the turn, and two more system calls:", err)
	}
	if _, err := first.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	second := session(t)
	for name, c := range map[string]*Conn{"first": first, "second": second} {
		for round := 0; !talk(t, c, 1); round++ { // until the client was too late once
			if round == 10_000 {
				t.Fatal("the", name, "waits, but not in the poller")
			}
		}
		if !talk(t, c, 2*briskAfter) || c.turn.held.Load() {
			t.Error("the", name, "has left the poller, or holds a turn")
		}
	}
	first.Close()
	for round := 0; talk(t, second, 1); round++ {
		if round == 10_000 {
			t.Fatal("the second stays in the poller, although it is alone")
		}
	}
	talk(t, second, 10)
	second.Close()
}

// TestTurnEnds: who waits longer gives the turn back, and a deadline that is set while a read waits so is heeded.
func TestTurnEnds(t *testing.T) {
	oneTurn(t, time.Millisecond)
	c := session(t)
	time.AfterFunc(20*time.Millisecond, func() { c.SetReadDeadline(longAgo) })
	if _, err := c.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error(err)
	}
	if c.turn.held.Load() {
		t.Error("who has waited for long holds a turn")
	}
}

// TestClosedInTurn: Close while a read waits in a system call.
func TestClosedInTurn(t *testing.T) {
	oneTurn(t, 5*time.Millisecond)
	for range 50 {
		c := session(t)
		go c.Close()
		if _, err := c.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) {
			t.Fatal(err)
		}
	}
}
