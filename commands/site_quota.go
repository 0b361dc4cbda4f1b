package commands

import (
	"context"
	"fmt"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/reply"
)

// SiteQuota tells how much of its quota the account's home uses. Each limit has a line. Without limits there is one
// word:
//
//	bytes 1048576 of 10737418240
//	files 12 of 1000
func (h *Standard) SiteQuota(ctx context.Context, r ftp.SiteQuotaRequest) ftp.SiteQuotaReply {
	usage, err := r.Files.Usage(ctx)
	if err != nil {
		return ftp.SiteQuotaError(err)
	}
	var body []string
	for _, part := range []struct {
		name      string
		used, max int64
	}{{"bytes", usage.Bytes, usage.MaxBytes}, {"files", usage.Files, usage.MaxFiles}} {
		if part.max > 0 {
			body = append(body, fmt.Sprintf("%s %d of %d", part.name, part.used, part.max))
		}
	}
	if !usage.Limited() {
		body = append(body, limited(0))
	}
	return ftp.SiteQuotaUsage(reply.Lines(body...))
}
