package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// SiteHelp lists the SITE commands, as HELP SITE does.
func (h *Standard) SiteHelp(_ context.Context, r ftp.SiteHelpRequest) ftp.SiteHelpReply {
	site := r.Session.Table().Commands[ftp.CmdSite].Name
	return ftp.SiteHelpList(lines(explain(r.Session, site)...))
}
