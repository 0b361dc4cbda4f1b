package commands

import (
	"context"
	"strings"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// Smnt takes another tree of the account as the root (RFC 959 4.1.1): a mount of its own, or its home for "/". The
// login and the transfer parameters stay.
func (h *Standard) Smnt(ctx context.Context, r ftp.SmntRequest) ftp.SmntReply {
	account := *r.Account
	if name := strings.TrimPrefix(string(r.Pathname), "/"); name != "" {
		home, known := account.Mounts[name]
		if !known {
			return ftp.SmntUnknown()
		}
		account.Home = home
	}
	host := h.of(&account, r.Session, r.Host)
	if host == nil {
		return ftp.SmntUnknown()
	}
	files, err := host.Files(ctx, &account)
	if err != nil {
		return ftp.SmntError(err)
	}
	return ftp.SmntMounted(files, "/")
}
