package main

import (
	"context"
	"strings"

	"example.org/cases/site"
	"github.com/portolan-ftp/portolan/fsm"
)

// Xjrn sends the journal, a line each.
func (h *Handlers) Xjrn(ctx context.Context, _ site.XjrnRequest) site.XjrnReply {
	if err := ctx.Err(); err != nil {
		return site.XjrnError(err) // nobody waits for it any more
	}
	lines := h.lines()
	if len(lines) == 0 {
		return site.XjrnEmpty()
	}
	return site.XjrnOpening(func(_ context.Context, data *fsm.DataWriter) site.XjrnEnd {
		if _, err := data.Write([]byte(strings.Join(lines, "\r\n") + "\r\n")); err != nil {
			return site.XjrnEndError(err)
		}
		return site.XjrnDone(int64(len(lines)))
	})
}
