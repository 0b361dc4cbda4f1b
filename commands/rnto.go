package commands

import (
	"context"
	"errors"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// Rnto renames what RNFR named. A file that has the new name is replaced only for accounts that could destroy it
// without renaming too: by STOR, or by DELE. What has to go to another file system is copied there first; the old
// name stays until the copy is whole.
func (h *Standard) Rnto(ctx context.Context, r ftp.RntoRequest) ftp.RntoReply {
	var err error
	replace := r.Account.Permissions&(accounts.Write|accounts.Delete) != 0
	if replace {
		err = r.Files.Rename(ctx, r.From, r.To)
	} else {
		err = r.Files.RenameNew(ctx, r.From, r.To)
	}
	if !errors.Is(err, storage.ErrOtherDevice) {
		if err != nil {
			return ftp.RntoError(err)
		}
		return ftp.RntoOk()
	}
	m, err := beginMove(ctx, r.Files, r.From, r.To, replace)
	if err != nil {
		return ftp.RntoError(err)
	}
	return ftp.RntoMoving(func(ctx context.Context, p *fsm.Progress) ftp.RntoEnd {
		if err := m.run(ctx, p); err != nil {
			return ftp.RntoEndError(err)
		}
		// An abort comes too late now: both names have the whole content.
		if !m.removeOld(context.WithoutCancel(ctx)) {
			return ftp.RntoLeft()
		}
		return ftp.RntoDone()
	})
}
