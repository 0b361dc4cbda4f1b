package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/fsm/argument"
)

// Lprt is PORT for addresses of any length (RFC 1639 2), and EPRT's elder. Data uses the protocol of the control
// connection, which the reply names when the client asks for another.
func (h *Standard) Lprt(_ context.Context, r ftp.LprtRequest) ftp.LprtReply {
	peer := r.Session.Peer().Addr()
	if r.Address.Family != argument.FamilyOf(peer) {
		return ftp.LprtFamily(argument.LongFamily(peer))
	}
	switch r.Session.Reach(r.Address.Address) {
	case fsm.ReachClient:
		return ftp.LprtOk(r.Address.Address)
	case fsm.ReachElsewhere:
		return ftp.LprtElsewhere(r.Address.Address)
	default:
		return ftp.LprtForeign()
	}
}
