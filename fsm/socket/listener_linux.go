package socket

import (
	"net"
	"net/netip"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/portolan-ftp/portolan/fsm/netaddr"
)

// backlog is how many connections may wait to be accepted, those of strangers too; the system's own limit may be lower.
const backlog = 4096

// Listener is an open port.
type Listener struct {
	descriptor
	at    netip.AddrPort
	brisk bool // its connections are
}

// LimitReads prepares a port for Adopt, before it listens: its connections inherit how long they may wait in a system
// call. One that came before that would wait there for ever, whatever its deadline is.
func LimitReads(port int) error {
	moment := unix.NsecToTimeval(briskWait.Nanoseconds())
	return os.NewSyscallError("setsockopt", unix.SetsockoptTimeval(port, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &moment))
}

// limitsReads says whether connections of a port have inherited that. Those of Multipath TCP do not.
func limitsReads(port int) bool {
	limit, err := unix.GetsockoptTimeval(port, unix.SOL_SOCKET, unix.SO_RCVTIMEO)
	if err != nil || *limit == (unix.Timeval{}) {
		return false
	}
	protocol, err := unix.GetsockoptInt(port, unix.SOL_SOCKET, unix.SO_PROTOCOL)
	return err == nil && protocol == unix.IPPROTO_TCP
}

// Adopt takes a port for sessions from package net. What their connections read often waits little. They may wait in
// system calls if LimitReads was called.
func Adopt(l *net.TCPListener) (*Listener, error) {
	defer l.Close()
	if _, err := theRoom(); err != nil { // made now, so that a server opens no descriptor of its own later
		return nil, err
	}
	raw, err := l.SyscallConn()
	if err != nil {
		return nil, err
	}
	var fd int
	var call error
	if err := raw.Control(func(at uintptr) { fd, call = unix.FcntlInt(at, unix.F_DUPFD_CLOEXEC, 0) }); err != nil {
		return nil, err
	}
	if call != nil {
		return nil, os.NewSyscallError("fcntl", call)
	}
	return &Listener{descriptor: descriptor{fd: fd}, at: netaddr.Of(l.Addr()), brisk: limitsReads(fd)}, nil
}

// Listen opens a port on an address; port 0 lets the system choose.
func Listen(at netip.AddrPort) (*Listener, error) {
	family := unix.AF_INET
	if at.Addr().Is6() {
		family = unix.AF_INET6
	}
	fd, err := unix.Socket(family, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, listenError(at, "socket", err)
	}
	bound, call, err := bind(fd, at)
	if err != nil {
		unix.Close(fd)
		return nil, listenError(at, call, err)
	}
	return &Listener{descriptor: descriptor{fd: fd}, at: bound}, nil
}

// bind makes a socket listen, and says where it does, or which call failed.
func bind(fd int, at netip.AddrPort) (bound netip.AddrPort, call string, err error) {
	to, err := sockaddr(at)
	if err != nil {
		return bound, "bind", err
	}
	// A port whose last connections have just ended is free.
	if err = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1); err != nil {
		return bound, "setsockopt", err
	}
	if err = syscall.Bind(fd, to); err != nil {
		return bound, "bind", err
	}
	if err = unix.Listen(fd, backlog); err != nil {
		return bound, "listen", err
	}
	is, err := syscall.Getsockname(fd)
	return addrPort(is), "getsockname", err
}

func listenError(at netip.AddrPort, call string, err error) error {
	return &net.OpError{Op: "listen", Net: network, Addr: net.TCPAddrFromAddrPort(at), Err: os.NewSyscallError(call, err)}
}

// Addr is where it listens.
func (l *Listener) Addr() netip.AddrPort { return l.at }

// SetDeadline sets until when Accept may wait; zero is for ever.
func (l *Listener) SetDeadline(until time.Time) error { return l.setDeadlines(&until, nil) }

// Accept takes the next connection, and says from where it comes.
func (l *Listener) Accept() (net.Conn, netip.AddrPort, error) { return l.AcceptTelling(func() {}) }

// AcceptTelling is Accept that calls waits before it waits.
func (l *Listener) AcceptTelling(waits func()) (net.Conn, netip.AddrPort, error) {
	new, err := l.accept(waits)
	if err != nil {
		return nil, netip.AddrPort{}, &net.OpError{Op: "accept", Net: network, Addr: net.TCPAddrFromAddrPort(l.at), Err: err}
	}
	c := &Conn{descriptor: descriptor{fd: new.fd, small: !l.brisk, brisk: l.brisk, blocks: new.blocks}, local: l.at, remote: addrPort(new.from)}
	if l.at.Addr().IsUnspecified() {
		to, err := syscall.Getsockname(new.fd)
		if err != nil {
			unix.Close(new.fd)
			return nil, netip.AddrPort{}, os.NewSyscallError("getsockname", err)
		}
		c.local = addrPort(to)
	}
	if l.brisk {
		briskOnes.Add(1)
	}
	return c, c.remote, nil
}

// accepted is a connection that came.
type accepted struct {
	fd     int
	from   syscall.Sockaddr
	blocks bool
}

func (l *Listener) accept(waits func()) (accepted, error) {
	at, outside, err := l.try(reading)
	if err != nil {
		return accepted{}, err
	}
	if !outside {
		return l.await(waits)
	}
	new, err := l.acceptNow(at)
	switch failed := l.tried(err == syscall.EAGAIN); {
	case failed != nil:
		if err == nil {
			unix.Close(new.fd)
		}
		return accepted{}, failed
	case err == syscall.EAGAIN:
		return l.await(waits)
	}
	return new, os.NewSyscallError("accept4", err)
}

// await accepts in the poller.
func (l *Listener) await(waits func()) (new accepted, err error) {
	waits()
	var call error
	if err := l.wait(reading, func(at uintptr) bool {
		new, call = l.acceptNow(int(at))
		return call != syscall.EAGAIN
	}); err != nil {
		return accepted{}, err
	}
	return new, os.NewSyscallError("accept4", call)
}

// acceptNow asks for no more than the connection and its address: package unix asks for the protocol as well. A
// connection that will probably have a turn blocks from the beginning.
func (l *Listener) acceptNow(at int) (new accepted, err error) {
	flags := unix.SOCK_CLOEXEC
	if new.blocks = l.brisk && briskOnes.Load() < mostTurns; !new.blocks {
		flags |= unix.SOCK_NONBLOCK
	}
	for {
		new.fd, new.from, err = syscall.Accept4(at, flags)
		if err != syscall.EINTR {
			return new, err
		}
	}
}
