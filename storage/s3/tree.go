package s3

import (
	"bytes"
	"context"
	"crypto/rand"
	"strings"

	"github.com/minio/minio-go/v7"
	"golang.org/x/sync/errgroup"

	"github.com/portolan-ftp/portolan/storage"
)

// Mkdir makes the marker of a directory: an empty object with a slash at the end of its key.
func (f *FS) Mkdir(ctx context.Context, p storage.Path, _ storage.DirOptions) error {
	if err := f.mkdir(ctx, p); err != nil {
		return fail("mkdir", p, err)
	}
	return nil
}

func (f *FS) mkdir(ctx context.Context, p storage.Path) error {
	err := f.enter(ctx, p)
	if err == nil && p == "/" {
		err = errExists
	}
	if err == nil {
		err = f.free(ctx, p)
	}
	if err == nil {
		err = f.bucket.mark(ctx, f.dirKey(p))
	}
	return err
}

// mark makes the marker of a directory, unless it is there. If the answer to a first try was lost, the second finds the
// marker, and knows it by its number.
func (b *Bucket) mark(ctx context.Context, key string) error {
	id := rand.Text()
	how := minio.PutObjectOptions{ServerSideEncryption: b.opts.Encryption, ContentType: "application/x-directory",
		DisableContentSha256: true, // else it is sent in chunks over HTTP, without a length, which not every store takes
		UserMetadata:         map[string]string{idKey: id}}
	how.SetMatchETagExcept("*")
	_, err := b.client.PutObject(ctx, b.opts.Bucket, key, bytes.NewReader(nil), 0, "", emptySHA256, how)
	if unmet(err) {
		if there, headErr := b.head(ctx, key); headErr == nil && there.UserMetadata[idKey] == id {
			return nil
		}
		err = errExists
	}
	return err
}

// emptySHA256 is the digest of no bytes.
const emptySHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

// free requires that nothing has the name p, and that its directory is there. It asks both at once.
func (f *FS) free(ctx context.Context, p storage.Path) error {
	both, ctx := errgroup.WithContext(ctx)
	both.Go(func() error { return f.directory(ctx, p.Dir()) })
	both.Go(func() error {
		_, err := f.find(ctx, p)
		switch {
		case absent(err):
			return nil
		case err == nil:
			return errExists
		}
		return err
	})
	return both.Wait()
}

// Remove removes a file.
func (f *FS) Remove(ctx context.Context, p storage.Path) error {
	err := f.enterEntry(ctx, p)
	if err == nil {
		_, err = f.findFile(ctx, p)
	}
	if err == nil {
		err = f.bucket.remove(ctx, f.key(p))
	}
	if err == nil {
		f.keep(ctx, p.Dir())
	}
	if err != nil {
		return fail("remove", p, err)
	}
	return nil
}

// remove removes an object. That none is there is no error of stores.
func (b *Bucket) remove(ctx context.Context, key string) error {
	return b.client.RemoveObject(ctx, b.opts.Bucket, key, minio.RemoveObjectOptions{})
}

// Rmdir removes an empty directory. A directory without a marker is not empty, or it would not be there.
func (f *FS) Rmdir(ctx context.Context, p storage.Path) error {
	err := f.enterEntry(ctx, p)
	if err == nil {
		err = f.empty(ctx, p)
	}
	if err == nil {
		err = f.bucket.remove(ctx, f.dirKey(p))
	}
	if err == nil {
		f.keep(ctx, p.Dir())
	}
	if err != nil {
		return fail("rmdir", p, err)
	}
	return nil
}

// empty requires the directory p to hold nothing.
func (f *FS) empty(ctx context.Context, p storage.Path) error {
	o, err := f.find(ctx, p)
	switch {
	case err != nil:
		return err
	case !o.dir:
		return errNotDir
	}
	for o := range f.bucket.objects(ctx, minio.ListObjectsOptions{Prefix: f.dirKey(p), Recursive: true, MaxKeys: 2}) {
		switch {
		case o.Err != nil:
			return o.Err
		case !strings.HasSuffix(o.Key, "/") || len(o.Key) > len(f.dirKey(p)):
			return errNotEmpty
		}
	}
	return ctx.Err()
}

// keep gives a directory a marker if its last entry has gone and it had none: clients do not expect it to go too. The
// entry has gone in any case, so only the log is told if that fails.
func (f *FS) keep(ctx context.Context, dir storage.Path) {
	err := f.directory(ctx, dir)
	if absent(err) {
		err = f.bucket.mark(ctx, f.dirKey(dir))
	}
	if err != nil && err != errExists {
		f.bucket.log.Warn("a directory went with its last entry", "key", f.dirKey(dir), "err", err)
	}
}
