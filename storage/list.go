package storage

import (
	"context"
	"iter"
)

// List streams the entries of the directory p. Unfinished atomic uploads are left
// out. An entry that cannot be looked at, for a reason other than that it vanished,
// ends the listing with an error.
func (l *Local) List(ctx context.Context, p Path) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		name, err := l.enter(ctx, p)
		if err == nil {
			err = l.readDir(ctx, name, yield)
		}
		if err != nil {
			yield(Info{}, fail("list", p, err))
		}
	}
}
