package commands

import (
	"context"
	"errors"

	"github.com/portolan-ftp/portolan/commands/directory"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/walk"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// Dsiz tells how many bytes the files in and below a directory have (draft-peterson-streamlined-ftp-command-extensions
// 3). Links count as nothing, and directories count as what they hold.
func (h *Standard) Dsiz(ctx context.Context, r ftp.DsizRequest) ftp.DsizReply {
	path := r.Path
	if path == "" {
		path = r.Cwd
	}
	if err := directory.Require(ctx, r.Files, path); err != nil {
		return ftp.DsizError(err)
	}
	return ftp.DsizCounting(func(ctx context.Context, p *fsm.Progress) ftp.DsizEnd {
		size, err := sizeBelow(ctx, r.Files, path, p.Missed)
		switch {
		case errors.Is(err, walk.ErrTooMany):
			return ftp.DsizTooMany()
		case err != nil:
			return ftp.DsizEndError(err)
		}
		return ftp.DsizSize(size)
	})
}

// sizeBelow adds up the files below a directory. An entry that cannot be read, on a dead mount or where the server may
// not go, counts as nothing, and so does an entry that is removed meanwhile. The answer is one number and cannot tell
// of them, so missed tells the log.
func sizeBelow(ctx context.Context, files storage.Lister, path storage.Path, missed func(error)) (size int64, err error) {
	var seen walk.Count
	err = storage.Walk(ctx, files, path, storage.Visitor[storage.Place]{
		Enter: func(_ storage.Place, i storage.Info) error {
			if err := seen.Add(); err != nil {
				return err
			}
			if i.Fault != nil {
				missed(i.Fault)
			}
			if i.IsRegular() {
				size += i.Size
			}
			return nil
		},
		Fault: func(_ storage.Place, err error) error { missed(err); return ctx.Err() },
	})
	return size, err
}
