package commands

import (
	"context"
	"errors"

	"github.com/portolan-ftp/portolan/commands/directory"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/walk"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// Rmda removes a directory with all that is in it (draft-peterson-streamlined-ftp-command-extensions 2). An entry that
// cannot be removed stays, with the directories above it, and everything else is removed. A link is removed itself, and
// its target is not touched. A link to a directory does not count as a directory.
func (h *Standard) Rmda(ctx context.Context, r ftp.RmdaRequest) ftp.RmdaReply {
	info, err := r.Files.Lstat(ctx, r.Path)
	switch {
	case err != nil:
	case !info.IsDir():
		err = &storage.Error{Op: "remove-all", Path: r.Path, Class: storage.NotDirectory, Err: directory.ErrNeeded}
	case r.Path == "/": // seen before anything in it is gone
		err = &storage.Error{Op: "remove-all", Path: r.Path, Class: storage.Permission, Err: errHomeStays}
	}
	if err != nil {
		return ftp.RmdaError(err)
	}
	return ftp.RmdaRemoving(func(ctx context.Context, _ *fsm.Progress) ftp.RmdaEnd {
		return removeAll(ctx, r)
	})
}

var errHomeStays = errors.New("commands: the home itself cannot be removed")

// removeAll is the work of RMDA. An abort leaves it half done.
func removeAll(ctx context.Context, r ftp.RmdaRequest) ftp.RmdaEnd {
	sweep := sweeper{ctx: ctx}
	err := storage.RemoveTree(ctx, r.Files, r.Path, storage.Visitor[storage.Removable]{
		Enter: sweep.enter,
		Leave: func(at storage.Removable) error { return sweep.gone(at.Remove()) },
		Fault: func(storage.Removable, error) error { return sweep.leaves() },
	})
	switch {
	case errors.Is(err, walk.ErrTooMany):
		return ftp.RmdaTooMany()
	case err != nil:
		return ftp.RmdaEndError(err)
	case sweep.left:
		return ftp.RmdaLeft()
	}
	if sweep.gone(r.Files.Rmdir(ctx, r.Path)); sweep.left {
		return ftp.RmdaLeft()
	}
	return ftp.RmdaDone()
}

// sweeper removes the entries that a walk visits, and a directory when the walk has emptied it.
type sweeper struct {
	ctx  context.Context
	seen walk.Count
	left bool // something could not be removed
}

// enter removes an entry that is no directory.
func (s *sweeper) enter(at storage.Removable, i storage.Info) error {
	if err := s.seen.Add(); err != nil {
		return err
	}
	if i.IsDir() {
		return nil
	}
	return s.gone(at.Remove())
}

// gone notes whether an entry stays. An entry that somebody else has removed meanwhile counts as removed.
func (s *sweeper) gone(err error) error {
	if err == nil || storage.ClassOf(err) == storage.NotExist {
		return nil
	}
	return s.leaves()
}

// leaves notes that something stays, and goes on unless the work is to end.
func (s *sweeper) leaves() error {
	s.left = true
	return s.ctx.Err()
}
