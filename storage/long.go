package storage

import "context"

// LongRenamer is a driver that renames by copying, as an object store does, so that a client may want to watch it or to
// end it. See [BeginRename].
type LongRenamer interface {
	// BeginRename is as the function of that name.
	BeginRename(ctx context.Context, from, to Path, replace bool) (Renaming, error)
}

// Renaming is a rename that has been checked, and that has changed nothing yet.
type Renaming interface {
	// Size is how many bytes are to be copied, -1 where that is not known.
	Size() int64
	// Run renames, and calls count, from any goroutine, when more bytes are copied. If it fails or ctx ends before all
	// is copied, the old name is whole and the new one is as it was. An [ErrLeft] says that all has the new name.
	Run(ctx context.Context, count func(bytes int64)) error
}

// BeginRename checks a rename, by Rename if replace is set and by RenameNew otherwise, and gives it back if it may take
// long. A nil Renaming without an error says that it takes no time: nothing was checked, and those methods do it.
func BeginRename(ctx context.Context, files Renamer, from, to Path, replace bool) (Renaming, error) {
	if l, ok := as[LongRenamer](files); ok {
		return l.BeginRename(ctx, from, to, replace)
	}
	return nil, nil
}
