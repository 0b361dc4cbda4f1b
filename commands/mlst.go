package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/directory"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/listing"
	"github.com/portolan-ftp/portolan/commands/reply"
)

// Mlst tells the facts about one file or directory, named by its whole path (RFC 3659 7.2). A symbolic link is
// described as the object that it leads to, because other commands treat it so.
func (h *Standard) Mlst(ctx context.Context, r ftp.MlstRequest) ftp.MlstReply {
	path := r.Path
	if path == "" {
		path = r.Cwd
	}
	info, err := r.Files.Stat(ctx, path)
	if err != nil {
		return ftp.MlstError(err)
	}
	info.Name = string(path)
	perm := listing.Perm(info, directory.Rights(r.Session, r.Account), directory.PermitsAt(ctx, r.Files, path)(info))
	return ftp.MlstEntry(reply.Lines(string(listing.AppendFacts(nil, info, r.Facts.OrDefault(), listing.Entry, perm))))
}
