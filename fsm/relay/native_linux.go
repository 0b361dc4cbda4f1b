package relay

import (
	"net"

	"github.com/portolan-ftp/portolan/fsm/socket"
)

// socketConn is a connection of package socket.
type socketConn struct {
	*socket.Conn
	told
}

func (c *socketConn) RemoteAddr() net.Addr { return c.client }
func (c *socketConn) LocalAddr() net.Addr  { return c.server }

// native is for connections that package socket has made; nil for others.
func native(conn net.Conn, t told) net.Conn {
	if c, ok := conn.(*socket.Conn); ok {
		return &socketConn{c, t}
	}
	return nil
}
