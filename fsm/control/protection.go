package control

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/portolan-ftp/portolan/fsm/protection"
)

// ErrInjected says that commands came under TLS behind the command that ended it.
var ErrInjected = errors.New("commands under TLS came behind the one that ended it")

// Protection is the TLS of the connection once AUTH has switched it on, also after CCC; nil before.
func (c *Conn) Protection() *protection.Layer { return c.layer }

// Protected says whether the connection is a TLS one now.
func (c *Conn) Protected() bool { return c.layer != nil && c.conn == c.layer.Conn() }

// TLS is the state of TLS while the connection is protected.
func (c *Conn) TLS() (state tls.ConnectionState, protected bool) {
	if !c.Protected() {
		return state, false
	}
	return c.layer.Conn().ConnectionState(), true
}

// Protect makes the connection a TLS one. Nothing that came in the clear survives. stopping shortens the time for it.
func (c *Conn) Protect(ctx context.Context, settings protection.Settings, stopping bool) error {
	c.limitRead(time.Time{}, stopping)
	layer, err := protection.Begin(ctx, &recordConn{Conn: c.conn}, settings)
	if err != nil {
		return fmt.Errorf("TLS handshake: %w", err)
	}
	c.layer = layer
	c.use(layer.Conn())
	return nil
}

// Unprotect ends TLS after CCC or REIN. The client has some time for it: to send its close_notify, or a line in the clear,
// as clients do that leave it out (curl). It can only have read then that TLS is to end. Data connections can still resume
// the session.
func (c *Conn) Unprotect(patience time.Duration, stopping bool) error {
	conn := c.layer.Conn()
	below := conn.NetConn().(*recordConn)
	if err := conn.CloseWrite(); err != nil {
		return err
	}
	c.limitRead(time.Now().Add(patience), stopping)
	below.ending = true
	n, err := conn.Read(make([]byte, 1))
	if n == 0 && err != io.EOF {
		return fmt.Errorf("instead of the end of TLS came %w", err)
	}
	c.use(below.Conn)
	if n > 0 {
		c.in.unread = true
		return ErrInjected
	}
	c.in.put(below.clear())
	return nil
}

// limitRead sets the deadline for reading anything but lines, until the next Arm. It leaves alone the deadline of a
// session that is to stop.
func (c *Conn) limitRead(until time.Time, stopping bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.apart = true
	if !stopping {
		c.setReadDeadline(until)
	}
}

// use changes the layer of the connection that is read and written.
func (c *Conn) use(conn net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.in.release()
	c.conn, c.in = conn, newInput(conn)
	c.woken, c.readUntil, c.writeUntil = false, time.Time{}, time.Time{}
	conn.SetDeadline(time.Time{}) // TLS leaves deadlines behind
}
