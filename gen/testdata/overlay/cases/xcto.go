package main

import (
	"context"

	"example.org/cases/site"
	"github.com/portolan-ftp/portolan/storage"
)

// Xcto copies the file that XCFR named.
func (h *Handlers) Xcto(ctx context.Context, r site.XctoRequest) site.XctoReply {
	from, err := r.Files.Open(ctx, r.Original)
	if err != nil {
		return site.XctoError(err)
	}
	defer from.Close()
	to, err := r.Files.Create(ctx, r.Target, storage.CreateOptions{Mode: storage.Replace})
	if err != nil {
		return site.XctoError(err)
	}
	if _, err := from.WriteTo(to); err != nil {
		to.Abort() // the first error is the one that tells why
		return site.XctoError(err)
	}
	if err := to.Commit(); err != nil {
		return site.XctoError(err)
	}
	h.note(string(r.Original + " copied to " + r.Target))
	return site.XctoCopied()
}
