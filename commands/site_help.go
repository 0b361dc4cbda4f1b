package commands

import (
	"context"
	"strings"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/reply"
)

// SiteHelp lists the SITE commands, or explains the one that is named, with or without SITE before it.
func (h *Standard) SiteHelp(_ context.Context, r ftp.SiteHelpRequest) ftp.SiteHelpReply {
	site := r.Session.Table().Commands[ftp.CmdSite].Name
	topic := strings.ToUpper(strings.Trim(r.Topic, " "))
	if topic != "" && topic != site {
		topic = site + " " + strings.TrimPrefix(topic, site+" ")
	} else {
		topic = site
	}
	found := explain(r.Session, topic)
	if len(found) == 0 {
		return ftp.SiteHelpUnknown()
	}
	return ftp.SiteHelpList(reply.Lines(found...))
}
