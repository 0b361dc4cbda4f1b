package commands

import (
	"context"
	"runtime"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// caseless are the systems whose file systems take Name and name for the same, as a rule.
var caseless = map[string]bool{"darwin": true, "ios": true, "windows": true}

// Csid answers with what a client may want to know of the server
// (draft-peterson-streamlined-ftp-command-extensions 6). What it says of itself changes nothing here.
func (h *Standard) Csid(context.Context, ftp.CsidRequest) ftp.CsidReply {
	if caseless[runtime.GOOS] {
		return ftp.CsidFacts(0)
	}
	return ftp.CsidFacts(1)
}
