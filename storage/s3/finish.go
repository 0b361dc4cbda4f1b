package s3

import (
	"context"
	"strings"

	"github.com/minio/minio-go/v7"
)

// finish ends a rename, however much of it is done: what the new name lacks is copied, and what both have is removed
// from the old one. Where the new name has something else, both stay. Any number of servers may do it at a time.
func (b *Bucket) finish(ctx context.Context, what begun) error {
	if strings.HasSuffix(what.From, "/") {
		return b.each(ctx, what.From, func(ctx context.Context, o minio.ObjectInfo) error {
			return b.finishOne(ctx, o, what.To+strings.TrimPrefix(o.Key, what.From))
		})
	}
	o, err := b.head(ctx, what.From)
	switch {
	case absent(err):
		return nil
	case err != nil:
		return err
	case o.ETag != what.ETag: // somebody else's since
		return nil
	}
	return b.finishOne(ctx, o, what.To)
}

func (b *Bucket) finishOne(ctx context.Context, o minio.ObjectInfo, to string) error {
	there, err := b.head(ctx, to)
	switch {
	case absent(err):
		if err = b.copyEntry(ctx, o, to, func(int64) {}); err == errChanged { // another server finishes it
			return nil
		}
	case err == nil && !same(o, there):
		b.log.Warn("two objects stay where a rename was broken off", "old", o.Key, "new", to)
		return nil
	}
	if err != nil {
		return err
	}
	return b.remove(ctx, o.Key)
}

// undo removes the copies that a rename of a directory has made. What the old name does not have stays.
func (b *Bucket) undo(ctx context.Context, what begun) error {
	return b.each(ctx, what.To, func(ctx context.Context, o minio.ObjectInfo) error {
		there, err := b.head(ctx, what.From+strings.TrimPrefix(o.Key, what.To))
		switch {
		case absent(err):
			return nil
		case err != nil:
			return err
		case same(there, o):
			return b.remove(ctx, o.Key)
		}
		return nil
	})
}

// same reports whether one object is a copy of the other, as far as can be told. The ETag of what was put together from
// parts changes with a copy.
func same(a, b minio.ObjectInfo) bool {
	if a.Size != b.Size {
		return false
	}
	return a.ETag == b.ETag || strings.Contains(a.ETag, "-") || strings.Contains(b.ETag, "-")
}
