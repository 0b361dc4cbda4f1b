package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// Lprt is PORT for addresses of any length (RFC 1639 2). It is older than EPRT.
func (h *Standard) Lprt(_ context.Context, r ftp.LprtRequest) ftp.LprtReply {
	switch r.Session.Reach(r.Address.Address) {
	case fsm.ReachClient:
		return ftp.LprtOk(r.Address.Address)
	case fsm.ReachElsewhere:
		return ftp.LprtElsewhere(r.Address.Address)
	default:
		return ftp.LprtForeign()
	}
}
