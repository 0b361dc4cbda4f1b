package control

import (
	"context"
	"net"
	"syscall"

	"github.com/portolan-ftp/portolan/fsm/socket"
)

// keepAliveIdle and keepAliveCount find a client that has vanished within three minutes, and keep the memory of
// firewalls fresh during a long transfer.
const (
	keepAliveIdle  = 60 // seconds, also between probes
	keepAliveCount = 3
)

// Listen opens a port for control connections, as net.Listen does. On Linux connections inherit the options of their
// port. So the options that every session needs are set once here, and not with five system calls for each client.
func Listen(ctx context.Context, network, address string) (net.Listener, error) {
	config := net.ListenConfig{KeepAlive: -1, Control: setInherited} // -1: package net leaves it alone
	config.SetMultipathTCP(false)
	l, err := config.Listen(ctx, network, address)
	if err != nil {
		return nil, err
	}
	tcp, ok := l.(*net.TCPListener)
	if !ok {
		return l, nil
	}
	adopted, err := socket.Adopt(tcp)
	if err != nil {
		return nil, err
	}
	return &preparedListener{adopted}, nil
}

// inherited are the options, in the order of setting: urgent bytes stay in the stream (see setInlineUrgent).
var inherited = [...]struct{ level, option, value int }{
	{syscall.SOL_SOCKET, syscall.SO_OOBINLINE, 1},
	{syscall.SOL_SOCKET, syscall.SO_KEEPALIVE, 1},
	{syscall.IPPROTO_TCP, syscall.TCP_KEEPIDLE, keepAliveIdle},
	{syscall.IPPROTO_TCP, syscall.TCP_KEEPINTVL, keepAliveIdle},
	{syscall.IPPROTO_TCP, syscall.TCP_KEEPCNT, keepAliveCount},
	{syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1},
}

func setInherited(_, _ string, raw syscall.RawConn) error {
	var failed error
	err := raw.Control(func(fd uintptr) {
		for _, o := range inherited {
			if failed == nil {
				failed = syscall.SetsockoptInt(int(fd), o.level, o.option, o.value)
			}
		}
		if failed == nil {
			failed = socket.LimitReads(int(fd))
		}
	})
	if err != nil {
		return err
	}
	return failed
}

// preparedListener is a port whose connections have their socket options already.
type preparedListener struct{ *socket.Listener }

// Accept takes the next connection.
func (l *preparedListener) Accept() (net.Conn, error) {
	conn, _, err := l.Listener.Accept()
	return conn, err
}

// Addr is where it listens.
func (l *preparedListener) Addr() net.Addr { return net.TCPAddrFromAddrPort(l.Listener.Addr()) }

// Prepared says whether the connections of a port have their socket options already.
func Prepared(l net.Listener) bool {
	_, prepared := l.(*preparedListener)
	return prepared
}
