package main

import (
	"context"

	"example.org/cases/site"
)

// Xcod ends the login that PASS began: the account rides on the state between the two. A wrong code is a failed login, too.
func (h *Handlers) Xcod(ctx context.Context, r site.XcodRequest) site.XcodReply {
	if r.Code != h.Codes[r.User] {
		return site.XcodWrong(r.Failures + 1)
	}
	files, err := h.Open(ctx, r.Account)
	if err != nil {
		return site.XcodError(err)
	}
	return site.XcodIn(r.Account, files, "/")
}
