package commands

import (
	"context"
	"strconv"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/reply"
)

// Xquota tells how much the account's home holds and may hold, in the lines that clients of this command read. Usage
// without a limit may not be counted, and shows as 0.
func (h *Standard) Xquota(ctx context.Context, r ftp.XquotaRequest) ftp.XquotaReply {
	usage, err := r.Files.Usage(ctx)
	if err != nil {
		return ftp.XquotaError(err)
	}
	return ftp.XquotaUsage(reply.Lines(
		"File count: "+strconv.FormatInt(usage.Files, 10),
		"File limit: "+limited(usage.MaxFiles),
		"Disk usage: "+strconv.FormatInt(usage.Bytes, 10),
		"Disk limit: "+limited(usage.MaxBytes),
	))
}

// limited is a limit as these clients read it.
func limited(limit int64) string {
	if limit == 0 {
		return "unlimited"
	}
	return strconv.FormatInt(limit, 10)
}
