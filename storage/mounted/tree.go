package mounted

import (
	"context"

	"github.com/portolan-ftp/portolan/storage"
)

// lister hides that FS has a way of its own through directories.
type lister struct{ storage.Lister }

// WalkTree implements [storage.TreeWalker]. A directory without mounts is walked in the way of its part.
func (f *FS) WalkTree(ctx context.Context, dir storage.Path, v storage.Visitor[storage.Place]) error {
	m, there, err := f.find("walk", dir)
	if err != nil {
		return err
	}
	switch {
	case f.holds(dir):
		return storage.Walk(ctx, lister{f}, dir, v)
	case m.at == "/":
		return storage.Walk(ctx, m.files, dir, v)
	}
	said := &visitorError{}
	err = storage.Walk(ctx, m.files, there, speaking(m, said, v, func(p storage.Place) storage.Place { return place{p, m} }))
	return said.or(m, err)
}

// RemoveTree implements [storage.TreeRemover]. It refuses a directory that holds a mount point, or is one, before
// anything is removed: what is mounted there belongs to others.
func (f *FS) RemoveTree(ctx context.Context, dir storage.Path, v storage.Visitor[storage.Removable]) error {
	m, there, err := f.find("remove", dir)
	switch {
	case err != nil:
		return err
	case f.holds(dir), there == "/":
		return fail("remove", dir, storage.Permission, errHolds)
	case m.at == "/":
		return storage.RemoveTree(ctx, m.files, dir, v)
	}
	said := &visitorError{}
	err = storage.RemoveTree(ctx, m.files, there, speaking(m, said, v, func(p storage.Removable) storage.Removable { return removable{p, m} }))
	return said.or(m, err)
}

// visitorError is what a visitor has said, which speaks of the tree already.
type visitorError struct{ err error }

func (v *visitorError) says(err error) error {
	v.err = err
	return err
}

// or gives the error of a walk through a part.
func (v *visitorError) or(m part, err error) error {
	if err == v.err {
		return err
	}
	return m.err(err)
}

// speaking has a walk through a part speak of the tree.
func speaking[P storage.Place](m part, said *visitorError, v storage.Visitor[P], at func(P) P) storage.Visitor[P] {
	inner := storage.Visitor[P]{}
	if v.Enter != nil {
		inner.Enter = func(p P, i storage.Info) error { return said.says(v.Enter(at(p), m.info(i))) }
	}
	if v.Open != nil {
		inner.Open = func(p P) error { return said.says(v.Open(at(p))) }
	}
	if v.Leave != nil {
		inner.Leave = func(p P) error { return said.says(v.Leave(at(p))) }
	}
	if v.Fault != nil {
		inner.Fault = func(p P, err error) error { return said.says(v.Fault(at(p), m.err(err))) }
	}
	return inner
}

// place is one in a part.
type place struct {
	storage.Place
	part part
}

// Path is where it is in the tree.
func (p place) Path() storage.Path { return p.part.outside(p.Place.Path()) }

// removable is one in a part.
type removable struct {
	storage.Removable
	part part
}

// Path is where it is in the tree.
func (r removable) Path() storage.Path { return r.part.outside(r.Removable.Path()) }

// Look describes it as it is now.
func (r removable) Look() (storage.Info, error) {
	i, err := r.Removable.Look()
	return r.part.info(i), r.part.err(err)
}

// Remove removes it.
func (r removable) Remove() error { return r.part.err(r.Removable.Remove()) }
