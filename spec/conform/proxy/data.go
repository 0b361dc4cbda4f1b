package proxy

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/netip"
	"strconv"
	"time"

	"github.com/portolan-ftp/portolan/spec/conform/wire"
)

// route is where the next data connection comes through.
type route struct{ listener *net.TCPListener }

func (r *route) close() {
	if r != nil {
		r.listener.Close()
	}
}

// activeLine is a command that tells a port.
func activeLine(verb string, a netip.AddrPort) string {
	switch {
	case verb == "PORT":
		return "PORT " + wire.HostPort(a)
	case verb == "LPRT":
		return "LPRT " + wire.LongHostPort(a)
	case a.Addr().Is4():
		return "EPRT |1|" + a.Addr().String() + "|" + strconv.Itoa(int(a.Port())) + "|"
	}
	return "EPRT |2|" + a.Addr().String() + "|" + strconv.Itoa(int(a.Port())) + "|"
}

// redirect opens a port on the side that will connect, and gives its address. What connects there is passed on to an
// address of the other side.
func (s *session) redirect(from, other *side, to netip.AddrPort) (here netip.AddrPort, ok bool) {
	if from.here().Is4() != to.Addr().Unmap().Is4() {
		return here, false
	}
	l, err := net.ListenTCP("tcp", net.TCPAddrFromAddrPort(netip.AddrPortFrom(from.here(), 0)))
	if err != nil {
		return here, false
	}
	s.route.close()
	s.route = &route{l}
	carry := carrier{over: s.over, private: s.private.Load, ended: s.count.ended, toServer: from == s.client}
	if carry.secure = s.secured; carry.secure {
		carry.serving, carry.upstream = s.proxy.serving, s.proxy.options.TLS
	}
	to = netip.AddrPortFrom(other.host(), to.Port())
	local := other.here()
	go carry.serve(l, from.host(), local, to)
	return l.Addr().(*net.TCPAddr).AddrPort(), true
}

// carrier passes one data connection on.
type carrier struct {
	over              <-chan struct{} // closed when the session has ended
	secure            bool            // the control connection has TLS, or had it before CCC: the data connection may have
	private           func() bool
	serving, upstream *tls.Config
	ended             chan<- moved
	toServer          bool // the client connects, and the server listens
}

// serve waits for the connection of a host, and connects to the other side.
func (c *carrier) serve(l *net.TCPListener, from, local netip.Addr, to netip.AddrPort) {
	defer l.Close()
	for {
		conn, err := l.AcceptTCP()
		if err != nil {
			return
		}
		if addr(conn.RemoteAddr()) != from {
			conn.Close()
			continue
		}
		d := net.Dialer{Timeout: handshake, LocalAddr: &net.TCPAddr{IP: local.AsSlice()}}
		other, err := d.Dial("tcp", to.String())
		if err != nil {
			broken(conn)
			return
		}
		client, server := conn, other.(*net.TCPConn)
		if !c.toServer {
			client, server = server, client
		}
		c.carry(client, server)
		return
	}
}

// carry passes both directions on until both have ended, and tells how much it was.
func (c *carrier) carry(client, server *net.TCPConn) {
	defer client.Close()
	defer server.Close()
	done := make(chan struct{})
	defer close(done)
	go func() { // nothing else ends a connection on which nobody sends, and which nobody closes
		select {
		case <-c.over:
			broken(client)
			broken(server)
		case <-done:
		}
	}()
	var toClient, toServer net.Conn = client, server
	if c.secure && c.private() {
		secureClient, secureServer := tls.Server(client, c.serving), tls.Client(server, c.upstream)
		if !shake(secureClient, secureServer) {
			broken(client)
			broken(server)
			return
		}
		toClient, toServer = secureClient, secureServer
	}
	up := make(chan moved, 1)
	go func() {
		n, err := io.Copy(toServer, toClient)
		c.finish(toServer, server, err)
		up <- moved{toServer: n, failed: err != nil}
	}()
	down, err := io.Copy(toClient, toServer)
	c.finish(toClient, client, err)
	all := moved{toClient: down, failed: err != nil}
	select {
	case m := <-up:
		all.toServer, all.failed = m.toServer, all.failed || m.failed
	case <-time.After(linger):
		if down == 0 { // an upload goes on
			m := <-up
			all.toServer, all.failed = m.toServer, all.failed || m.failed
		}
	}
	select {
	case c.ended <- all:
	default: // nobody judges any more
	}
}

// shake makes both handshakes at once: the server may begin its own only when its client has, or the other way round.
func shake(client, server *tls.Conn) bool {
	ctx, cancel := context.WithTimeout(context.Background(), handshake)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- server.HandshakeContext(ctx) }()
	err := client.HandshakeContext(ctx)
	if err != nil {
		cancel() // nobody waits for the other
	}
	return errors.Join(err, <-done) == nil
}

// finish ends a direction as its source has ended it.
func (c *carrier) finish(to net.Conn, raw *net.TCPConn, err error) {
	if err != nil && !errors.Is(err, io.EOF) {
		broken(raw)
		return
	}
	if secure, ok := to.(*tls.Conn); ok {
		_ = secure.CloseWrite() // it may be gone
	}
	_ = raw.CloseWrite()
}

// broken ends a connection as one that has failed.
func broken(conn *net.TCPConn) {
	_ = conn.SetLinger(0) // it is closed in any case
	conn.Close()
}
