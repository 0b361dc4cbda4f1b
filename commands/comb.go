package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/copying"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// Comb appends parts to a file, which it makes if there is none, and then deletes the parts. Clients upload the parts
// of a large file at the same time, and then join them with COMB. When something fails before all parts are appended,
// the file is as it was, and every part stays.
func (h *Standard) Comb(ctx context.Context, r ftp.CombRequest) ftp.CombReply {
	j, err := copying.BeginJoin(ctx, r.Files, r.Combination, r.Mask)
	if err != nil {
		return copying.NotBegun(err, ftp.CombNoPlace, ftp.CombDirectory, ftp.CombBadTarget, ftp.CombError)
	}
	return ftp.CombJoining(func(ctx context.Context, p *fsm.Progress) ftp.CombEnd {
		if err := j.Run(ctx, p); err != nil {
			return ftp.CombEndError(err)
		}
		for _, part := range r.Combination.Parts {
			// The context is ignored from here on: with half of the parts deleted the file could not be joined again.
			if r.Files.Remove(context.WithoutCancel(ctx), part) != nil {
				return ftp.CombPartsLeft()
			}
		}
		return ftp.CombDone()
	})
}
