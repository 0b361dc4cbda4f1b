package commands

import (
	"context"
	"strconv"
	"time"

	"github.com/portolan-ftp/portolan/commands/attributes"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/storage"
)

// Mff changes facts of a file, and tells what is stored now (draft-somers-ftp-mfxx 5). It begins only if it knows all
// of them. If one of them cannot be changed, the facts before it are changed back, so that a refusal changes nothing.
func (h *Standard) Mff(ctx context.Context, r ftp.MffRequest) ftp.MffReply {
	if r.Changes.Unknown {
		return ftp.MffUnknown()
	}
	before, err := r.Files.Stat(ctx, r.Path)
	if err == nil {
		err = change(ctx, r.Files, r.Path, r.Changes, before)
	}
	if err != nil {
		return ftp.MffError(err)
	}
	info, err := r.Files.Stat(ctx, r.Path)
	if err != nil {
		return ftp.MffError(err)
	}
	return ftp.MffSet(r.Changes.Facts(info))
}

// change makes the changes. The mode comes first, because it may give the right to the others.
func change(ctx context.Context, files storage.Attributer, p storage.Path, c attributes.Changes, before storage.Info) (err error) {
	undo := context.WithoutCancel(ctx)
	if c.Mode != nil {
		if err := files.Chmod(ctx, p, c.Mode.Apply(0)); err != nil {
			return err
		}
		defer func() {
			if err != nil {
				files.Chmod(undo, p, before.Mode.Perm())
			}
		}()
	}
	if c.Group != "" {
		if err := files.Chgrp(ctx, p, c.Group); err != nil {
			return err
		}
		defer func() {
			if err != nil {
				files.Chgrp(undo, p, strconv.FormatUint(uint64(before.Group), 10))
			}
		}()
	}
	if c.Modified.IsZero() {
		return nil
	}
	return files.Chtimes(ctx, p, time.Time{}, c.Modified)
}
