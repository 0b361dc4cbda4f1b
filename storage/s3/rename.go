package s3

import (
	"context"
	"fmt"
	"strings"

	"github.com/minio/minio-go/v7"
	"golang.org/x/sync/errgroup"

	"github.com/portolan-ftp/portolan/storage"
)

// moving is how many objects of a directory are copied or removed at a time.
const moving = 8

// longCopy is how large a file is whose rename a client may want to watch. Such a file is copied in parts: if that is
// ended, no store goes on with it.
const longCopy = 64 * mib

// Rename renames a file or directory. A file takes the place of another.
func (f *FS) Rename(ctx context.Context, from, to storage.Path) error {
	return f.renamed(ctx, from, to, true)
}

// RenameNew renames without replacing anything.
func (f *FS) RenameNew(ctx context.Context, from, to storage.Path) error {
	return f.renamed(ctx, from, to, false)
}

func (f *FS) renamed(ctx context.Context, from, to storage.Path, replace bool) error {
	r, err := f.begin(ctx, from, to, replace)
	if err != nil {
		return renameError(from, to, err)
	}
	return r.Run(ctx, func(int64) {})
}

// renameError is an error of a rename.
func renameError(from, to storage.Path, err error) error {
	e := fail("rename", from, err).(*storage.Error)
	return &storage.Error{Op: e.Op, Path: from, Class: e.Class, Err: fmt.Errorf("to %s: %w", to, e.Err)}
}

// BeginRename implements [storage.LongRenamer].
func (f *FS) BeginRename(ctx context.Context, from, to storage.Path, replace bool) (storage.Renaming, error) {
	r, err := f.begin(ctx, from, to, replace)
	switch {
	case err != nil:
		return nil, renameError(from, to, err)
	case !r.old.dir && r.old.Size < longCopy || from == to:
		return nil, nil
	}
	return r, nil
}

// renaming is a rename that has been checked.
type renaming struct {
	fs       *FS
	from, to storage.Path
	old      found
	over     string // ETag of the file that is replaced, empty for none
	replace  bool
}

func (f *FS) begin(ctx context.Context, from, to storage.Path, replace bool) (*renaming, error) {
	if err := f.enterEntry(ctx, from); err != nil {
		return nil, err
	}
	if err := f.enter(ctx, to); err != nil {
		return nil, err
	}
	old, err := f.find(ctx, from)
	r := &renaming{fs: f, from: from, to: to, old: old, replace: replace}
	switch {
	case err != nil:
		return nil, err
	case old.dir && strings.HasPrefix(string(to), string(from)+"/"):
		return nil, errInside
	case to == "/":
		return nil, errHome
	case from == to && replace:
		return r, nil
	}
	r.over, err = f.target(ctx, to, old.dir, replace)
	return r, err
}

// Size is that of a file; directories are not counted before.
func (r *renaming) Size() int64 {
	if r.old.dir {
		return -1
	}
	return r.old.Size
}

// Run renames.
func (r *renaming) Run(ctx context.Context, count func(int64)) (err error) {
	f := r.fs
	switch {
	case r.from == r.to:
		return nil
	case r.old.dir:
		err = f.bucket.moveTree(ctx, f.dirKey(r.from), f.dirKey(r.to), count)
	default:
		err = f.bucket.moveFile(ctx, r.old.ObjectInfo, f.key(r.to), r.over, condition{none: !r.replace}, count)
	}
	if err == nil {
		f.keep(context.WithoutCancel(ctx), r.from.Dir())
	}
	if err != nil {
		return renameError(r.from, r.to, err)
	}
	return nil
}

// target requires that the name may be taken, and gives the ETag of the file that is replaced.
func (f *FS) target(ctx context.Context, to storage.Path, dir, replace bool) (over string, err error) {
	err = f.free(ctx, to)
	if err != errExists || !replace {
		return "", err
	}
	there, err := f.find(ctx, to)
	switch {
	case err != nil:
		return "", err
	case there.dir:
		return "", errExists
	case dir:
		return "", errNotDir
	}
	return there.ETag, nil
}

