package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands/ftp"
)

// Rnto renames what RNFR named. A file that has the new name is replaced only for accounts that could destroy it
// without renaming too: by STOR, or by DELE.
func (h *Standard) Rnto(ctx context.Context, r ftp.RntoRequest) ftp.RntoReply {
	var err error
	if r.Account.Permissions&(accounts.Write|accounts.Delete) != 0 {
		err = r.Files.Rename(ctx, r.From, r.To)
	} else {
		err = r.Files.RenameNew(ctx, r.From, r.To)
	}
	if err != nil {
		return ftp.RntoError(err)
	}
	return ftp.RntoOk()
}
