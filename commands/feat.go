package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/attributes"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/listing"
)

// Feat lists the extensions that are possible here (RFC 2389 3), with the facts that MLST and MLSD show, those
// that MFF changes, and the languages of LANG.
func (h *Standard) Feat(_ context.Context, r ftp.FeatRequest) ftp.FeatReply {
	fill := map[string]string{
		"facts":      listing.FeatMLST(r.Facts.OrDefault()),
		"changeable": attributes.Changeable,
		"languages":  languages(r.Session),
	}
	return ftp.FeatFeatures(lines(r.Session.Features(func(name string) string { return fill[name] })...))
}
