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

// Rename renames a file or directory. A file takes the place of another.
func (f *FS) Rename(ctx context.Context, from, to storage.Path) error {
	return f.renamed(ctx, from, to, true)
}

// RenameNew renames without replacing anything.
func (f *FS) RenameNew(ctx context.Context, from, to storage.Path) error {
	return f.renamed(ctx, from, to, false)
}

func (f *FS) renamed(ctx context.Context, from, to storage.Path, replace bool) error {
	if err := f.rename(ctx, from, to, replace); err != nil {
		e := fail("rename", from, err).(*storage.Error)
		return &storage.Error{Op: e.Op, Path: from, Class: e.Class, Err: fmt.Errorf("to %s: %w", to, e.Err)}
	}
	return nil
}

func (f *FS) rename(ctx context.Context, from, to storage.Path, replace bool) error {
	if err := f.enterEntry(ctx, from); err != nil {
		return err
	}
	if err := f.enter(ctx, to); err != nil {
		return err
	}
	old, err := f.find(ctx, from)
	switch {
	case err != nil:
		return err
	case old.dir && strings.HasPrefix(string(to), string(from)+"/"):
		return errInside
	case to == "/":
		return errHome
	case from == to && replace:
		return nil
	}
	if err := f.target(ctx, to, old.dir, replace); err != nil {
		return err
	}
	if old.dir {
		err = f.bucket.moveTree(ctx, f.dirKey(from), f.dirKey(to))
	} else {
		err = f.bucket.moveFile(ctx, old.ObjectInfo, f.key(to), condition{none: !replace})
	}
	if err == nil {
		err = f.keep(ctx, from.Dir())
	}
	return err
}

// target requires that the name may be taken.
func (f *FS) target(ctx context.Context, to storage.Path, dir, replace bool) error {
	err := f.free(ctx, to)
	if err != errExists || !replace {
		return err
	}
	there, err := f.find(ctx, to)
	switch {
	case err != nil:
		return err
	case there.dir:
		return errExists
	case dir:
		return errNotDir
	}
	return nil
}

// keep gives a directory a marker if its last entry has gone and it had none: clients do not expect it to go too.
func (f *FS) keep(ctx context.Context, dir storage.Path) error {
	err := f.directory(ctx, dir)
	if absent(err) {
		err = f.bucket.mark(ctx, f.dirKey(dir))
	}
	if err == errExists {
		err = nil
	}
	return err
}

// moveFile copies an object and removes it then.
func (b *Bucket) moveFile(ctx context.Context, o minio.ObjectInfo, to string, c condition) error {
	what := begun{From: o.Key, To: to, ETag: o.ETag}
	if err := b.notes.add(ctx, what); err != nil {
		return err
	}
	err := b.copyNew(ctx, o, to, c)
	ctx = context.WithoutCancel(ctx) // the new name has the content
	if err == nil {
		err = b.removeSame(ctx, o)
	}
	if settled := b.notes.settle(ctx, what); err == nil && settled != nil {
		b.log.Warn("the note of a rename that is done could not be removed", "from", o.Key, "err", settled)
	}
	return err
}

// copyNew is copy with a condition, which stores know only for what is put together from parts, or sent.
func (b *Bucket) copyNew(ctx context.Context, o minio.ObjectInfo, to string, c condition) error {
	switch {
	case c == condition{}:
		return b.copy(ctx, o, to, nil)
	case o.Size == 0:
		_, err := b.put(ctx, to, new(part), like(o, o.UserMetadata), c)
		return taken(err, c)
	}
	return taken(b.copyInParts(ctx, o, to, nil, c), c)
}

// taken is what it means that a condition did not hold.
func taken(err error, c condition) error {
	if err == errChanged && c.none {
		return errExists
	}
	return err
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

// moveTree copies everything below a prefix, and removes it when all is copied. If it fails before, or is ended, the copies
// go and the old name is whole. Both prefixes end in a slash.
func (b *Bucket) moveTree(ctx context.Context, from, to string) error {
	what := begun{From: from, To: to}
	if err := b.notes.add(ctx, what); err != nil {
		return err
	}
	err := b.each(ctx, from, func(ctx context.Context, o minio.ObjectInfo) error {
		return b.copyEntry(ctx, o, to+strings.TrimPrefix(o.Key, from))
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
	} else if err = b.finish(ctx, what); err != nil {
		return err
	}
	if settled := b.notes.settle(ctx, what); settled != nil {
		b.log.Warn("the note of a rename that is done could not be removed", "from", from, "err", settled)
	}
	return err
}

// copyEntry copies what a listing has shown.
func (b *Bucket) copyEntry(ctx context.Context, o minio.ObjectInfo, to string) error {
	if strings.HasSuffix(o.Key, "/") {
		err := b.mark(ctx, to)
		if err == errExists {
			err = nil
		}
		return err
	}
	if o.Size > maxPart { // what is put together needs the metadata, which a listing does not show
		whole, err := b.head(ctx, o.Key)
		if err != nil {
			return changed(err)
		}
		o = whole
	}
	return b.copy(ctx, o, to, nil)
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
