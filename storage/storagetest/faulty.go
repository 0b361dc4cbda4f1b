// Package storagetest helps to test drivers of package storage and what uses them:
// [Suite] says whether a driver keeps the contract, and [Faulty] makes any driver
// fail in a chosen way at a chosen moment:
//
//	full := storagetest.Faulty(fs, storagetest.Fault{
//		Op: storagetest.Write, Class: storage.NoSpace, After: 1000,
//	})
//
// lets each upload receive 1000 bytes and then finds the device full.
package storagetest

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"slices"
	"sync/atomic"
	"time"

	"github.com/portolan-ftp/portolan/storage"
)

// Op is an operation that can be made to fail.
type Op string

// The operations. After counts calls on the whole FS, except for Read and Write,
// where it counts the bytes of one file, and List and Look, where it counts the
// entries of one listing. Look does not end the listing: each further entry gets a
// [storage.Info.Fault], as on a dead mount.
const (
	Stat   Op = "stat"
	Lstat  Op = "lstat"
	Open   Op = "open"
	Read   Op = "read"
	List   Op = "list"
	Look   Op = "look"
	Enter  Op = "enter"
	Create Op = "create"
	Write  Op = "write"
	Commit Op = "commit"
	Abort  Op = "abort"
	Space  Op = "space"
	Remove Op = "remove"
	Rename Op = "rename"
	Mkdir  Op = "mkdir"
	Rmdir  Op = "rmdir"
	Times  Op = "chtimes"
	Chmod  Op = "chmod"
	Chgrp  Op = "chgrp"
	Link   Op = "symlink"
	Usage  Op = "usage"
	Close  Op = "close"
)

var ops = [...]Op{Stat, Lstat, Open, Read, List, Look, Enter, Create, Write, Commit, Abort, Space, Remove, Rename, Mkdir, Rmdir,
	Times, Chmod, Chgrp, Link, Usage, Close}

// Fault makes one operation fail.
type Fault struct {
	Op    Op
	Class storage.Class
	After int64 // calls, bytes or entries that succeed before; see Op
	Err   error // the cause; nil for one that says that it was injected
}

// errInjected is the cause of every error that a Fault makes.
var errInjected = errors.New("injected fault")

// Faulty wraps fs so that the faults happen, and everything else goes to fs. A fault
// whose Op is unknown makes every operation fail, so that a misspelt one is noticed.
func Faulty(fs storage.FS, faults ...Fault) storage.FS {
	f := &faulty{fs: fs}
	for _, fault := range faults {
		f.faults = append(f.faults, &counted{Fault: fault, always: !slices.Contains(ops[:], fault.Op)})
	}
	return f
}

type counted struct {
	Fault
	always bool
	calls  atomic.Int64
}

func (c *counted) err(op Op, p storage.Path) error {
	return &storage.Error{Op: string(op), Path: p, Class: c.Class, Err: cmp.Or(c.Err, errInjected)}
}

type faulty struct {
	fs     storage.FS
	faults []*counted
}

// call counts a call of op, and returns the error that it is to fail with.
func (f *faulty) call(op Op, p storage.Path) error {
	for _, c := range f.faults {
		if c.always || c.Op == op && c.calls.Add(1) > c.After {
			return c.err(op, p)
		}
	}
	return nil
}

// limit finds the fault of op that comes first, or nil.
func (f *faulty) limit(op Op) *counted {
	var first *counted
	for _, c := range f.faults {
		if c.Op == op && (first == nil || c.After < first.After) {
			first = c
		}
	}
	return first
}

func (f *faulty) Stat(ctx context.Context, p storage.Path) (storage.Info, error) {
	if err := f.call(Stat, p); err != nil {
		return storage.Info{}, err
	}
	return f.fs.Stat(ctx, p)
}

func (f *faulty) Lstat(ctx context.Context, p storage.Path) (storage.Info, error) {
	if err := f.call(Lstat, p); err != nil {
		return storage.Info{}, err
	}
	return f.fs.Lstat(ctx, p)
}

