package quota

import (
	"context"
	"errors"
	"iter"

	"github.com/portolan-ftp/portolan/storage"
)

// Limit is fs with changes kept within limits. Closing it closes fs.
func (l *Ledger) Limit(fs storage.FS, limits Limits) storage.FS {
	return &files{FS: fs, ledger: l, limits: limits}
}

// files is one session's use of a home.
type files struct {
	storage.FS
	ledger *Ledger
	limits Limits
}

// Names implements [storage.NameLister].
func (f *files) Names(ctx context.Context, p storage.Path) iter.Seq2[string, error] {
	return storage.Names(ctx, f.FS, p)
}

// Permits implements [storage.Permitter].
func (f *files) Permits(ctx context.Context, dir storage.Path) func(storage.Info) storage.Access {
	return storage.Permits(ctx, f.FS, dir)
}

// Enter implements [storage.Enterer].
func (f *files) Enter(ctx context.Context, p storage.Path) (storage.Info, error) {
	return storage.Enter(ctx, f.FS, p)
}

// begin waits until p may be changed and holds the tree until end is called.
func (f *files) begin(ctx context.Context, op string, p storage.Path) (end func(), err error) {
	if err := f.ledger.ready(ctx); err != nil {
		if e, ok := errors.AsType[*storage.Error](err); ok {
			return nil, e
		}
		return nil, fail(op, p, storage.ClassOf(err), err)
	}
	f.ledger.tree.Lock()
	return f.ledger.tree.Unlock, nil
}

// room reports whether one more name may be.
func (f *files) room() bool {
	f.ledger.mu.Lock()
	defer f.ledger.mu.Unlock()
	return f.limits.Files == 0 || f.ledger.files < f.limits.Files
}

// Usage tells what is there, and the limits.
func (f *files) Usage(ctx context.Context) (storage.Usage, error) {
	end, err := f.begin(ctx, "usage", "/")
	if err != nil {
		return storage.Usage{}, err
	}
	defer end()
	f.ledger.ask()
	u, err := f.FS.Usage(ctx)
	if err != nil {
		return storage.Usage{}, err
	}
	f.ledger.mu.Lock()
	defer f.ledger.mu.Unlock()
	u.Bytes, u.Files, u.MaxBytes, u.MaxFiles = f.ledger.bytes, f.ledger.files, f.limits.Bytes, f.limits.Files
	return u, nil
}

// Space gives the smaller of what is free on the device and what the limit leaves.
func (f *files) Space(ctx context.Context, p storage.Path) (int64, error) {
	free, err := f.FS.Space(ctx, p)
	if f.limits.Bytes == 0 || err != nil && storage.ClassOf(err) != storage.Unsupported {
		return free, err
	}
	usage, e := f.Usage(ctx)
	if e != nil {
		return 0, e
	}
	left := max(0, f.limits.Bytes-usage.Bytes)
	if err != nil { // the device does not tell, the limit does
		return left, nil
	}
	return min(free, left), nil
}

// busy reports whether an upload is under way to p, to another name of the object i, or to something in it. Names are
// the same by whatever links they are reached.
func (f *files) busy(ctx context.Context, p storage.Path, i storage.Info) bool {
	if f.ledger.idle() {
		return false
	}
	dir, _ := f.FS.Stat(ctx, p.Dir())
	return f.ledger.busy(p, identity(dir), identity(i))
}

// Mkdir makes a directory if one more name may be.
func (f *files) Mkdir(ctx context.Context, p storage.Path, o storage.DirOptions) error {
	return f.make(ctx, "mkdir", p, func() error { return f.FS.Mkdir(ctx, p, o) })
}

// Symlink makes a link if one more name may be.
func (f *files) Symlink(ctx context.Context, target, link storage.Path) error {
	return f.make(ctx, "symlink", link, func() error { return f.FS.Symlink(ctx, target, link) })
}

func (f *files) make(ctx context.Context, op string, p storage.Path, do func() error) error {
	end, err := f.begin(ctx, op, p)
	if err != nil {
		return err
	}
	defer end()
	if f.busy(ctx, p, storage.Info{}) {
		return fail(op, p, storage.Busy, errBusy)
	}
	if !f.room() {
		if _, err := f.FS.Lstat(ctx, p); err != nil { // what is there is refused for that
			return fail(op, p, storage.Quota, errFiles)
		}
	}
	if err := do(); err != nil {
		return err
	}
	f.ledger.add(0, 1)
	return nil
}

