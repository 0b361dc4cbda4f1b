package main

import (
	"context"

	"example.org/cases/site"
	"github.com/portolan-ftp/portolan/storage"
)

// Xcpto copies the file that XCPFR named.
func (h *Handlers) Xcpto(ctx context.Context, r site.XcptoRequest) site.XcptoReply {
	from, err := r.Files.Open(ctx, r.Source)
	if err != nil {
		return site.XcptoError(err)
	}
	defer from.Close()
	to, err := r.Files.Create(ctx, r.Target, storage.CreateOptions{Mode: storage.Replace})
	if err != nil {
		return site.XcptoError(err)
	}
	if _, err := from.WriteTo(to); err != nil {
		to.Abort() // the first error is the one that tells why
		return site.XcptoError(err)
	}
	if err := to.Commit(); err != nil {
		return site.XcptoError(err)
	}
	h.note(string(r.Source + " copied to " + r.Target))
	return site.XcptoCopied()
}
