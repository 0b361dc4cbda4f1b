package main

import (
	"context"

	"example.org/motd/site"
)

// SiteMotd shows the message of the day, and the note if there is one.
func (h *Handlers) SiteMotd(_ context.Context, r site.SiteMotdRequest) site.SiteMotdReply {
	if h.Message == "" {
		return site.SiteMotdNone()
	}
	return site.SiteMotdMotd(func(yield func([]byte) bool) {
		if yield([]byte(h.Message)) && r.Note != "" {
			yield([]byte("Your note: " + r.Note))
		}
	})
}
