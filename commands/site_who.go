package commands

import (
	"context"
	"time"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/listing"
	"github.com/portolan-ftp/portolan/commands/reply"
	"github.com/portolan-ftp/portolan/fsm"
)

// SiteWho lists the sessions of the account, each with its address, since when it is logged in, and its transfer;
// the one that asks has a star:
//
//   - 192.0.2.7:50112 20261122174400
//     192.0.2.7:50113 20261122174405 RETR /pub/big 1048576/4194304 bytes, 524288 bytes/s
func (h *Standard) SiteWho(_ context.Context, r ftp.SiteWhoRequest) ftp.SiteWhoReply {
	var body []string
	for _, f := range r.Session.AccountSessions() {
		body = append(body, sessionWords(f, time.Now()))
	}
	return ftp.SiteWhoSessions(reply.Lines(body...))
}

func sessionWords(f fsm.AccountSession, now time.Time) string {
	line := "  "
	if f.Self {
		line = "* "
	}
	line += f.Peer.String() + " " + string(listing.AppendTime(nil, f.Since))
	if f.Transfer != nil {
		line += " " + transferWords(*f.Transfer, now)
	}
	return line
}
