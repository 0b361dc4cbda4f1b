package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/listing"
)

// OptsMlst chooses the facts that MLST and MLSD show (RFC 3659 7.9). Without a list there will be none.
func (h *Standard) OptsMlst(_ context.Context, r ftp.OptsMlstRequest) ftp.OptsMlstReply {
	facts := r.Facts | listing.Chosen
	return ftp.OptsMlstChosen(facts, facts.Names())
}
