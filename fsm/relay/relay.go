package relay

import (
	"net"
	"net/netip"
	"slices"
	"time"

	"github.com/portolan-ftp/portolan/fsm/netaddr"
)

// Wait is how long a balancer may take for the header. It sends the header with the first segment, so that only a host
// which is none, or a dead one, takes longer than a lost segment and its repetition.
const Wait = 5 * time.Second

// Networks are where balancers are. Connections from there have to begin with a header; others are those of clients.
type Networks []netip.Prefix

// Include says whether an address is that of a balancer.
func (n Networks) Include(a netip.Addr) bool {
	return slices.ContainsFunc(n, func(p netip.Prefix) bool { return p.Contains(a) })
}

// Received is a connection as its client made it: one that comes from a balancer has the addresses in its header, which
// is read from it within Wait, and before a deadline unless that is zero. A connection that the balancer makes for
// itself, to see whether the server is there, keeps its own addresses. After an error the caller has to close the
// connection.
func (n Networks) Received(conn net.Conn, until time.Time) (net.Conn, error) {
	if len(n) == 0 || !n.Include(netaddr.Of(conn.RemoteAddr()).Addr()) {
		return conn, nil
	}
	if end := time.Now().Add(Wait); until.IsZero() || end.Before(until) {
		until = end
	}
	if err := conn.SetReadDeadline(until); err != nil {
		return nil, err
	}
	ends, err := read(conn)
	if err != nil {
		return nil, err
	}
	if err := conn.SetReadDeadline(time.Time{}); err != nil || !ends.client.IsValid() {
		return conn, err
	}
	return between(conn, ends), nil
}
