package control

import (
	"context"
	"net"
	"syscall"
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
	return &preparedListener{tcp}, nil
}

// inherited are the options, in the order of setting: urgent bytes stay in the stream (see setInlineUrgent).
var inherited = [...]struct{ level, option, value int }{
	{syscall.SOL_SOCKET, syscall.SO_OOBINLINE, 1},
	{syscall.SOL_SOCKET, syscall.SO_KEEPALIVE, 1},
	{syscall.IPPROTO_TCP, syscall.TCP_KEEPIDLE, keepAliveIdle},
	{syscall.IPPROTO_TCP, syscall.TCP_KEEPINTVL, keepAliveIdle},
	{syscall.IPPROTO_TCP, syscall.TCP_KEEPCNT, keepAliveCount},
}

func setInherited(_, _ string, raw syscall.RawConn) error {
	var failed error
	err := raw.Control(func(fd uintptr) {
		for _, o := range inherited {
			if failed == nil {
				failed = syscall.SetsockoptInt(int(fd), o.level, o.option, o.value)
			}
		}
	})
	if err != nil {
		return err
	}
	return failed
}
