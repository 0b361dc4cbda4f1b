package commands

import (
	"context"
	"strings"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// Sscn tells who the server is in the TLS of data connections for files, by the name of the region's state;
// ON and OFF are commands of their own.
func (h *Standard) Sscn(_ context.Context, r ftp.SscnRequest) ftp.SscnReply {
	if r.Switch != "" {
		return ftp.SscnUnknown()
	}
	states := r.Session.Table().Regions[ftp.RegionSscn].States
	return ftp.SscnMethod(strings.ToUpper(states[r.Sscn]))
}
