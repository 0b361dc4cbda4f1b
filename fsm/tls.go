package fsm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/portolan-ftp/portolan/fsm/protection"
)

// switchProtection carries out `then: protect` and `then: unprotect`, once the reply is out.
func (s *Session) switchProtection(then Then) {
	err := s.flush()
	if err == nil {
		s.releaseOutput()
		if then == Protect {
			err = s.protect()
		} else {
			err = s.unprotect()
		}
	}
	switch {
	case errors.Is(err, errInjected):
		s.event(EventInjected, err)
	case err != nil:
		s.event(EventHandshakeFailed, err)
	case then == Protect && s.Host() != "" && s.ServerName() != "" && s.ServerName() != s.Host():
		s.otherHost()
	}
}

var errOtherHost = errors.New("TLS was begun for another host than the one that was chosen before")

// otherHost is for a client that has named two hosts: where the table does not know of that, the session ends.
func (s *Session) otherHost() {
	what := EventOtherHost
	if row, _ := s.engine().Event(&s.state, what); row == NoRow {
		what = EventHandshakeFailed
	}
	s.event(what, errOtherHost)
}

var errInjected = errors.New("commands under TLS came behind the one that ended it")

// protected says whether the control connection is a TLS one now.
func (s *Session) protected() bool { return s.tls != nil && s.conn == s.tls.Conn() }

// protect makes the control connection a TLS one (RFC 4217 4). Nothing that came in the clear survives.
func (s *Session) protect() error {
	s.calm()
	ctx, cancel := context.WithTimeout(s.context(), s.server.limits.LoginTimeout)
	defer cancel()
	layer, err := protection.Begin(ctx, &recordConn{Conn: s.conn}, s.server.tls, s.Host())
	if err != nil {
		return fmt.Errorf("TLS handshake: %w", err)
	}
	s.tls = layer
	s.useConn(layer.Conn())
	return nil
}

// unprotect ends TLS on the control connection, after CCC or REIN; it stays known to data connections.
func (s *Session) unprotect() error {
	below := s.tls.Conn().NetConn().(*recordConn)
	if err := s.tls.Conn().CloseWrite(); err != nil {
		return err
	}
	s.mu.Lock()
	s.conn.SetReadDeadline(time.Now().Add(s.server.limits.DataTimeout))
	if s.stopping.Load() {
		s.wake()
	}
	s.mu.Unlock()
	n, err := s.tls.Conn().Read(make([]byte, 1))
	if n == 0 && err != io.EOF {
		return fmt.Errorf("instead of the end of TLS came %w", err)
	}
	s.useConn(below.Conn)
	if n > 0 {
		s.in.unread = true
		return errInjected
	}
	return nil
}

// useConn goes on with another layer of the control connection.
func (s *Session) useConn(conn net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.in.release()
	s.conn, s.in = conn, newInput(conn)
	s.woken = false
	conn.SetDeadline(time.Time{}) // TLS leaves deadlines behind
}

// recordConn gives TLS never more than one record, so that nothing that follows the last one in the clear is
// read too early.
type recordConn struct {
	net.Conn
	header [5]byte // of the record that is being read
	have   int     // bytes of the header that have come
	given  int     // bytes of the header that have been handed on
	body   int     // bytes of the record that follow
}

// recordHeader is the length of a TLS record's header; its last two bytes count the rest.
const recordHeader = 5

func (c *recordConn) Read(p []byte) (int, error) {
	if c.body == 0 && c.given == c.have {
		c.have, c.given = 0, 0
	}
	for c.body == 0 && c.have < recordHeader {
		n, err := c.Conn.Read(c.header[c.have:])
		c.have += n
		if err != nil {
			return 0, err
		}
		if c.have == recordHeader {
			c.body = int(c.header[3])<<8 | int(c.header[4])
		}
	}
	if c.given < c.have {
		n := copy(p, c.header[c.given:c.have])
		c.given += n
		return n, nil
	}
	n, err := c.Conn.Read(p[:min(len(p), c.body)])
	c.body -= n
	return n, err
}
