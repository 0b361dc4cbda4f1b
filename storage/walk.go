package storage

import (
	"cmp"
	"context"
	"io/fs"
)

// Place is where a walk has come to. It is valid until the visitor returns.
type Place interface {
	// Path puts the path together, which may be longer than a client can name.
	Path() Path
}

// Removable is what a [RemoveTree] has come to.
type Removable interface {
	Place
	// Look describes it as it is now.
	Look() (Info, error)
	// Remove removes it: a file or link when it is entered, a directory when it is left.
	Remove() error
}

// Visitor is what a walk calls; any may be nil, and an error of any ends the walk.
type Visitor[P Place] struct {
	// Enter is called with everything below the directory, a directory before what it holds. The error
	// [fs.SkipDir] for a directory leaves out what it holds, and ends nothing.
	Enter func(at P, i Info) error
	// Open is called with every directory below it before it is read.
	Open func(at P) error
	// Leave is called with every directory below it, after what it held.
	Leave func(at P) error
	// Fault is called with a directory that could not be read; nil ends the walk with the error.
	Fault func(at P, err error) error
}

// TreeWalker is a driver that has its own way through directories. See [Walk] and [RemoveTree].
type TreeWalker interface {
	// WalkTree is Walk.
	WalkTree(ctx context.Context, dir Path, v Visitor[Place]) error
}

// TreeRemover is a driver that has its own way to remove what directories hold. See [RemoveTree].
type TreeRemover interface {
	// RemoveTree is as the function of that name.
	RemoveTree(ctx context.Context, dir Path, v Visitor[Removable]) error
}

// Walk visits everything below the directory dir, but not dir itself, and follows no symbolic link below it. The names
// of directories that wait to be read are kept in memory, and nothing else. Few directories are open at a time,
// whatever the depth. The visitor may remove what it is given.
//
// A driver that is no [TreeWalker] is asked for each directory by its path, which takes the longer the deeper it is,
// and cannot be done beyond [MaxPath].
func Walk(ctx context.Context, files Lister, dir Path, v Visitor[Place]) error {
	if t, ok := as[TreeWalker](files); ok {
		return t.WalkTree(ctx, dir, v)
	}
	w := walker[Place]{ctx: ctx, files: files, visitor: v, at: func(p Path, _ bool) Place { return known(p) }}
	return w.walk(dir)
}

// Clearer is what removing whole trees needs.
type Clearer interface {
	Lister
	Deleter
	DirRemover
}

// RemoveTree visits what is below the directory dir as [Walk] does, so that the visitor can remove it. It stays where
// the visitor does not.
func RemoveTree(ctx context.Context, files Clearer, dir Path, v Visitor[Removable]) error {
	if t, ok := as[TreeRemover](files); ok {
		return t.RemoveTree(ctx, dir, v)
	}
	w := walker[Removable]{ctx: ctx, files: files, visitor: v, at: func(p Path, isDir bool) Removable {
		return byPath{ctx, files, p, isDir}
	}}
	return w.walk(dir)
}

// known is a place that a [Walk] has come to by its path.
type known Path

func (k known) Path() Path { return Path(k) }

// byPath is a place that can be removed by its path.
type byPath struct {
	ctx   context.Context
	files Clearer
	path  Path
	isDir bool
}

func (b byPath) Path() Path          { return b.path }
func (b byPath) Look() (Info, error) { return b.files.Lstat(b.ctx, b.path) }

func (b byPath) Remove() error {
	if b.isDir {
		return b.files.Rmdir(b.ctx, b.path)
	}
	return b.files.Remove(b.ctx, b.path)
}

// walker is a walk by paths.
type walker[P Place] struct {
	ctx     context.Context
	files   Lister
	visitor Visitor[P]
	at      func(p Path, isDir bool) P
	pending []step // to be done, the last one first
}

// step is a directory to read, or to leave.
type step struct {
	path  Path
	leave bool
}

func (w *walker[P]) walk(dir Path) error {
	if fault, err := w.read(dir); fault != nil || err != nil {
		return cmp.Or(err, fault)
	}
	for len(w.pending) > 0 {
		last := len(w.pending) - 1
		s := w.pending[last]
		w.pending = w.pending[:last]
		if err := w.take(s); err != nil {
			return err
		}
	}
	return nil
}

// take reads a directory or leaves it.
func (w *walker[P]) take(s step) error {
	if s.leave {
		return w.visitor.leave(w.at(s.path, true))
	}
	w.pending = append(w.pending, step{s.path, true})
	if err := w.visitor.open(w.at(s.path, true)); err != nil {
		return err
	}
	fault, err := w.read(s.path)
	if fault != nil {
		return w.visitor.fault(w.ctx, w.at(s.path, true), fault)
	}
	return err
}

// read enters what a directory holds, and puts the directories among it on the list. A fault is the directory's, an
// error the visitor's.
func (w *walker[P]) read(dir Path) (fault, err error) {
	for i, err := range w.files.List(w.ctx, dir) {
		if err != nil {
			return err, nil
		}
		p := dir.Join(i.Name)
		deeper, err := w.visitor.enter(w.at(p, i.IsDir()), i)
		if err != nil {
			return nil, err
		}
		if deeper {
			w.pending = append(w.pending, step{path: p})
		}
	}
	return nil, nil
}

// enter tells whether a directory is to be read.
func (v *Visitor[P]) enter(at P, i Info) (deeper bool, err error) {
	if v.Enter != nil {
		err = v.Enter(at, i)
	}
	if i.IsDir() && err == fs.SkipDir {
		return false, nil
	}
	return i.IsDir(), err
}

func (v *Visitor[P]) open(at P) error {
	if v.Open == nil {
		return nil
	}
	return v.Open(at)
}

func (v *Visitor[P]) leave(at P) error {
	if v.Leave == nil {
		return nil
	}
	return v.Leave(at)
}

// fault ends the walk with the error unless the visitor takes it, and always when the walk is to end.
func (v *Visitor[P]) fault(ctx context.Context, at P, err error) error {
	if v.Fault == nil || ctx.Err() != nil {
		return err
	}
	return v.Fault(at, err)
}
