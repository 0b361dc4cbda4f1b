package network

import (
	"context"
	"crypto/tls"
	"net"
	"net/netip"

	"github.com/portolan-ftp/portolan/fsm"

	"example.org/server/ftp"
)

type standard struct{ control net.Conn } // want `C04: net.Conn is not for handlers; connections are package fsm's`

func (h *standard) Dele(_ context.Context, r ftp.DeleRequest) ftp.DeleReply {
	h.control.Write([]byte("226 Done\r\n"))      // want `C04: "226 Done\\r\\n" begins like a reply; replies stand in the spec`
	net.Dial("tcp", net.JoinHostPort("a", "20")) // want `C04: net.Dial is not for handlers`
	net.Listen("tcp", "")                        // want `C04: net.Listen is not for handlers`
	tls.Server(nil, nil)                         // want `C04: tls.Server is not for handlers`
	r.Session.Table().Rows[0] = fsm.RowInfo{}    // want `C04: the table is not to be changed: every session shares its Rows`
	r.Session.Table().Rows[0].Code++             // want `C04: the table is not to be changed: every session shares its Code`
	_ = netip.Addr{}
	return ftp.DeleOk()
}
