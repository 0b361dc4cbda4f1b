package daemon

import (
	"context"
	"log/slog"

	"github.com/portolan-ftp/portolan/cmd/portolan/logging"
)

// sweep removes what uploads of a server that was killed have left, while the server works already.
func (s *sites) sweep(ctx context.Context, log *slog.Logger) {
	for _, tree := range s.trees {
		left, err := tree.SweepBeside(ctx)
		if left.Removed > 0 {
			log.Info("unfinished uploads of an earlier server removed", "files", left.Removed)
		}
		if err != nil && ctx.Err() == nil {
			log.Warn("not everything could be searched for unfinished uploads", logging.KeyError, err)
		}
	}
}
