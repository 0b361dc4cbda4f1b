package main

import (
	"context"

	"example.org/motd/site"
)

// longestNote is what fits in a line on a screen, with room for the words around it.
const longestNote = 60

// Xnote takes a note. The table keeps it: the reply moves the region note, which carries the argument.
func (h *Handlers) Xnote(_ context.Context, r site.XnoteRequest) site.XnoteReply {
	if len(r.Note) > longestNote {
		return site.XnoteTooLong(longestNote)
	}
	return site.XnoteTaken()
}
