package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// Port notes where the client listens for data, or another server where the operator allows it. Otherwise only the
// client's own address will do (RFC 2577 3); the connection is made when a transfer begins.
func (h *Standard) Port(_ context.Context, r ftp.PortRequest) ftp.PortReply {
	switch r.Session.Reach(r.Address) {
	case fsm.ReachClient:
		return ftp.PortOk()
	case fsm.ReachElsewhere:
		return ftp.PortElsewhere()
	default:
		return ftp.PortForeign()
	}
}
