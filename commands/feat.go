package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/listing"
)

// Feat lists the extensions that are possible here (RFC 2389 3), with the facts that MLST and MLSD show.
func (h *Standard) Feat(_ context.Context, r ftp.FeatRequest) ftp.FeatReply {
	facts := listing.FeatMLST(r.Facts.OrDefault())
	return ftp.FeatFeatures(lines(r.Session.Features(func(string) string { return facts })...))
}
