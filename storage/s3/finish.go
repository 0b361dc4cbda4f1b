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
			return b.finishOne(ctx, o, what.To+strings.TrimPrefix(o.Key, what.From), "")
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
	return b.finishOne(ctx, o, what.To, what.Over)
}

// finishOne does it with one object. over is the ETag of what it was to replace: where that is still there, nothing was
// copied.
func (b *Bucket) finishOne(ctx context.Context, o minio.ObjectInfo, to, over string) error {
	there, err := b.head(ctx, to)
	switch {
	case absent(err):
		if err = b.copyEntry(ctx, o, to, func(int64) {}); err == errChanged { // another server finishes it
			return nil
		}
	case err == nil:
		same := false
		if there.ETag != over {
			same, err = b.same(ctx, o, there)
		}
		if err == nil && !same {
			b.log.Warn("two objects stay where a rename was broken off", "old", o.Key, "new", to)
			return nil
		}
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
		}
		same, err := b.same(ctx, o, there)
		if err == nil && same {
			err = b.remove(ctx, o.Key)
		}
		return err
	})
}

// same reports whether one object is a copy of the other. The ETag of a copy is another one if the object was put together
// from parts, or is encrypted: then the number tells that its content was given. Of objects that other programs have put
// together the size has to do. The metadata of what a listing has shown are asked for.
func (b *Bucket) same(ctx context.Context, listed, known minio.ObjectInfo) (bool, error) {
	switch {
	case listed.Size != known.Size:
		return false, nil
	case listed.ETag == known.ETag:
		return true, nil
	}
	whole, err := b.head(ctx, listed.Key)
	switch {
	case absent(err) || err == nil && whole.ETag != listed.ETag:
		return false, nil
	case err != nil:
		return false, err
	}
	id, other := whole.UserMetadata[idKey], known.UserMetadata[idKey]
	parts := strings.Contains(listed.ETag, "-") || strings.Contains(known.ETag, "-")
	return id == other && (id != "" || parts), nil
}
