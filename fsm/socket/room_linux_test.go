package socket

import (
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"time"
)

// silent is the connection of a session, and its client, which does nothing by itself.
func silent(t *testing.T) (ours *Conn, theirs *net.TCPConn) {
	t.Helper()
	l, err := Adopt(plain(t, func(_, _ string, raw syscall.RawConn) error {
		var failed error
		err := raw.Control(func(fd uintptr) { failed = LimitReads(int(fd)) })
		return errors.Join(err, failed)
	}))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if !l.brisk {
		t.Fatal("the port's connections have no turns")
	}
	client, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	server, _, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close(); server.Close() })
	return server.(*Conn), client.(*net.TCPConn)
}

// park parks a connection, and returns what is closed when it goes on.
func park(t *testing.T, c *Conn) <-chan struct{} {
	t.Helper()
	on := make(chan struct{})
	if !c.Park(func() { close(on) }) {
		t.Fatal("not parked")
	}
	return on
}

// TestParked: whatever ends a wait lets a connection that is parked go on, once, and a read then tells what it was.
func TestParked(t *testing.T) {
	for _, c := range []struct {
		name string
		end  func(ours *Conn, theirs *net.TCPConn)
		want error
	}{
		{"bytes", func(_ *Conn, theirs *net.TCPConn) { theirs.Write([]byte("x")) }, nil},
		{"the end", func(_ *Conn, theirs *net.TCPConn) { theirs.CloseWrite() }, io.EOF},
		{"a deadline", func(ours *Conn, _ *net.TCPConn) { ours.SetReadDeadline(time.Now().Add(10 * time.Millisecond)) }, os.ErrDeadlineExceeded},
		{"a later deadline", func(ours *Conn, _ *net.TCPConn) {
			ours.SetReadDeadline(time.Now().Add(time.Hour))
			ours.SetReadDeadline(time.Now().Add(10 * time.Millisecond))
		}, os.ErrDeadlineExceeded},
		{"a deadline that has passed", func(ours *Conn, _ *net.TCPConn) { ours.SetReadDeadline(longAgo) }, os.ErrDeadlineExceeded},
		{"Close", func(ours *Conn, _ *net.TCPConn) { ours.Close() }, net.ErrClosed},
	} {
		parked := func(t *testing.T, polled bool) {
			ours, theirs := silent(t)
			if polled {
				ours.mu.Lock()
				err := ours.poll()
				ours.mu.Unlock()
				if err != nil {
					t.Fatal(err)
				}
			}
			on := park(t, ours)
			select {
			case <-on:
				t.Fatal("it goes on before anything has happened")
			case <-time.After(20 * time.Millisecond):
			}
			c.end(ours, theirs)
			<-on
			late := time.AfterFunc(10*time.Second, func() { theirs.Write([]byte("late")) }) // so that a lost end fails the test soon
			defer late.Stop()
			if n, err := ours.Read(make([]byte, 1)); !errors.Is(err, c.want) || n == 1 != (c.want == nil) {
				t.Errorf("%d bytes, %v, want %v", n, err, c.want)
			}
			theRoom, err := theRoom()
			if err != nil {
				t.Fatal(err)
			}
			theRoom.mu.Lock()
			defer theRoom.mu.Unlock()
			if len(theRoom.parked) > 0 {
				t.Errorf("%d connections are still parked", len(theRoom.parked))
			}
		}
		t.Run(c.name, func(t *testing.T) { parked(t, false) })
		t.Run(c.name+", in the poller", func(t *testing.T) { parked(t, true) })
	}
}

// TestNotParked: a wait that would end at once is not begun.
func TestNotParked(t *testing.T) {
	ours, _ := silent(t)
	ours.SetReadDeadline(longAgo)
	if ours.Park(func() { t.Error("it goes on") }) {
		t.Error("parked behind its deadline")
	}
	ours.SetReadDeadline(time.Time{})
	ours.Close()
	if ours.Park(func() { t.Error("it goes on") }) {
		t.Error("parked after Close")
	}
}

// TestParkedInTurn: a connection is parked from its turn, from the poller, and again after it has left the poller, when
// its descriptor has another number.
func TestParkedInTurn(t *testing.T) {
	oneTurn(t, time.Minute)
	ours, theirs := silent(t)
	b := make([]byte, 1)
	again := func() {
		t.Helper()
		on := park(t, ours)
		if ours.turn.held.Load() {
			t.Error("parked with a turn")
		}
		theirs.Write([]byte("p"))
		<-on
		if n, err := ours.Read(b); n != 1 || err != nil {
			t.Fatal(n, err)
		}
	}
	theirs.Write([]byte("x"))
	if n, err := ours.Read(b); n != 1 || err != nil || !ours.turn.held.Load() {
		t.Fatal(n, err, ours.turn.held.Load())
	}
	again()
	ours.mu.Lock()
	if err := ours.poll(); err != nil {
		t.Fatal(err)
	}
	ours.mu.Unlock()
	again()
	if ours.file == nil {
		t.Fatal("it has left the poller")
	}
	ours.leave()
	if ours.file != nil || ours.room != nil {
		t.Fatal("it has not left the poller, or the room still knows its number")
	}
	again()
	again()
	ours.Close()
}
