package main

import (
	"context"

	"example.org/cases/site"
)

// Xcfr looks whether there is something to copy. The table keeps the name for XCTO, and for no other command.
func (h *Handlers) Xcfr(ctx context.Context, r site.XcfrRequest) site.XcfrReply {
	if _, err := r.Files.Stat(ctx, r.Original); err != nil {
		return site.XcfrError(err)
	}
	return site.XcfrPending()
}
