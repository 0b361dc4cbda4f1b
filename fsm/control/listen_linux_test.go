package control

import (
	"context"
	"net"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// TestListenIsInherited: what Listen sets on its port, the connections have.
func TestListenIsInherited(t *testing.T) {
	l, err := Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	client, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	raw, err := conn.(syscall.Conn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name                string
		level, option, want int
	}{
		{"urgent bytes inline", syscall.SOL_SOCKET, syscall.SO_OOBINLINE, 1},
		{"keep-alive", syscall.SOL_SOCKET, syscall.SO_KEEPALIVE, 1},
		{"first probe", syscall.IPPROTO_TCP, syscall.TCP_KEEPIDLE, 60},
		{"further probes", syscall.IPPROTO_TCP, syscall.TCP_KEEPINTVL, 60},
		{"probes", syscall.IPPROTO_TCP, syscall.TCP_KEEPCNT, 3},
		{"no delay", syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1},
	} {
		raw.Control(func(fd uintptr) {
			if got, err := syscall.GetsockoptInt(int(fd), c.level, c.option); got != c.want || err != nil {
				t.Errorf("%s: %d %v, want %d", c.name, got, err, c.want)
			}
		})
	}
	raw.Control(func(fd uintptr) {
		if got, err := unix.GetsockoptTimeval(int(fd), unix.SOL_SOCKET, unix.SO_RCVTIMEO); err != nil || got.Nano() == 0 {
			t.Errorf("a read may wait for ever in its system call: %v", err)
		}
	})
}
