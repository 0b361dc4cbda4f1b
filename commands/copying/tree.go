package copying

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/portolan-ftp/portolan/commands/walk"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

var (
	errTaken   = errors.New("copying: something has the name of the copy")
	errUnfit   = errors.New("copying: it cannot be copied")
	errAwayLed = errors.New("copying: a symbolic link that leads out of the tree cannot be copied")
)

// Work is a copy that has been prepared.
type Work interface {
	Run(ctx context.Context, p *fsm.Progress) error
}

// Begin begins to copy a file or, where trees are granted, a directory; tree says which.
func Begin(ctx context.Context, files Files, trees fsm.Granted[storage.Trees], from, to storage.Path, mask storage.Umask) (w Work, tree bool, err error) {
	info, err := files.Stat(ctx, from)
	if err != nil || !info.IsDir() {
		w, err = beginFile(ctx, files, from, to, mask)
		return w, false, err
	}
	all, granted := trees.Get()
	if !granted {
		return nil, true, &storage.Error{Op: "copy", Path: from, Class: storage.Permission, Err: fs.ErrPermission}
	}
	w, err = beginTree(ctx, all, from, to, mask)
	return w, true, err
}

// treeCopy is a copy of a directory and what is below it. When it fails, what it has made is removed again.
type treeCopy struct {
	files    storage.Trees
	from, to storage.Path
	mask     storage.Umask
	keep     bool         // permissions and times, as for what is moved
	top      storage.Info // the directory that was made first
	made     []made
	seen     walk.Count

	ctx      context.Context
	progress *fsm.Progress
}

// made is something that was copied.
type made struct {
	below string // its path below both directories, with the slash before it
	isDir bool
	size  int64 // of a file when its copy began, as is when it was changed
	time  time.Time
}

// beginTree makes the directory that a copy goes into, and copies nothing yet.
func beginTree(ctx context.Context, files storage.Trees, from, to storage.Path, mask storage.Umask) (*treeCopy, error) {
	if inside(to, from) {
		return nil, &storage.Error{Op: "copy", Path: from, Class: storage.Exist, Err: errItself}
	}
	if _, err := files.Lstat(ctx, to); err == nil {
		return nil, &storage.Error{Op: "copy", Path: to, Class: storage.Exist, Err: errTaken}
	}
	c := &treeCopy{files: files, from: from, to: to, mask: mask}
	if err := files.Mkdir(ctx, to, storage.DirOptions{Umask: mask}); err != nil {
		return nil, targetError{err}
	}
	c.made = append(c.made, made{isDir: true})
	var err error
	if c.top, err = files.Stat(ctx, to); err != nil {
		c.undo(ctx)
		return nil, err
	}
	return c, nil
}

// inside says whether p is dir or lies below it, by its name.
func inside(p, dir storage.Path) bool {
	return dir == "/" || p == dir || strings.HasPrefix(string(p), string(dir)+"/")
}

// Run copies everything, or leaves nothing.
func (c *treeCopy) Run(ctx context.Context, p *fsm.Progress) error {
	c.ctx, c.progress = ctx, p
	err := storage.Walk(ctx, c.files, c.from, storage.Visitor[storage.Place]{Enter: c.enter, Leave: c.leave})
	if err != nil {
		c.undo(context.WithoutCancel(ctx))
		return err
	}
	c.attributes("")
	return nil
}

