package main

import (
	"context"

	"example.org/cases/site"
)

// Xcode ends the login that PASS began: the account rides on the state between the two.
func (h *Handlers) Xcode(ctx context.Context, r site.XcodeRequest) site.XcodeReply {
	if r.Code != h.Codes[r.User] {
		return site.XcodeWrong()
	}
	files, err := h.Open(ctx, r.Account)
	if err != nil {
		return site.XcodeError(err)
	}
	return site.XcodeIn(r.Account, files, "/")
}
