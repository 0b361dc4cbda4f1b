package control

import (
	"crypto/tls"
	"errors"
	"net"
	"net/netip"
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/portolan-ftp/portolan/fsm/line"
	"github.com/portolan-ftp/portolan/fsm/netaddr"
	"github.com/portolan-ftp/portolan/fsm/protection"
	"github.com/portolan-ftp/portolan/fsm/relay"
)

// Conn is a control connection. One goroutine at a time, the session's, reads, writes and switches protection; Wake,
// WakeReader, ShortenWrites, HungUp and the addresses are for others too.
type Conn struct {
	in           *input
	out          *[]byte // replies to be sent; nil while there are none
	writeTimeout time.Duration
	writeError   error
	layer        *protection.Layer
	peer, local  netip.AddrPort

	mu         sync.Mutex
	conn       net.Conn  // or TLS above it
	woken      bool      // Wake or WakeReader was called, and no wait has ended because of it
	apart      bool      // bytes that are read now are no line: they begin or end TLS, or come behind the last reply
	readUntil  time.Time // the read deadline that is set; zero for none
	writeUntil time.Time // the write deadline that is set; zero for none
}

// New is the control connection on conn. It is closed when the client does not take replies in time. prepared says that
// conn has its socket options already (see Prepared). An error means that the client has gone already.
func New(conn net.Conn, prepared bool, writeTimeout time.Duration) (*Conn, error) {
	if system, ok := conn.(syscall.Conn); ok && !prepared {
		if err := setInlineUrgent(system); err != nil {
			return nil, err
		}
	}
	return &Conn{conn: conn, in: newInput(conn), writeTimeout: writeTimeout,
		peer: netaddr.Of(conn.RemoteAddr()), local: netaddr.Of(conn.LocalAddr())}, nil
}

// current is the connection. Other goroutines may call it, also while the session changes to TLS.
func (c *Conn) current() net.Conn {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.conn
}

// Peer is the client's end; invalid if the connection has no address.
func (c *Conn) Peer() netip.AddrPort { return c.peer }

// Local is the server's end.
func (c *Conn) Local() netip.AddrPort { return c.local }

// Bound is this machine's end, which differs from Local behind a balancer.
func (c *Conn) Bound() netip.AddrPort { return relay.Bound(belowTLS(c.current())) }

// belowTLS is the connection that carries TLS, or the connection itself without.
func belowTLS(conn net.Conn) net.Conn {
	if secured, ok := conn.(*tls.Conn); ok {
		conn = secured.NetConn()
	}
	if r, ok := conn.(*recordConn); ok {
		conn = r.Conn
	}
	return conn
}

// HungUp reports whether the client has closed the connection, or its end of it, as far as the system knows, even if
// bytes are unread.
func (c *Conn) HungUp() bool { return hungUp(belowTLS(c.current())) }

// Line is the next command line that has come, valid until the next call.
func (c *Conn) Line() ([]byte, line.What) { return c.in.line() }

// Pending says whether bytes have come behind the line that is being answered, also if they were dropped: a part of an
// overlong line, or of Telnet.
func (c *Conn) Pending() bool { return c.in.pending() }

// Ahead says whether one of the lines that have come and are not answered yet is of a kind.
func (c *Conn) Ahead(kind func(text []byte) bool) bool {
	in := c.in
	return in.start < in.end && in.split.Ahead(in.buf[in.start:in.end], kind)
}

// ErrWoken is what ends a wait after Wake.
var ErrWoken = errors.New("woken")

// Wait blocks until bytes have come. It fails with os.ErrDeadlineExceeded at a time, zero for never, and with ErrWoken
// once Wake has been called.
//
// An earlier deadline is left as it is, and renewed when it has expired. So commands that come one after the other set
// none. The row cmd of the bench needs this.
func (c *Conn) Wait(until time.Time) error {
	if err := c.Arm(until); err != nil {
		return err
	}
	return c.WaitOn(until)
}

// WaitOn is Wait after an Arm of the same time. A goroutine with a new stack calls it, because its calls are shallow
// enough for a stack that must not grow.
func (c *Conn) WaitOn(until time.Time) error {
	for {
		if err := c.in.fill(); err == nil || !isTimeout(err) {
			return err
		}
		if err := c.Arm(until); err != nil {
			return err
		}
	}
}

// Park lets the connection wait without a goroutine where it can, and reports whether it does: package socket's
// connections can, in the clear, while no part of a line has come. Arm comes before. resume is called once, when WaitOn
// would return, and calls it; it may be called before Park returns, and must not block.
func (c *Conn) Park(resume func()) bool {
	c.in.release()
	conn, can := c.conn.(interface{ Park(resume func()) bool })
	return can && c.in.buf == nil && conn.Park(resume)
}

// Arm sets the deadline for a Wait that follows. It fails as Wait does.
func (c *Conn) Arm(until time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.apart = false
	if c.woken {
		c.woken = false
		c.setReadDeadline(time.Time{})
		return ErrWoken
	}
	now := time.Now()
	switch {
	case !until.IsZero() && !now.Before(until):
		return os.ErrDeadlineExceeded
	case c.readUntil.After(now) && (until.IsZero() || !c.readUntil.After(until)):
	case c.readUntil != until:
		c.setReadDeadline(until)
	}
	return nil
}

// setReadDeadline is for callers that hold mu.
func (c *Conn) setReadDeadline(at time.Time) {
	c.readUntil = at
	c.conn.SetReadDeadline(at)
}

// longAgo is a deadline that ends every wait at once.
var longAgo = time.Unix(1, 0)

// Wake ends the current wait, or the next one.
func (c *Conn) Wake() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.woken = true
	c.setReadDeadline(longAgo)
}

// WakeReader is Wake for waits for lines alone. It does not disturb a switch of protection or the last reply.
func (c *Conn) WakeReader() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.woken = true
	if !c.apart {
		c.setReadDeadline(longAgo)
	}
}

// Poll reads the bytes that have come, and waits no longer than a given time. It uses up a call of Wake.
func (c *Conn) Poll(patience time.Duration) error {
	if c.in.full() {
		return nil
	}
	c.mu.Lock()
	c.woken = false
	c.setReadDeadline(time.Now().Add(patience))
	c.mu.Unlock()
	if err := c.in.fill(); !isTimeout(err) {
		return err
	}
	return nil
}

// Close ends the connection. It drops what the client still sends, so that the last reply arrives.
func (c *Conn) Close() {
	defer c.conn.Close()
	c.mu.Lock()
	c.apart = true
	c.mu.Unlock()
	c.in.linger()
}