func (f *faulty) List(ctx context.Context, p storage.Path) iter.Seq2[storage.Info, error] {
	c, look := cmp.Or(f.limit(List), f.always()), f.limit(Look)
	return func(yield func(storage.Info, error) bool) {
		n := int64(0)
		for i, err := range f.fs.List(ctx, p) {
			if c != nil && n == c.After {
				break
			}
			if look != nil && n >= look.After && err == nil {
				i = storage.Info{Name: i.Name, Mode: i.Mode.Type(), Fault: look.err(Look, p.Join(i.Name))}
			}
			n++
			if !yield(i, err) || err != nil {
				return
			}
		}
		if c != nil && n == c.After {
			yield(storage.Info{}, c.err(List, p))
		}
	}
}

// Names implements [storage.NameLister]: names need no look at the entries.
func (f *faulty) Names(ctx context.Context, p storage.Path) iter.Seq2[string, error] {
	if f.limit(List) == nil && f.always() == nil {
		return storage.Names(ctx, f.fs, p)
	}
	return func(yield func(string, error) bool) {
		for i, err := range f.List(ctx, p) {
			if !yield(i.Name, err) {
				return
			}
		}
	}
}

// Permits implements [storage.Permitter].
func (f *faulty) Permits(ctx context.Context, dir storage.Path) func(storage.Info) storage.Access {
	return storage.Permits(ctx, f.fs, dir)
}

// Enter implements [storage.Enterer].
func (f *faulty) Enter(ctx context.Context, p storage.Path) (storage.Info, error) {
	if err := f.call(Enter, p); err != nil {
		return storage.Info{}, err
	}
	return storage.Enter(ctx, f.fs, p)
}

// always finds a fault of an unknown operation, or nil.
func (f *faulty) always() *counted {
	for _, c := range f.faults {
		if c.always {
			return &counted{Fault: Fault{Class: c.Class}}
		}
	}
	return nil
}

func (f *faulty) Space(ctx context.Context, p storage.Path) (int64, error) {
	if err := f.call(Space, p); err != nil {
		return 0, err
	}
	return f.fs.Space(ctx, p)
}

func (f *faulty) Remove(ctx context.Context, p storage.Path) error {
	if err := f.call(Remove, p); err != nil {
		return err
	}
	return f.fs.Remove(ctx, p)
}

func (f *faulty) Rename(ctx context.Context, from, to storage.Path) error {
	if err := f.call(Rename, from); err != nil {
		return err
	}
	return f.fs.Rename(ctx, from, to)
}

func (f *faulty) RenameNew(ctx context.Context, from, to storage.Path) error {
	if err := f.call(Rename, from); err != nil {
		return err
	}
	return f.fs.RenameNew(ctx, from, to)
}

func (f *faulty) Mkdir(ctx context.Context, p storage.Path, o storage.DirOptions) error {
	if err := f.call(Mkdir, p); err != nil {
		return err
	}
	return f.fs.Mkdir(ctx, p, o)
}

func (f *faulty) Rmdir(ctx context.Context, p storage.Path) error {
	if err := f.call(Rmdir, p); err != nil {
		return err
	}
	return f.fs.Rmdir(ctx, p)
}

func (f *faulty) Chtimes(ctx context.Context, p storage.Path, accessed, modified time.Time) error {
	if err := f.call(Times, p); err != nil {
		return err
	}
	return f.fs.Chtimes(ctx, p, accessed, modified)
}

func (f *faulty) Chmod(ctx context.Context, p storage.Path, perm fs.FileMode) error {
	if err := f.call(Chmod, p); err != nil {
		return err
	}
	return f.fs.Chmod(ctx, p, perm)
}

func (f *faulty) Chgrp(ctx context.Context, p storage.Path, group string) error {
	if err := f.call(Chgrp, p); err != nil {
		return err
	}
	return f.fs.Chgrp(ctx, p, group)
}

func (f *faulty) Symlink(ctx context.Context, target, link storage.Path) error {
	if err := f.call(Link, link); err != nil {
		return err
	}
	return f.fs.Symlink(ctx, target, link)
}

func (f *faulty) Usage(ctx context.Context) (storage.Usage, error) {
	if err := f.call(Usage, "/"); err != nil {
		return storage.Usage{}, err
	}
	return f.fs.Usage(ctx)
}

// Close closes the FS inside even when it is to fail, so that tests leave nothing open.
func (f *faulty) Close() error {
	return errors.Join(f.call(Close, "/"), f.fs.Close())
}

// plainReader and plainWriter hide what io.Copy would otherwise shorten its way by.
type (
	plainReader struct{ io.Reader }
	plainWriter struct{ io.Writer }
)
