package commands

import (
	"context"
	"strings"

	"github.com/portolan-ftp/portolan/commands/attributes"
	"github.com/portolan-ftp/portolan/commands/digest"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/listing"
	"github.com/portolan-ftp/portolan/commands/reply"
	"github.com/portolan-ftp/portolan/fsm"
)

// Feat lists the extensions that are possible here (RFC 2389 3), with the facts that MLST and MLSD show, those
// that MFF changes, the languages of LANG, and the algorithms of HASH.
func (h *Standard) Feat(_ context.Context, r ftp.FeatRequest) ftp.FeatReply {
	fill := map[string]string{
		"facts":      listing.FeatMLST(r.Facts.OrDefault()),
		"changeable": attributes.Changeable(r.Session.Offered(ftp.CmdSiteChmod)),
		"algorithms": digest.Feat(r.Algorithm.OrDefault()),
		"languages":  languages(r.Session),
	}
	return ftp.FeatFeatures(reply.Lines(r.Session.Features(func(name string) string { return fill[name] })...))
}

// languages are the tags that LANG takes, as FEAT lists them: an asterisk follows the present one (RFC 2640 4.3).
func languages(s *fsm.Session) string {
	var list strings.Builder
	for i, tag := range s.Table().Languages {
		if i > 0 {
			list.WriteByte(';')
		}
		list.WriteString(strings.ToUpper(tag))
		if i == s.Language() {
			list.WriteByte('*')
		}
	}
	return list.String()
}
