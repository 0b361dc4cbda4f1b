package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/copying"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// Comb appends parts to a file, which it makes if there is none, and then deletes the parts. Clients upload a large
// file in parts at the same time and join them so. When something fails before all parts are there, the file is as it
// was, and every part stays.
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
			// An abort comes too late now: with half of the parts gone nobody could join them again.
			if r.Files.Remove(context.WithoutCancel(ctx), part) != nil {
				return ftp.CombPartsLeft()
			}
		}
		return ftp.CombDone()
	})
}
