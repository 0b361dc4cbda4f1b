package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/directory"
	"github.com/portolan-ftp/portolan/commands/ftp"
)

// SiteSpace tells people what AVBL tells programs.
func (h *Standard) SiteSpace(ctx context.Context, r ftp.SiteSpaceRequest) ftp.SiteSpaceReply {
	free, err := directory.Space(ctx, r.Files, r.Path, r.Cwd)
	if err != nil {
		return ftp.SiteSpaceError(err)
	}
	return ftp.SiteSpaceFree(free)
}
