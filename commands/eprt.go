package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// Eprt is PORT for any network protocol (RFC 2428 2). The table refuses any protocol but the control connection's.
func (h *Standard) Eprt(_ context.Context, r ftp.EprtRequest) ftp.EprtReply {
	switch r.Session.Reach(r.Address.Address) {
	case fsm.ReachClient:
		return ftp.EprtOk(r.Address.Address)
	case fsm.ReachElsewhere:
		return ftp.EprtElsewhere(r.Address.Address)
	default:
		return ftp.EprtForeign()
	}
}
