package commands

import (
	"context"
	"errors"

	"github.com/portolan-ftp/portolan/commands/copying"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// Rnto renames what RNFR named. A file that has the new name is replaced only for accounts that could also destroy it
// by STOR or DELE. A file that has to go to another file system is copied there first, and a store copies whatever it
// renames. The old name stays until the copy is whole.
func (h *Standard) Rnto(ctx context.Context, r ftp.RntoRequest) ftp.RntoReply {
	over := false
	replace, granted := r.Replace.Get()
	if granted {
		_, gone := replace.Lstat(ctx, r.To)
		over = gone == nil
	}
	long, err := storage.BeginRename(ctx, r.Files, r.From, r.To, granted)
	switch {
	case long != nil:
		return renameLong(long, over)
	case err != nil:
	case granted:
		err = replace.Rename(ctx, r.From, r.To)
	default:
		err = r.Files.RenameNew(ctx, r.From, r.To)
	}
	switch {
	case errors.Is(err, storage.ErrOtherDevice):
		return moveAway(ctx, r, granted, over)
	case err != nil:
		return ftp.RntoError(err)
	case over:
		return ftp.RntoReplaced()
	}
	return ftp.RntoOk()
}

// renameLong renames where that takes long.
func renameLong(long storage.Renaming, over bool) ftp.RntoReply {
	return ftp.RntoMoving(func(ctx context.Context, p *fsm.Progress) ftp.RntoEnd {
		p.Expect(long.Size())
		switch err := long.Run(ctx, p.Add); {
		case errors.Is(err, storage.ErrLeft):
			return ftp.RntoLeft()
		case err != nil:
			return ftp.RntoEndError(err)
		case over:
			return ftp.RntoEndReplaced()
		}
		return ftp.RntoDone()
	})
}

// moveAway moves a file to another file system. It replaces a file there if over is set and that is granted.
func moveAway(ctx context.Context, r ftp.RntoRequest, granted, over bool) ftp.RntoReply {
	m, err := copying.BeginMove(ctx, r.Files, r.From, r.To, granted)
	if err != nil {
		return ftp.RntoError(err)
	}
	return ftp.RntoMoving(func(ctx context.Context, p *fsm.Progress) ftp.RntoEnd {
		if err := m.Run(ctx, p); err != nil {
			return ftp.RntoEndError(err)
		}
		// The context is ignored from here on: both names have the whole content.
		switch {
		case !m.RemoveOld(context.WithoutCancel(ctx)):
			return ftp.RntoLeft()
		case over:
			return ftp.RntoEndReplaced()
		}
		return ftp.RntoDone()
	})
}
