package control

import (
	"errors"
	"net"
	"os"
	"testing"
	"time"
)

// connected is a control connection, and its client's end.
func connected(t *testing.T) (*Conn, net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	client, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	server, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(server, false, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close(); server.Close() })
	return c, client
}

// TestTell ends a wait for lines, and no other read: the end of a transfer is told by another goroutine, which may be
// late, when TLS already begins or ends. Wake, of a server that stops, ends both.
func TestTell(t *testing.T) {
	c, client := connected(t)
	c.WakeReader()
	if err := c.Wait(time.Time{}); err != ErrWoken {
		t.Errorf("a wait behind WakeReader: %v", err)
	}

	c.limitRead(time.Now().Add(time.Minute), false)
	c.WakeReader()
	if _, err := client.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if n, err := c.conn.Read(make([]byte, 2)); n != 1 || err != nil {
		t.Errorf("beside a switch of protection: %d, %v", n, err)
	}
	if err := c.Wait(time.Time{}); err != ErrWoken {
		t.Errorf("the wait after it: %v", err)
	}

	c.limitRead(time.Now().Add(time.Minute), false)
	c.Wake()
	if _, err := c.conn.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("beside a switch, after Wake: %v", err)
	}
}