// Remove gives back what a file took.
func (f *files) Remove(ctx context.Context, p storage.Path) error {
	return f.remove(ctx, "remove", p, func() error { return f.FS.Remove(ctx, p) })
}

// Rmdir gives back a name.
func (f *files) Rmdir(ctx context.Context, p storage.Path) error {
	return f.remove(ctx, "rmdir", p, func() error { return f.FS.Rmdir(ctx, p) })
}

func (f *files) remove(ctx context.Context, op string, p storage.Path, do func() error) error {
	end, err := f.begin(ctx, op, p)
	if err != nil {
		return err
	}
	defer end()
	i, statErr := f.FS.Lstat(ctx, p)
	if f.busy(ctx, p, i) {
		return fail(op, p, storage.Busy, errBusy)
	}
	if err := do(); err != nil || statErr != nil {
		return err
	}
	f.ledger.add(-size(i), -1)
	return nil
}

// Rename gives back what a file took that is replaced.
func (f *files) Rename(ctx context.Context, from, to storage.Path) error {
	return f.rename(ctx, from, to, f.FS.Rename)
}

// RenameNew replaces nothing.
func (f *files) RenameNew(ctx context.Context, from, to storage.Path) error {
	return f.rename(ctx, from, to, f.FS.RenameNew)
}

// BeginRename implements [storage.LongRenamer], for a driver that does. The room is looked after when it runs.
func (f *files) BeginRename(ctx context.Context, from, to storage.Path, replace bool) (storage.Renaming, error) {
	r, err := storage.BeginRename(ctx, f.FS, from, to, replace)
	if r == nil || err != nil {
		return nil, err
	}
	return &renaming{r, f, from, to}, nil
}

// renaming is a rename that takes long.
type renaming struct {
	storage.Renaming
	files    *files
	from, to storage.Path
}

// Run implements [storage.Renaming]. It holds both names while it copies, and not the tree, so that the other sessions
// of the home go on.
func (r *renaming) Run(ctx context.Context, count func(int64)) error {
	replaced, free, err := r.start(ctx)
	if err != nil {
		return err
	}
	defer free()
	if err := r.Renaming.Run(ctx, count); err != nil {
		return err
	}
	r.files.renamed(context.WithoutCancel(ctx), r.from, replaced)
	return nil
}

// start looks at what is replaced, and holds both names.
func (r *renaming) start(ctx context.Context) (replaced *storage.Info, free func(), err error) {
	end, err := r.files.begin(ctx, "rename", r.from)
	if err != nil {
		return nil, nil, err
	}
	defer end()
	if replaced, err = r.files.mayRename(ctx, r.from, r.to); err != nil {
		return nil, nil, err
	}
	return replaced, r.files.hold(ctx, r.from, r.to), nil
}

// hold makes names busy, with what lies below them, until free is called. The caller holds the tree.
func (f *files) hold(ctx context.Context, names ...storage.Path) (free func()) {
	var held []*upload
	for _, p := range names {
		i, _ := f.FS.Lstat(ctx, p)
		held = append(held, &upload{path: p, info: i, above: f.above(ctx, p), whole: true})
	}
	l := f.ledger
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, u := range held {
		l.uploads[u] = struct{}{}
	}
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		for _, u := range held {
			delete(l.uploads, u)
		}
	}
}

func (f *files) rename(ctx context.Context, from, to storage.Path, do func(context.Context, storage.Path, storage.Path) error) error {
	end, err := f.begin(ctx, "rename", from)
	if err != nil {
		return err
	}
	defer end()
	replaced, err := f.mayRename(ctx, from, to)
	if err == nil {
		err = do(ctx, from, to)
	}
	if err == nil {
		f.renamed(ctx, from, replaced)
	}
	return err
}

// mayRename looks at what is replaced, nil if it is nothing, and refuses what is written to.
func (f *files) mayRename(ctx context.Context, from, to storage.Path) (replaced *storage.Info, err error) {
	source, _ := f.FS.Lstat(ctx, from)
	target, targetErr := f.FS.Lstat(ctx, to)
	switch {
	case f.busy(ctx, from, source) || f.busy(ctx, to, target):
		return nil, fail("rename", from, storage.Busy, errBusy)
	case targetErr != nil:
		return nil, nil
	}
	return &target, nil
}

// renamed gives back what was replaced. Two names of one file stay both.
func (f *files) renamed(ctx context.Context, from storage.Path, replaced *storage.Info) {
	if _, err := f.FS.Lstat(ctx, from); err != nil && replaced != nil {
		f.ledger.add(-size(*replaced), -1)
	}
}
