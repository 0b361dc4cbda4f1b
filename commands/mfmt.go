package commands

import (
	"context"
	"time"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/storage"
)

// Mfmt sets when a file or directory was last changed, and tells what is stored now (draft-somers-ftp-mfxx 3).
func (h *Standard) Mfmt(ctx context.Context, r ftp.MfmtRequest) ftp.MfmtReply {
	info, err := redate(ctx, r.Files, r.Path, r.Time)
	if err != nil {
		return ftp.MfmtError(err)
	}
	return ftp.MfmtSet(info.ModTime)
}

// redate sets the time and describes the file afterwards, because a file system may keep the time less exactly.
func redate(ctx context.Context, files storage.Attributer, p storage.Path, modified time.Time) (storage.Info, error) {
	if err := files.Chtimes(ctx, p, time.Time{}, modified); err != nil {
		return storage.Info{}, err
	}
	return files.Stat(ctx, p)
}
