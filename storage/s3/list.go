package s3

import (
	"context"
	"iter"
	"strings"

	"github.com/minio/minio-go/v7"

	"github.com/portolan-ftp/portolan/storage"
)

// objects lists objects, page by page, in memory that does not grow with their number. A cancelled context ends it
// without an error.
func (b *Bucket) objects(ctx context.Context, o minio.ListObjectsOptions) iter.Seq[minio.ObjectInfo] {
	return b.client.ListObjectsIter(ctx, b.opts.Bucket, o)
}

// List yields the entries of the directory p. The store tells all of an entry that is shown, a thousand entries at a
// time. What no path can name is left out: empty names, "." and "..", and names of more than [storage.MaxName] bytes.
func (f *FS) List(ctx context.Context, p storage.Path) iter.Seq2[storage.Info, error] {
	return func(yield func(storage.Info, error) bool) {
		if err := f.list(ctx, p, yield); err != nil {
			yield(storage.Info{}, fail("list", p, err))
		}
	}
}

// list yields the entries. Once yield has returned false it returns nil.
func (f *FS) list(ctx context.Context, p storage.Path, yield func(storage.Info, error) bool) error {
	if err := f.enter(ctx, p); err != nil {
		return err
	}
	prefix := f.dirKey(p)
	there := p == "/"
	for o := range f.bucket.objects(ctx, minio.ListObjectsOptions{Prefix: prefix}) {
		if o.Err != nil {
			return o.Err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		there = true
		name, isDir := strings.CutSuffix(strings.TrimPrefix(o.Key, prefix), "/")
		if !nameable(name) || prefix+name+"/" == f.bucket.opts.Prefix+notesDir {
			continue
		}
		i := dirInfo(name)
		if !isDir {
			i = fileInfo(name, o)
		}
		if !yield(i, nil) {
			return nil
		}
	}
	if err := ctx.Err(); err != nil || there {
		return err
	}
	if _, err := f.bucket.head(ctx, f.key(p)); !absent(err) {
		if err == nil {
			err = errNotDir
		}
		return err
	}
	return errAbsent
}

// nameable says whether a name of the store can be an element of a path.
func nameable(name string) bool {
	return name != "" && name != "." && name != ".." && len(name) <= storage.MaxName && strings.IndexByte(name, 0) < 0
}
