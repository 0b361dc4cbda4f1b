package data

import (
	"io"
	"net"
	"sync"
)

// carrier carries the TLS records of a data connection between crypto/tls, which writes and reads record by record, and
// the system. It collects them, so that eight records cost one system call. It also sees two things that TLS does not
// tell: whether the connection ended without close_notify, and whether bytes still move while one slow record is on its
// way. Only the transfer's goroutine uses it.
type carrier struct {
	net.Conn
	owner    *Connection // judges the connection's errors, once live
	live     bool        // the handshake is over, and close_notify has not come
	ended    bool        // the connection ended below TLS
	broken   error       // of a write: after a record that was cut short no further record is valid
	out      *[carrierSize]byte
	pending  int // bytes in out
	sealing  bool
	ticket   ticketHold
	in       *[carrierSize]byte
	from, to int // unread bytes in in
}

// carrierSize is copySize cut into eight records, each longer by 512 bytes at most (RFC 5246 6.2.3 allows more,
// no cipher of crypto/tls needs as much).
const carrierSize = copySize + copySize/(16<<10)*512

var carrierBuffers = sync.Pool{New: func() any { return new([carrierSize]byte) }}

// seal writes p through TLS, whose records leave together. Its error has been judged.
func (c *carrier) seal(secured net.Conn, p []byte) (int, error) {
	c.sealing = true
	n, err := secured.Write(p)
	c.sealing = false
	if err == nil {
		err = c.flush()
	}
	return n, err
}

// Write collects records while seal runs; alerts and the handshake leave at once.
func (c *carrier) Write(p []byte) (int, error) {
	if c.broken != nil {
		return 0, c.broken
	}
	if c.ticket.concerned() {
		_, err := c.through(c.ticket.pass(p))
		return len(p), err
	}
	if !c.sealing {
		return c.through(p)
	}
	if c.out == nil {
		c.out = carrierBuffers.Get().(*[carrierSize]byte)
	}
	if len(p) > len(c.out)-c.pending {
		if err := c.flush(); err != nil {
			return 0, err
		}
		if len(p) > len(c.out) {
			return c.through(p)
		}
	}
	c.pending += copy(c.out[c.pending:], p)
	return len(p), nil
}

func (c *carrier) flush() error {
	if c.pending == 0 {
		return c.broken
	}
	_, err := c.through(c.out[:c.pending])
	c.pending = 0
	return err
}

// through writes p to the connection. TLS cannot go on after a write that timed out, so its deadline is dealt with here.
func (c *carrier) through(p []byte) (n int, err error) {
	for n < len(p) && err == nil {
		var m int
		m, err = c.operate(func() (int, error) { return c.Conn.Write(p[n:]) })
		n += m
	}
	c.broken = err
	return n, err
}

// Read gives TLS what has been read ahead.
func (c *carrier) Read(p []byte) (n int, err error) {
	if c.has() {
		n = copy(p, c.in[c.from:c.to])
		c.from += n
		return n, nil
	}
	if !c.live {
		n, err = c.Conn.Read(p)
		c.ended = c.ended || err == io.EOF
		return n, err
	}
	if c.in == nil {
		c.in = carrierBuffers.Get().(*[carrierSize]byte)
	}
	for n == 0 && err == nil {
		n, err = c.operate(func() (int, error) { return c.Conn.Read(c.in[:]) })
	}
	c.ended = c.ended || err == io.EOF
	c.from, c.to = copy(p, c.in[:n]), n
	return c.from, err
}

// has reports whether bytes have been read ahead.
func (c *carrier) has() bool { return c.from < c.to }

// operate does one operation on the connection, watched while the data phase is on.
func (c *carrier) operate(do func() (int, error)) (int, error) {
	if !c.live {
		return do()
	}
	if err := c.owner.begin(); err != nil {
		return 0, err
	}
	n, err := do()
	return n, c.owner.check(n, err)
}

// release gives the buffers back at the end. Only close_notify may still come, which is no data.
func (c *carrier) release() {
	for _, b := range []*[carrierSize]byte{c.out, c.in} {
		if b != nil {
			carrierBuffers.Put(b)
		}
	}
	c.live, c.out, c.in, c.pending, c.from, c.to = false, nil, nil, 0, 0, 0
}
