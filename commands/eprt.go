package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// Eprt is PORT for any network protocol (RFC 2428 2). That of data is the control connection's, which the table sees to.
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
