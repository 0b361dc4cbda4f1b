package commands

import (
	"context"
	"runtime"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// Csid tells about the server, whatever the client says of itself (draft-peterson-streamlined-ftp-command-extensions
// 6).
func (h *Standard) Csid(_ context.Context, _ ftp.CsidRequest) ftp.CsidReply {
	sensitive := int64(1)
	if runtime.GOOS == "darwin" || runtime.GOOS == "windows" { // file systems there usually ignore the case of letters
		sensitive = 0
	}
	return ftp.CsidFacts(h.version, runtime.GOOS, sensitive)
}
