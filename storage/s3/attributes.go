package s3

import (
	"context"
	"io/fs"
	"maps"
	"strconv"
	"time"

	"github.com/minio/minio-go/v7"

	"github.com/portolan-ftp/portolan/storage"
)

// Chtimes sets when a file was changed, in its metadata. When it was read is not kept.
func (f *FS) Chtimes(ctx context.Context, p storage.Path, _, modified time.Time) error {
	o, err := f.find(ctx, p)
	switch {
	case err != nil:
	case o.dir:
		err = errDirTime
	case !modified.IsZero():
		err = f.bucket.setTime(ctx, o.ObjectInfo, modified)
	}
	if err != nil {
		return fail("chtimes", p, err)
	}
	return nil
}

// setTime copies an object onto itself with other metadata, which is the only way to change them. The content does not
// travel.
func (b *Bucket) setTime(ctx context.Context, o minio.ObjectInfo, modified time.Time) error {
	metadata := maps.Clone(map[string]string(o.UserMetadata))
	if metadata == nil {
		metadata = map[string]string{}
	}
	metadata[timeKey] = strconv.FormatInt(modified.Unix(), 10)
	return b.copy(ctx, o, o.Key, metadata)
}

// Chmod refuses: a store keeps no permissions.
func (f *FS) Chmod(ctx context.Context, p storage.Path, _ fs.FileMode) error {
	return f.refuse(ctx, "chmod", p, errNoModes)
}

// Chgrp refuses: a store keeps no groups.
func (f *FS) Chgrp(ctx context.Context, p storage.Path, _ string) error {
	return f.refuse(ctx, "chgrp", p, errNoGroups)
}

// refuse says why an attribute of p is not kept, if p is there.
func (f *FS) refuse(ctx context.Context, op string, p storage.Path, why error) error {
	_, err := f.find(ctx, p)
	switch {
	case err == nil && p == "/":
		err = errHome
	case err == nil:
		err = why
	}
	return fail(op, p, err)
}

// Symlink refuses: a store keeps no links.
func (f *FS) Symlink(ctx context.Context, target, link storage.Path) error {
	err := f.enter(ctx, target)
	if err == nil {
		err = f.enterEntry(ctx, link)
	}
	if err == nil {
		err = f.free(ctx, link)
	}
	if err == nil {
		err = errNoLinks
	}
	return fail("symlink", link, err)
}

// Space does not know.
func (f *FS) Space(ctx context.Context, p storage.Path) (int64, error) {
	err := f.enter(ctx, p)
	if err == nil {
		err = errNoSpace
	}
	return 0, fail("space", p, err)
}

// Usage tells that nothing is limited.
func (f *FS) Usage(ctx context.Context) (storage.Usage, error) {
	if err := ctx.Err(); err != nil {
		return storage.Usage{}, fail("usage", "/", err)
	}
	return storage.Usage{}, nil
}
