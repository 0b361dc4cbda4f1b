package data

import (
	"cmp"
	"io"
	"net"
	"sync"
)

// carrier carries the TLS records of a data connection between crypto/tls, which writes and reads record by record, and
// the system. It collects them, so that many records cost one system call. It also sees two things that TLS does not
// tell: whether the connection ended without close_notify, and whether bytes still move while one slow record is on its
// way. Only the transfer's goroutine uses it.
type carrier struct {
	net.Conn
	owner    *Connection // judges the connection's errors, once live
	live     bool        // the handshake is over, and close_notify has not come
	ended    bool        // the connection ended below TLS
	broken   error       // of a write: after a record that was cut short no further record is valid
	out      *records
	pending  int // bytes in out
	sealing  bool
	long     bool // records of several calls of seal leave together, which flush ends
	ticket   ticketHold
	in       *records
	from, to int // unread bytes in in
}

// records is a buffer for TLS records.
type records struct {
	pool  *sync.Pool
	bytes []byte
}

// Records are gathered for one system call. Each call wakes the other end and costs a walk through the network: a long
// download takes up to a tenth less processor time when four times as many leave together (row retr-tls of the bench).
var (
	someRecords = recordsOf(copySize)
	manyRecords = recordsOf(4 * copySize)
)

// recordsOf keeps buffers for so many bytes, cut into records, each longer by 512 bytes at most (RFC 5246 6.2.3 allows
// more, no cipher of crypto/tls needs as much).
func recordsOf(content int) *sync.Pool {
	pool := new(sync.Pool)
	pool.New = func() any { return &records{pool, make([]byte, content+content/recordLimit*512)} }
	return pool
}

// many gives room for more records to a transfer that has filled the shorter buffer, which is empty now.
func (r *records) many() *records {
	if r.pool == manyRecords {
		return r
	}
	r.pool.Put(r)
	return manyRecords.Get().(*records)
}

// seal writes p through TLS, whose records leave together. Its error has been judged.
func (c *carrier) seal(secured net.Conn, p []byte) (int, error) {
	c.sealing = true
	n, err := secured.Write(p)
	c.sealing = false
	if err == nil && !c.long {
		err = c.flush()
	}
	return n, err
}

// sealLong has records leave together as long as do runs, which writes so many bytes.
func (c *carrier) sealLong(do func() (int64, error)) (n int64, err error) {
	c.long = true
	n, err = do()
	c.long = false
	return n, cmp.Or(err, c.flush())
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
		c.out = someRecords.Get().(*records)
	}
	if len(p) > len(c.out.bytes)-c.pending {
		if err := c.flush(); err != nil {
			return 0, err
		}
		if c.long {
			c.out = c.out.many()
		}
		if len(p) > len(c.out.bytes) {
			return c.through(p)
		}
	}
	c.pending += copy(c.out.bytes[c.pending:], p)
	return len(p), nil
}

func (c *carrier) flush() error {
	if c.pending == 0 {
		return c.broken
	}
	_, err := c.through(c.out.bytes[:c.pending])
	c.pending = 0
	return err
}

// through writes p to the connection. TLS cannot go on after a write that timed out, so its deadline is dealt with
// here.
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
		n = copy(p, c.in.bytes[c.from:c.to])
		c.from += n
		return n, nil
	}
	if !c.live {
		n, err = c.Conn.Read(p)
		c.ended = c.ended || err == io.EOF
		return n, err
	}
	if c.in == nil {
		c.in = someRecords.Get().(*records)
	}
	if c.to == len(c.in.bytes) {
		c.in = c.in.many()
	}
	for n == 0 && err == nil {
		n, err = c.operate(func() (int, error) { return c.Conn.Read(c.in.bytes) })
	}
	c.ended = c.ended || err == io.EOF
	c.from, c.to = copy(p, c.in.bytes[:n]), n
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
	for _, b := range []*records{c.out, c.in} {
		if b != nil {
			b.pool.Put(b)
		}
	}
	c.live, c.out, c.in, c.pending, c.from, c.to = false, nil, nil, 0, 0, 0
}
