package storage

import "context"

// Visitor is what a [Walk] calls; either may be nil, and an error of either ends the walk.
type Visitor struct {
	// Enter is called with everything below the directory, a directory before what it holds.
	Enter func(p Path, i Info) error
	// Leave is called with every directory below it, after what it held.
	Leave func(p Path, i Info) error
	// Fault is called with a directory that could not be read; nil ends the walk with the error.
	Fault func(p Path, err error) error
}

// Walk visits everything below the directory dir, but not dir itself, and follows no symbolic link below it. One
// directory is open at a time, whatever the depth. The names of directories that wait to be read are kept in
// memory, and nothing else. The visitor may remove what it is given.
func Walk(ctx context.Context, files Lister, dir Path, v Visitor) error {
	w := walker{ctx: ctx, files: files, visitor: v}
	if err := w.read(dir); err != nil {
		return err
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

// walker is a walk that is under way.
type walker struct {
	ctx     context.Context
	files   Lister
	visitor Visitor
	pending []step // to be done, the last one first
}

// step is a directory to read, or to leave.
type step struct {
	path  Path
	info  Info
	leave bool
}

// take reads a directory or leaves it.
func (w *walker) take(s step) error {
	if s.leave {
		return w.visitor.Leave(s.path, s.info)
	}
	if w.visitor.Leave != nil {
		w.pending = append(w.pending, step{s.path, s.info, true})
	}
	err := w.read(s.path)
	if err != nil && w.visitor.Fault != nil && w.ctx.Err() == nil {
		return w.visitor.Fault(s.path, err)
	}
	return err
}

// read enters what a directory holds, and puts the directories among it on the list.
func (w *walker) read(dir Path) error {
	for i, err := range w.files.List(w.ctx, dir) {
		if err != nil {
			return err
		}
		p := dir.Join(i.Name)
		if w.visitor.Enter != nil {
			if err := w.visitor.Enter(p, i); err != nil {
				return err
			}
		}
		if i.IsDir() {
			w.pending = append(w.pending, step{path: p, info: i})
		}
	}
	return nil
}
