package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// Port notes the address at which the client listens for data, or another server, where the operator allows that.
// Otherwise only the client's own address is accepted (RFC 2577 3). The connection is made when a transfer begins.
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
