package storage

import (
	"context"
	"iter"
)

// List streams the entries of the directory p. Unfinished atomic uploads are left out. An entry that cannot be read,
// for another reason than that it vanished, has that reason as its Fault. So a dead mount does not hide the entries
// beside it.
func (l *Local) List(ctx context.Context, p Path) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		err := l.listed(p, func(p Path) error {
			name, err := l.enter(ctx, p)
			if err != nil {
				return err
			}
			return l.readDir(ctx, name, func(i Info, err error) bool {
				if i.Target != "" {
					i.Target = l.shown(p, i.Target)
				}
				return yield(i, err)
			})
		})
		if err != nil {
			yield(Info{}, fail("list", p, err))
		}
	}
}

// listed reads the directory p, or the one that it means. Nothing has been yielded when it leads out of the tree.
func (l *Local) listed(p Path, read func(Path) error) error { return followedErr(l, p, true, read) }

// NameLister is a Lister that can stream names without looking at the entries. See [Names].
type NameLister interface {
	// Names yields the names that List would give, in the same order, and may yield
	// those of entries that vanish meanwhile. An error comes last, with an empty name.
	Names(ctx context.Context, p Path) iter.Seq2[string, error]
}

// Names streams the names in the directory p (RFC 959 NLST): without a look at each
// entry if files is a [NameLister].
func Names(ctx context.Context, files Lister, p Path) iter.Seq2[string, error] {
	if n, ok := as[NameLister](files); ok {
		return n.Names(ctx, p)
	}
	return func(yield func(string, error) bool) {
		for i, err := range files.List(ctx, p) {
			if !yield(i.Name, err) {
				return
			}
		}
	}
}

// Names implements [NameLister].
func (l *Local) Names(ctx context.Context, p Path) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		err := l.listed(p, func(p Path) error {
			name, err := l.enter(ctx, p)
			if err != nil {
				return err
			}
			return l.readNames(ctx, name, yield)
		})
		if err != nil {
			yield("", fail("list", p, err))
		}
	}
}

// Wrapper is a driver that changes only Close of the driver inside it. Methods of the inner driver beyond [FS], such as
// those of [NameLister], are found through Unwrap. A driver that changes more must not have Unwrap, and implements such
// methods itself.
type Wrapper interface{ Unwrap() FS }

// as finds an interface beyond FS that files, or the driver inside it, implements. It also looks into the wrappers that
// handlers are given.
func as[T any](files any) (T, bool) {
	for {
		if t, ok := files.(T); ok {
			return t, true
		}
		switch w := files.(type) {
		case grantor:
			files = w.inside()
		case Wrapper:
			files = w.Unwrap()
		default:
			var none T
			return none, false
		}
	}
}
