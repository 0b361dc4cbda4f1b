package relay

import (
	"net"
	"net/netip"

	"github.com/portolan-ftp/portolan/fsm/netaddr"
)

// between gives a connection the addresses in its header. It keeps what the connection can do beside net.Conn.
func between(conn net.Conn, e ends) net.Conn {
	told := told{client: net.TCPAddrFromAddrPort(e.client), server: net.TCPAddrFromAddrPort(e.server), at: netaddr.Of(conn.LocalAddr())}
	if direct := native(conn, told); direct != nil {
		return direct
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		return &tcpConn{tcp, told}
	}
	return &plainConn{conn, told}
}

// told are the addresses that take the place of a connection's own: the client's, and the balancer's that it came to.
type told struct {
	client, server net.Addr
	at             netip.AddrPort // this machine's end
}

// Bound is this machine's end of the connection with the balancer.
func (t *told) Bound() netip.AddrPort { return t.at }

type tcpConn struct {
	*net.TCPConn
	told
}

func (c *tcpConn) RemoteAddr() net.Addr { return c.client }
func (c *tcpConn) LocalAddr() net.Addr  { return c.server }

type plainConn struct {
	net.Conn
	told
}

func (c *plainConn) RemoteAddr() net.Addr { return c.client }
func (c *plainConn) LocalAddr() net.Addr  { return c.server }

// Bound is this machine's address of a connection, which is the one that the client came to unless a balancer stands
// between.
func Bound(conn net.Conn) netip.AddrPort {
	if relayed, ok := conn.(interface{ Bound() netip.AddrPort }); ok {
		return relayed.Bound()
	}
	return netaddr.Of(conn.LocalAddr())
}
