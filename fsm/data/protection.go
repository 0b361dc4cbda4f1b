package data

import (
	"context"
	"crypto/tls"
	"time"

	"github.com/portolan-ftp/portolan/fsm/netaddr"
	"github.com/portolan-ftp/portolan/fsm/protection"
)

// Protection is how a data connection becomes a TLS one.
type Protection struct {
	Layer    *protection.Layer // of the control connection
	Proof    protection.Proof  // of a client
	Servers  protection.Servers
	Peers    Peers
	AsClient bool // the other end is the TLS server (SSCN ON, CPSV)
}

// secure makes the TLS handshake that the other end expects: with a client, or with another server.
func (p *Protection) secure(ctx context.Context, below *carrier, upload bool, until time.Time) (*tls.Conn, error) {
	ctx, cancel := context.WithDeadline(ctx, until)
	defer cancel()
	switch {
	case p.AsClient:
		return p.Layer.ConnectServer(ctx, below, p.Servers)
	case !p.Peers.isClient(netaddr.Of(below.RemoteAddr()).Addr()):
		return p.Layer.AcceptServer(ctx, below, p.Servers)
	}
	var hold func([]byte)
	if upload {
		hold = below.ticket.expect
	}
	return p.Layer.Accept(ctx, below, hold, p.Proof)
}
