package main

import (
	"context"
	"strings"

	"example.org/cases/site"
	"github.com/portolan-ftp/portolan/fsm"
)

// Xjrnl sends the journal, a line each.
func (h *Handlers) Xjrnl(context.Context, site.XjrnlRequest) site.XjrnlReply {
	lines := h.lines()
	if len(lines) == 0 {
		return site.XjrnlEmpty()
	}
	return site.XjrnlOpening(func(_ context.Context, data *fsm.DataWriter) site.XjrnlEnd {
		if _, err := data.Write([]byte(strings.Join(lines, "\r\n") + "\r\n")); err != nil {
			return site.XjrnlEndError(err)
		}
		return site.XjrnlDone(int64(len(lines)))
	})
}