// enter copies one object. A directory that the copy itself has made is not copied into itself, even if a link leads
// there.
func (c *treeCopy) enter(at storage.Place, i storage.Info) error {
	if err := c.seen.Add(); err != nil {
		return err
	}
	m := made{below: c.below(at), isDir: i.IsDir()}
	target := c.to + storage.Path(m.below)
	var err error
	switch {
	case !target.Valid():
		return &storage.Error{Op: "copy", Path: c.to, Class: storage.InvalidName, Err: errUnfit}
	case i.Fault != nil:
		return i.Fault
	case i.IsDir() && sameFile(i, c.top):
		return fs.SkipDir
	case i.IsDir():
		err = c.files.Mkdir(c.ctx, target, storage.DirOptions{Umask: c.mask})
	case i.IsRegular():
		err = c.file(&m, target)
	case i.IsSymlink():
		err = c.link(i, target)
	default:
		err = &storage.Error{Op: "copy", Path: at.Path(), Class: storage.Unsupported, Err: errUnfit}
	}
	if err == nil {
		c.made = append(c.made, m)
	}
	return err
}

// below is the path of a place below the directory that is copied.
func (c *treeCopy) below(at storage.Place) string {
	return strings.TrimPrefix(string(at.Path()), string(c.from))
}

// leave gives a directory its attributes when nothing more is made in it.
func (c *treeCopy) leave(at storage.Place) error {
	c.attributes(c.below(at))
	return nil
}

// file copies a regular file.
func (c *treeCopy) file(m *made, target storage.Path) error {
	f, err := beginFile(c.ctx, c.files, c.from+storage.Path(m.below), target, c.mask)
	if err != nil {
		return err
	}
	m.size, m.time = f.source.Info().Size, f.source.Info().ModTime
	if err := f.copy(c.ctx, c.progress); err != nil {
		return err
	}
	c.attributes(m.below)
	return nil
}

// link makes a link with the same target. If the target is relative and lies in the tree that is copied, the new link
// leads to its copy.
func (c *treeCopy) link(i storage.Info, target storage.Path) error {
	if i.Target == "" {
		return &storage.Error{Op: "copy", Path: target, Class: storage.Unsupported, Err: errAwayLed}
	}
	to, err := storage.Resolve(target.Dir(), i.Target)
	if err != nil {
		return err
	}
	return c.files.Symlink(c.ctx, to, target)
}

// attributes gives a copy the permissions and times of the old object. File systems that cannot keep them have the
// content all the same.
func (c *treeCopy) attributes(below string) {
	if c.keep {
		keepAttributes(c.ctx, c.files, c.from+storage.Path(below), c.to+storage.Path(below))
	}
}

func keepAttributes(ctx context.Context, files storage.Attributer, from, to storage.Path) {
	if old, err := files.Lstat(ctx, from); err == nil {
		//ftpspec:allow C08 the copy is whole without them
		files.Chmod(ctx, to, old.Mode.Perm())
		//ftpspec:allow C08 the copy is whole without it
		files.Chtimes(ctx, to, time.Time{}, old.ModTime)
	}
}

// undo removes what the copy has made, and nothing that others have put beside it.
func (c *treeCopy) undo(ctx context.Context) {
	for _, m := range slices.Backward(c.made) {
		if p := c.to + storage.Path(m.below); m.isDir {
			c.files.Rmdir(ctx, p)
		} else {
			c.files.Remove(ctx, p)
		}
	}
}

// RemoveOld removes the sources. Files that were added or changed since then stay, with the directories above them.
func (c *treeCopy) RemoveOld(ctx context.Context) (all bool) {
	all = true
	for _, m := range slices.Backward(c.made) {
		p := c.from + storage.Path(m.below)
		var err error
		if m.isDir {
			err = c.files.Rmdir(ctx, p)
		} else {
			err = removeSame(ctx, c.files, p, m)
		}
		all = all && err == nil
	}
	return all
}

var errChanged = errors.New("copying: it was changed while it was copied")

// removeSame removes a file or link that is as it was when it was copied.
func removeSame(ctx context.Context, files storage.Deleter, p storage.Path, m made) error {
	now, err := files.Lstat(ctx, p)
	if err == nil && now.IsRegular() && (now.Size != m.size || !now.ModTime.Equal(m.time)) {
		return errChanged
	}
	if err != nil {
		return err
	}
	return files.Remove(ctx, p)
}
