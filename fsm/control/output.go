package control

import (
	"sync"
	"time"
)

const (
	// outputFlush is when replies are sent although more commands wait.
	outputFlush = 8 << 10
	// refusalTimeout is for telling a client that its session is over or never begins. It is short, so that no
	// goroutine is held long.
	refusalTimeout = 2 * time.Second
)

var outputBuffers = sync.Pool{New: func() any {
	b := make([]byte, 0, outputFlush+1024)
	return &b
}}

// Output is the pending output; a reply is appended to it, and the result is given to Send. Refusals of Telnet options
// come first.
func (c *Conn) Output() []byte {
	if c.out == nil {
		c.out = outputBuffers.Get().(*[]byte)
	}
	if len(c.in.split.Answers) > 0 {
		*c.out = append(*c.out, c.in.split.Answers...)
		c.in.split.Answers = nil // few clients negotiate Telnet options
	}
	return *c.out
}

// Send keeps output until Flush, or sends it at once if it is large.
func (c *Conn) Send(output []byte) error {
	*c.out = output
	if len(output) >= outputFlush {
		return c.Flush()
	}
	return nil
}

// Flush sends the output. A client that does not take it in time loses the connection; so each later call fails too.
func (c *Conn) Flush() error {
	if len(c.in.split.Answers) > 0 {
		c.Output()
	}
	if c.out == nil {
		return c.writeError
	}
	if c.writeError == nil && len(*c.out) > 0 {
		c.limitWrite()
		_, c.writeError = c.conn.Write(*c.out)
	}
	*c.out = (*c.out)[:0]
	return c.writeError
}

// limitWrite gives a write the time-out and a quarter more, so that it seldom has to set a deadline.
func (c *Conn) limitWrite() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := time.Now(); c.writeUntil.Sub(now) < c.writeTimeout {
		c.writeUntil = now.Add(c.writeTimeout + c.writeTimeout/4)
		c.conn.SetWriteDeadline(c.writeUntil)
	}
}

// ShortenWrites shortens the time that the client has to take replies from now on.
func (c *Conn) ShortenWrites() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.writeTimeout = refusalTimeout
	c.writeUntil = time.Now().Add(refusalTimeout)
	c.conn.SetWriteDeadline(c.writeUntil)
}

// Release gives the empty buffer back before the session waits. A buffer that a long reply has made large is left to
// the garbage collector.
func (c *Conn) Release() {
	if c.out == nil {
		return
	}
	if cap(*c.out) <= 2*outputFlush {
		outputBuffers.Put(c.out)
	}
	c.out = nil
}
