package main

import (
	"context"

	"example.org/cases/site"
)

// Retr refuses the file under embargo, and leaves all others to the standard handler.
func (h *Handlers) Retr(ctx context.Context, r site.RetrRequest) site.RetrReply {
	if r.Path == h.Embargo {
		return site.RetrEmbargoed()
	}
	return site.RetrFromBase(h.Standard.Retr(ctx, r.Base()))
}
