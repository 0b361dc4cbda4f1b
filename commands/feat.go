package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/attributes"
	"github.com/portolan-ftp/portolan/commands/digest"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/listing"
)

// Feat lists the extensions that are possible here (RFC 2389 3), with the facts that MLST and MLSD show, those
// that MFF changes, the languages of LANG, and the algorithms of HASH.
func (h *Standard) Feat(_ context.Context, r ftp.FeatRequest) ftp.FeatReply {
	fill := map[string]string{
		"facts":      listing.FeatMLST(r.Facts.OrDefault()),
		"changeable": attributes.Changeable,
		"algorithms": digest.Feat(r.Algorithm.OrDefault()),
		"languages":  languages(r.Session),
	}
	return ftp.FeatFeatures(lines(r.Session.Features(func(name string) string { return fill[name] })...))
}
