package quota

import (
	"context"

	"github.com/portolan-ftp/portolan/storage"
)

// WalkTree implements [storage.TreeWalker].
func (f *files) WalkTree(ctx context.Context, dir storage.Path, v storage.Visitor[storage.Place]) error {
	return storage.Walk(ctx, f.FS, dir, v)
}

// RemoveTree implements [storage.TreeRemover]: each removal is as one by its path.
func (f *files) RemoveTree(ctx context.Context, dir storage.Path, v storage.Visitor[storage.Removable]) error {
	limited := &place{ctx: ctx, files: f}
	at := func(p storage.Removable) storage.Removable {
		limited.Removable = p
		return limited
	}
	inner := storage.Visitor[storage.Removable]{}
	if v.Enter != nil {
		inner.Enter = func(p storage.Removable, i storage.Info) error { return v.Enter(at(p), i) }
	}
	if v.Open != nil {
		inner.Open = func(p storage.Removable) error { return v.Open(at(p)) }
	}
	if v.Leave != nil {
		inner.Leave = func(p storage.Removable) error { return v.Leave(at(p)) }
	}
	if v.Fault != nil {
		inner.Fault = func(p storage.Removable, err error) error { return v.Fault(at(p), err) }
	}
	return storage.RemoveTree(ctx, f.FS, dir, inner)
}

// place is where a walk has come to in a home with limits.
type place struct {
	storage.Removable
	ctx   context.Context
	files *files
}

// Remove gives back what it took.
func (p *place) Remove() error {
	end, err := p.files.begin(p.ctx, "remove", "/")
	if err != nil {
		return err
	}
	defer end()
	i, lookErr := p.Look()
	if lookErr == nil && !p.files.ledger.idle() && p.files.busy(p.ctx, p.Path(), i) {
		return fail("remove", p.Path(), storage.Busy, errBusy)
	}
	if err := p.Removable.Remove(); err != nil || lookErr != nil {
		return err
	}
	p.files.ledger.add(-size(i), -1)
	return nil
}
