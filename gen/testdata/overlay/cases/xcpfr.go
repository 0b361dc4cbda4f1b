package main

import (
	"context"

	"example.org/cases/site"
)

// Xcpfr looks whether there is something to copy. The table keeps the name for XCPTO, and for no other command.
func (h *Handlers) Xcpfr(ctx context.Context, r site.XcpfrRequest) site.XcpfrReply {
	if _, err := r.Files.Stat(ctx, r.Source); err != nil {
		return site.XcpfrError(err)
	}
	return site.XcpfrPending()
}
