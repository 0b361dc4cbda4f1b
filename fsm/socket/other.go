//go:build !linux

package socket

import (
	"context"
	"net"
	"net/netip"
	"time"

	"github.com/portolan-ftp/portolan/fsm/netaddr"
)

// Listener is an open port.
type Listener struct{ tcp *net.TCPListener }

// config leaves out what a short connection has no use for and pays with system calls: keep-alives and Multipath TCP.
var config = func() (c net.ListenConfig) {
	c.KeepAlive = -1
	c.SetMultipathTCP(false)
	return c
}()

// Listen opens a port on an address; port 0 lets the system choose.
func Listen(at netip.AddrPort) (*Listener, error) {
	l, err := config.Listen(context.Background(), "tcp", at.String())
	if err != nil {
		return nil, err
	}
	return &Listener{l.(*net.TCPListener)}, nil
}

// Addr is where it listens.
func (l *Listener) Addr() netip.AddrPort { return netaddr.Of(l.tcp.Addr()) }

// SetDeadline sets until when Accept may wait; zero is for ever.
func (l *Listener) SetDeadline(until time.Time) error { return l.tcp.SetDeadline(until) }

// AcceptTelling is Accept that calls waits before, since it may wait.
func (l *Listener) AcceptTelling(waits func()) (net.Conn, netip.AddrPort, error) {
	waits()
	return l.Accept()
}

// Accept takes the next connection, and says from where it comes.
func (l *Listener) Accept() (net.Conn, netip.AddrPort, error) {
	conn, err := l.tcp.AcceptTCP()
	if err != nil {
		return nil, netip.AddrPort{}, err
	}
	return conn, netaddr.Of(conn.RemoteAddr()), nil
}

// Close closes the port.
func (l *Listener) Close() error { return l.tcp.Close() }

// Acknowledge does something on Linux alone.
func Acknowledge(net.Conn) {}
