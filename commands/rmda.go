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

// Rmda removes a directory with all that is in it (draft-peterson-streamlined-ftp-command-extensions 2). What
// cannot be removed stays, with what it lies in, and the rest goes. A link is removed itself; what it leads to is
// not touched, and a link to a directory is no directory here.
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

// removeAll is the work of RMDA, which an abort leaves half done.
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

// sweeper removes what a walk visits, a directory when the walk has emptied it.
type sweeper struct {
	ctx  context.Context
	seen walk.Count
	left bool // something could not be removed
}

// enter removes what is no directory.
func (s *sweeper) enter(at storage.Removable, i storage.Info) error {
	if err := s.seen.Add(); err != nil {
		return err
	}
	if i.IsDir() {
		return nil
	}
	return s.gone(at.Remove())
}

// gone takes note of what stays; what somebody else removed meanwhile is gone, too.
func (s *sweeper) gone(err error) error {
	if err == nil || storage.ClassOf(err) == storage.NotExist {
		return nil
	}
	return s.leaves()
}

// leaves takes note that something stays, and goes on unless the work is to end.
func (s *sweeper) leaves() error {
	s.left = true
	return s.ctx.Err()
}
