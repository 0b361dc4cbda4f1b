package s3

import (
	"context"
	"io/fs"
	"strconv"
	"time"

	"github.com/minio/minio-go/v7"

	"github.com/portolan-ftp/portolan/storage"
)

const (
	// filePerm and dirPerm are shown for all files and directories: a store keeps no permissions.
	filePerm = 0o644
	dirPerm  = fs.ModeDir | 0o755
	// timeKey is the metadata with the time that MFMT set, in seconds since 1970. rclone and s3fs use it too.
	timeKey = "Mtime"
)

// dirTime is shown as the time of all directories: a store keeps none.
var dirTime = time.Unix(0, 0).UTC()

// Stat describes what p is.
func (f *FS) Stat(ctx context.Context, p storage.Path) (storage.Info, error) {
	i, err := f.stat(ctx, p)
	if err != nil {
		return storage.Info{}, fail("stat", p, err)
	}
	return i, nil
}

// Lstat is Stat: there are no links.
func (f *FS) Lstat(ctx context.Context, p storage.Path) (storage.Info, error) {
	i, err := f.stat(ctx, p)
	if err != nil {
		return storage.Info{}, fail("lstat", p, err)
	}
	return i, nil
}

func (f *FS) stat(ctx context.Context, p storage.Path) (storage.Info, error) {
	o, err := f.find(ctx, p)
	switch {
	case err != nil:
		return storage.Info{}, err
	case o.dir:
		return dirInfo(p.Base()), nil
	}
	return fileInfo(p.Base(), o.ObjectInfo), nil
}

// found is what has a name: an object or a directory.
type found struct {
	minio.ObjectInfo
	dir bool
}

// find looks for an object first: a directory beside it, which only other programs make, is hidden by it.
func (f *FS) find(ctx context.Context, p storage.Path) (found, error) {
	if err := f.enter(ctx, p); err != nil {
		return found{}, err
	}
	if p == "/" {
		return found{dir: true}, nil
	}
	o, err := f.bucket.head(ctx, f.key(p))
	if !absent(err) {
		return found{ObjectInfo: o}, err
	}
	return found{dir: true}, f.directory(ctx, p)
}

// findFile is find for a file.
func (f *FS) findFile(ctx context.Context, p storage.Path) (minio.ObjectInfo, error) {
	o, err := f.find(ctx, p)
	if err == nil && o.dir {
		err = errIsDir
	}
	return o.ObjectInfo, err
}

// head describes an object.
func (b *Bucket) head(ctx context.Context, key string) (minio.ObjectInfo, error) {
	return b.client.StatObject(ctx, b.opts.Bucket, key, minio.StatObjectOptions{ServerSideEncryption: b.opts.Encryption})
}

// directory requires p to be one: something lies below it, if only its marker.
func (f *FS) directory(ctx context.Context, p storage.Path) error {
	if p == "/" {
		return nil
	}
	for o := range f.bucket.objects(ctx, minio.ListObjectsOptions{Prefix: f.dirKey(p), Recursive: true, MaxKeys: 1}) {
		return o.Err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return errAbsent
}

// fileInfo describes an object, whether a listing or a look at it alone gave it.
func fileInfo(base string, o minio.ObjectInfo) storage.Info {
	i := storage.Info{Name: base, Size: o.Size, Mode: filePerm, ModTime: o.LastModified.UTC().Truncate(time.Second)}
	if set, ok := setTime(o.UserMetadata); ok {
		i.ModTime = set
	}
	return i
}

// setTime is the time that was set, to the second as all times here.
func setTime(metadata map[string]string) (time.Time, bool) {
	seconds, err := strconv.ParseFloat(metadata[timeKey], 64)
	if err != nil || seconds < -1<<53 || seconds > 1<<53 {
		return time.Time{}, false
	}
	return time.Unix(int64(seconds), 0).UTC(), true
}

func dirInfo(base string) storage.Info {
	return storage.Info{Name: base, Mode: dirPerm, ModTime: dirTime}
}
