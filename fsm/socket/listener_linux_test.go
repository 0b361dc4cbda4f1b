package socket

import (
	"errors"
	"net"
	"os"
	"syscall"
	"testing"
	"time"
)

// plain is a port of TCP that nothing else is on top of, prepared so before it listens.
func plain(t *testing.T, prepare func(network, address string, raw syscall.RawConn) error) *net.TCPListener {
	t.Helper()
	config := net.ListenConfig{Control: prepare}
	config.SetMultipathTCP(false)
	l, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l.(*net.TCPListener)
}

// TestAdoptedUnlimited: connections that have not inherited from their port how long they may wait in a system call do
// not wait in one. Their deadlines are heeded all the same. Package net's own ports are of Multipath TCP, whose
// connections inherit nothing; and the client of a port may come before it is adopted.
func TestAdoptedUnlimited(t *testing.T) {
	oneTurn(t, time.Millisecond)
	multipath, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	for name, tcp := range map[string]*net.TCPListener{"Multipath TCP": multipath.(*net.TCPListener), "TCP": plain(t, nil)} {
		t.Run(name, func(t *testing.T) {
			client, err := net.Dial("tcp", tcp.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			l, err := Adopt(tcp)
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			server, _, err := l.Accept()
			if err != nil {
				t.Fatal(err)
			}
			defer server.Close()
			end := time.AfterFunc(10*time.Second, func() { client.Close() }) // ends a read that no deadline ends
			defer end.Stop()
			server.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
			if _, err := server.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Error(err)
			}
		})
	}
}
