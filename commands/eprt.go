package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/fsm/argument"
)

// Eprt is PORT for any network protocol (RFC 2428 2). Data uses the protocol of the control connection, which
// the reply names when the client asks for another.
func (h *Standard) Eprt(_ context.Context, r ftp.EprtRequest) ftp.EprtReply {
	if own := argument.FamilyOf(r.Session.Peer().Addr()); r.Address.Family != own {
		return ftp.EprtFamily(own.String())
	}
	switch r.Session.Reach(r.Address.Address) {
	case fsm.ReachClient:
		return ftp.EprtOk(r.Address.Address)
	case fsm.ReachElsewhere:
		return ftp.EprtElsewhere(r.Address.Address)
	default:
		return ftp.EprtForeign()
	}
}
