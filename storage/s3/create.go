package s3

import (
	"context"
	"math"
	"strconv"

	"github.com/minio/minio-go/v7"
	"golang.org/x/sync/errgroup"

	"github.com/portolan-ftp/portolan/storage"
)

// uniqueTries bounds the names that Unique tries.
const uniqueTries = 1000

// Create begins an upload. The store hears of it once more than one part has come, or at its end. ctx ends it too.
func (f *FS) Create(ctx context.Context, p storage.Path, o storage.CreateOptions) (storage.Upload, error) {
	u, err := f.create(ctx, p, o)
	if err != nil {
		return nil, fail("create", p, err)
	}
	if u.keeps() {
		ctx = context.WithoutCancel(ctx)
	}
	u.life, u.stop = context.WithCancel(ctx)
	return u, nil
}

func (f *FS) create(ctx context.Context, p storage.Path, o storage.CreateOptions) (*upload, error) {
	if err := f.enter(ctx, p); err != nil {
		return nil, err
	}
	switch {
	case p == "/":
		return nil, errIsDir
	case !positionFits(o):
		return nil, errOffset
	}
	u := &upload{fs: f, ctx: ctx, path: p, how: o, room: math.MaxInt64}
	switch o.Mode {
	case storage.Replace:
		return u, f.mayReplace(ctx, p)
	case storage.Append, storage.Resume, storage.Patch:
		return u, u.over(ctx)
	case storage.Unique:
		return u, u.unique(ctx)
	}
	return nil, errMode
}

// MaxUpload is that of the bucket's options, and the largest object at most.
func (f *FS) MaxUpload() int64 { return f.bucket.opts.MaxUpload }

// positionFits says whether a position is where there can be one.
func positionFits(o storage.CreateOptions) bool {
	positioned := o.Mode == storage.Resume || o.Mode == storage.Patch
	return o.Offset >= 0 && o.Length >= 0 && (positioned || o.Offset == 0) && (o.Length > 0) == (o.Mode == storage.Patch)
}

// mayReplace requires that p is no directory, and lies in one. It asks both at once.
func (f *FS) mayReplace(ctx context.Context, p storage.Path) error {
	both, ctx := errgroup.WithContext(ctx)
	both.Go(func() error { return f.directory(ctx, p.Dir()) })
	both.Go(func() error {
		err := f.directory(ctx, p)
		switch {
		case err == nil:
			return errIsDir
		case absent(err):
			return nil
		}
		return err
	})
	return both.Wait()
}

// over begins an upload that keeps something of an object that may be there.
func (u *upload) over(ctx context.Context) error {
	o, err := u.fs.findFile(ctx, u.path)
	switch {
	case absent(err):
		u.condition.none = true
		if err = u.fs.directory(ctx, u.path.Dir()); err == nil && u.how.Offset > 0 {
			err = errOffset
		}
		return err
	case err != nil:
		return err
	case u.how.Offset > o.Size:
		return errOffset
	}
	u.base, u.condition.etag = o, o.ETag
	switch u.how.Mode {
	case storage.Append:
		u.front = o.Size
	case storage.Patch:
		u.front, u.room = u.how.Offset, u.how.Length
	default:
		u.front = u.how.Offset
	}
	return nil
}

// unique reserves p, or p.1, or p.2 ... with an empty object, so that no other server takes the name.
func (u *upload) unique(ctx context.Context) error {
	if err := u.fs.directory(ctx, u.path.Dir()); err != nil {
		return err
	}
	given := u.path
	for i := range uniqueTries {
		if i > 0 {
			u.path = given + storage.Path("."+strconv.Itoa(i))
		}
		_, err := u.fs.find(ctx, u.path)
		if absent(err) {
			u.condition.etag, err = u.fs.bucket.put(ctx, u.fs.key(u.path), new(part), u.kind(), condition{none: true})
			if err == nil {
				u.reserved = true
				return nil
			}
		}
		if err != nil && err != errChanged {
			return err
		}
	}
	return errNoUnique
}

// kind is what the new object has beside its content: what the old one had, but its time.
func (u *upload) kind() kind {
	if u.base.Key == "" {
		return kind{metadata: withID(nil)}
	}
	k := like(u.base, u.base.UserMetadata)
	k.metadata = withID(k.metadata)
	delete(k.metadata, timeKey)
	return k
}

// reservation is the object that keeps the name of a Unique.
func (u *upload) reservation() minio.ObjectInfo {
	return minio.ObjectInfo{Key: u.fs.key(u.path), ETag: u.condition.etag}
}
