package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// Port notes where the client listens for data. Only its own address will do (RFC 2577 3); the connection is
// made when a transfer begins.
func (h *Standard) Port(_ context.Context, r ftp.PortRequest) ftp.PortReply {
	if !r.Session.Reaches(r.Address) {
		return ftp.PortForeign()
	}
	return ftp.PortOk()
}
