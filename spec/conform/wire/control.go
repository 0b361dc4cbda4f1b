// Package wire has the sockets of a client that tests servers: the control connection, on which each reply has a
// deadline, and data connections in either direction, with TLS or without.
//
//	c, err := wire.Dial(ctx, wire.Options{Address: "127.0.0.1:2121"})
//	reply, err := c.Read()                    // 220
//	err = c.Send("NOOP\r\n")
//	reply, err = c.Read()                     // wire.ErrSilence: nothing came in time
//
// It knows no commands and no table. One goroutine uses a connection.
package wire

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"time"
)

// Options say how to reach a server.
type Options struct {
	Address  string // host and port
	Patience time.Duration
	TLS      *tls.Config // of the client; nil: none
	Implicit bool        // TLS begins with the connection
	Ending   *Ending     // bounds the sessions that end; nil: they are closed at once
}

// ErrSilence says that no reply came in time, and ErrClosed that the server has closed the connection.
var (
	ErrSilence = errors.New("no reply came")
	ErrClosed  = errors.New("the server has closed the connection")
)

// Control is a control connection.
type Control struct {
	options Options
	conn    net.Conn // with TLS where it is on
	raw     net.Conn
	pending []byte
	closed  bool
	dropped bool
	Peak    time.Duration // the longest time that a reply has taken
	Least   time.Duration // the shortest, which is about the round trip; 0 before any
}

// maxReply bounds a reply. A longer one is not read to its end.
const maxReply = 4 << 20

// Dial connects, and makes TLS where it is implicit.
func Dial(ctx context.Context, o Options) (*Control, error) {
	d := net.Dialer{Timeout: o.Patience}
	raw, err := d.DialContext(ctx, "tcp", o.Address)
	if err != nil {
		return nil, fmt.Errorf("conform: %w", err)
	}
	c := &Control{options: o, conn: raw, raw: raw}
	if o.Implicit {
		if err := c.StartTLS(""); err != nil {
			raw.Close()
			return nil, fmt.Errorf("conform: %w", err)
		}
	}
	return c, nil
}

// Send writes bytes as they are.
func (c *Control) Send(parts ...string) error {
	for i, part := range parts {
		if i > 0 {
			time.Sleep(segmentPause)
		}
		if err := c.conn.SetWriteDeadline(time.Now().Add(c.options.Patience)); err != nil {
			return ErrClosed
		}
		if _, err := io.WriteString(c.conn, part); err != nil {
			return fmt.Errorf("%w: %w", ErrClosed, err)
		}
	}
	return nil
}

// segmentPause is long enough for what is written before it and after it to travel in segments of their own.
const segmentPause = 30 * time.Millisecond

// Read reads one reply.
func (c *Control) Read() (*Reply, error) { return c.ReadWithin(c.options.Patience) }

// ReadWithin is Read with another patience.
func (c *Control) ReadWithin(patience time.Duration) (*Reply, error) {
	begin := time.Now()
	buffer := make([]byte, 4096)
	for {
		if r, n := Parse(c.pending); r != nil {
			c.pending = c.pending[n:]
			c.timed(time.Since(begin))
			return r, nil
		}
		if c.closed || len(c.pending) > maxReply {
			return nil, ErrClosed
		}
		if err := c.conn.SetReadDeadline(begin.Add(patience)); err != nil {
			return nil, ErrClosed
		}
		n, err := c.conn.Read(buffer)
		c.pending = append(c.pending, buffer[:n]...)
		var timeout net.Error
		switch {
		case errors.As(err, &timeout) && timeout.Timeout():
			return nil, ErrSilence
		case err != nil:
			c.closed = true
		}
	}
}

func (c *Control) timed(took time.Duration) {
	c.Peak = max(c.Peak, took)
	if c.Least == 0 || took < c.Least {
		c.Least = took
	}
}

// Quiet reports whether nothing comes for a while.
func (c *Control) Quiet(d time.Duration) bool {
	r, err := c.ReadWithin(d)
	if err == nil {
		c.unread(r)
	}
	return err != nil
}

func (c *Control) unread(r *Reply) {
	var text []byte
	for _, l := range r.Lines {
		text = append(append(text, l...), '\r', '\n')
	}
	c.pending = append(text, c.pending...)
}

// Leftover is what has come and is no whole reply yet.
func (c *Control) Leftover() string { return string(c.pending) }

// StartTLS begins TLS as the client. What has come in the clear stays readable before what comes inside.
func (c *Control) StartTLS(serverName string) error {
	if c.options.TLS == nil {
		return errors.New("TLS is not possible here")
	}
	config := c.options.TLS.Clone()
	if serverName != "" {
		config.ServerName = serverName
	}
	secure := tls.Client(c.raw, config)
	if err := c.raw.SetDeadline(time.Now().Add(c.options.Patience)); err != nil {
		return err
	}
	if err := secure.Handshake(); err != nil {
		return err
	}
	if err := c.raw.SetDeadline(time.Time{}); err != nil {
		return err
	}
	c.conn = secure
	return nil
}

// EndTLS ends TLS and goes on in the clear, as CCC has it (RFC 4217 5).
func (c *Control) EndTLS() error {
	secure, ok := c.conn.(*tls.Conn)
	if !ok {
		return nil
	}
	if err := secure.CloseWrite(); err != nil {
		return err
	}
	if err := c.raw.SetReadDeadline(time.Now().Add(c.options.Patience)); err != nil {
		return err
	}
	if _, err := secure.Read(make([]byte, 1)); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	c.conn = c.raw
	return nil
}

// Secure says whether TLS is on.
func (c *Control) Secure() bool { return c.conn != c.raw }

// Drop closes the connection without a word.
func (c *Control) Drop() {
	if !c.dropped {
		c.dropped, c.closed = true, true
		c.options.Ending.End(c.raw)
	}
}

// Local and Remote are the two ends.
func (c *Control) Local() netip.AddrPort  { return addrPort(c.raw.LocalAddr()) }
func (c *Control) Remote() netip.AddrPort { return addrPort(c.raw.RemoteAddr()) }

func addrPort(a net.Addr) netip.AddrPort {
	if tcp, ok := a.(*net.TCPAddr); ok {
		ap := tcp.AddrPort()
		return netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port())
	}
	return netip.AddrPort{}
}