// moveFile copies an object and removes it then.
func (b *Bucket) moveFile(ctx context.Context, o minio.ObjectInfo, to, over string, c condition, count func(int64)) error {
	what := begun{From: o.Key, To: to, ETag: o.ETag, Over: over}
	if err := b.notes.add(ctx, what); err != nil {
		return err
	}
	err := b.copyNew(ctx, o, to, c, count)
	ctx = context.WithoutCancel(ctx) // the new name has the content
	if err == nil {
		err = left(b.removeSame(ctx, o))
	}
	if settled := b.notes.settle(ctx, what); err == nil && settled != nil {
		b.log.Warn("the note of a rename that is done could not be removed", "from", o.Key, "err", settled)
	}
	return err
}

// copyNew is copy with a condition, which stores know only for what is put together from parts, or sent.
func (b *Bucket) copyNew(ctx context.Context, o minio.ObjectInfo, to string, c condition, count func(int64)) error {
	switch {
	case c == condition{} && o.Size < longCopy:
		return b.copy(ctx, o, to, nil)
	case o.Size == 0:
		_, err := b.put(ctx, to, new(part), like(o, o.UserMetadata), c)
		return taken(err, c)
	}
	return taken(b.copyInParts(ctx, o, to, nil, c, count), c)
}

// taken is what it means that a condition did not hold.
func taken(err error, c condition) error {
	if err == errChanged && c.none {
		return errExists
	}
	return err
}

// left is an error of what is removed when all has the new name.
func left(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", storage.ErrLeft, err)
}

// removeSame removes an object if it is still the same.
func (b *Bucket) removeSame(ctx context.Context, o minio.ObjectInfo) error {
	now, err := b.head(ctx, o.Key)
	switch {
	case absent(err):
		return nil
	case err != nil:
		return err
	case now.ETag != o.ETag:
		return errChanged
	}
	return b.remove(ctx, o.Key)
}

// moveTree copies everything below a prefix, and removes it when all is copied. If it fails before, or is ended, the
// copies go and the old name is whole. Both prefixes end in a slash.
func (b *Bucket) moveTree(ctx context.Context, from, to string, count func(int64)) error {
	what := begun{From: from, To: to}
	if err := b.notes.add(ctx, what); err != nil {
		return err
	}
	err := b.each(ctx, from, func(ctx context.Context, o minio.ObjectInfo) error {
		return b.copyEntry(ctx, o, to+strings.TrimPrefix(o.Key, from), count)
	})
	ctx = context.WithoutCancel(ctx)
	if err != nil {
		undo := what
		undo.Undo = true
		if noted := b.notes.add(ctx, undo); noted == nil {
			b.notes.drop(what)
			what = undo
		}
		if undone := b.undo(ctx, undo); undone != nil {
			b.log.Warn("a rename that failed could not be undone yet", "from", from, "to", to, "err", undone)
			return err // and stays noted
		}
	} else if err = left(b.finish(ctx, what)); err != nil {
		return err
	}
	if settled := b.notes.settle(ctx, what); settled != nil {
		b.log.Warn("the note of a rename that is done could not be removed", "from", from, "err", settled)
	}
	return err
}

// copyEntry copies what a listing has shown.
func (b *Bucket) copyEntry(ctx context.Context, o minio.ObjectInfo, to string, count func(int64)) error {
	switch {
	case strings.HasSuffix(o.Key, "/"):
		err := b.mark(ctx, to)
		if err == errExists {
			err = nil
		}
		return err
	case o.Size < longCopy:
		err := b.copy(ctx, o, to, nil)
		if err == nil {
			count(o.Size)
		}
		return err
	}
	whole, err := b.head(ctx, o.Key) // what is put together needs the metadata, which a listing does not show
	if err != nil {
		return changed(err)
	}
	return b.copyInParts(ctx, whole, to, nil, condition{}, count)
}

// each does something with every object below a prefix, a few at a time.
func (b *Bucket) each(ctx context.Context, prefix string, do func(context.Context, minio.ObjectInfo) error) error {
	group, together := errgroup.WithContext(ctx)
	group.SetLimit(moving)
	for o := range b.objects(together, minio.ListObjectsOptions{Prefix: prefix, Recursive: true}) {
		if o.Err != nil {
			group.Go(func() error { return o.Err })
			break
		}
		group.Go(func() error { return do(together, o) })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return ctx.Err()
}
