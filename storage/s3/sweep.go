package s3

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"

	"github.com/portolan-ftp/portolan/storage"
)

// Sweep ends what servers have left that ended in the middle: uploads in parts are given up at the store, and renames
// are finished, or undone if they were being given up. A server is taken for ended if it has not renewed its notes for
// a lease, so that Sweep takes that long where there are notes of others. It counts what is under way, of any server;
// how many bytes those uploads have is not known.
func (b *Bucket) Sweep(ctx context.Context) (storage.Left, error) {
	left, err := b.sweep(ctx, "")
	if err != nil {
		return left, fail("sweep", "/", err)
	}
	return left, nil
}

// Sweep is [Bucket.Sweep] once for each Bucket, however many directories of it are served. It counts what is under way
// in this directory.
func (f *FS) Sweep(ctx context.Context) (storage.Left, error) {
	if f.fault != nil {
		return storage.Left{}, fail("sweep", "/", f.fault)
	}
	if f.bucket.swept.Swap(true) {
		return storage.Left{Files: f.bucket.notes.count(f.prefix)}, nil
	}
	left, err := f.bucket.sweep(ctx, f.prefix)
	if err != nil {
		f.bucket.swept.Store(false)
		return left, fail("sweep", "/", err)
	}
	return left, nil
}

// count is how many uploads below a prefix this server has under way.
func (n *notes) count(prefix string) (count int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for what := range n.held {
		if what.Upload != "" && strings.HasPrefix(what.Key, prefix) {
			count++
		}
	}
	return count
}

func (b *Bucket) sweep(ctx context.Context, prefix string) (storage.Left, error) {
	left := storage.Left{Files: b.notes.count(prefix)}
	before, err := b.others(ctx)
	if err != nil || len(before) == 0 {
		return left, err
	}
	select {
	case <-time.After(b.opts.Lease):
	case <-ctx.Done():
		return left, ctx.Err()
	}
	now, err := b.others(ctx)
	var faults []error
	for key, o := range now {
		w, err := b.read(ctx, o)
		switch {
		case absent(err) || err == errChanged: // it lives
		case err != nil:
			faults = append(faults, err)
		case o.ETag != before[key].ETag:
			for _, what := range w.Begun {
				if what.Upload != "" && strings.HasPrefix(what.Key, prefix) {
					left.Files++
				}
			}
		default:
			removed, err := b.settle(ctx, w)
			left.Removed += removed
			if err == nil {
				err = b.remove(ctx, key)
			}
			faults = append(faults, err)
		}
	}
	return left, errors.Join(append(faults, err)...)
}

// others are the notes of other servers.
func (b *Bucket) others(ctx context.Context) (map[string]minio.ObjectInfo, error) {
	all := map[string]minio.ObjectInfo{}
	for o := range b.objects(ctx, minio.ListObjectsOptions{Prefix: b.opts.Prefix + notesDir, Recursive: true}) {
		if o.Err != nil {
			return nil, o.Err
		}
		if o.Key != b.notes.key && strings.HasSuffix(o.Key, ".json") {
			all[o.Key] = o
		}
	}
	return all, ctx.Err()
}

// settle ends everything that a server had begun which has ended itself.
func (b *Bucket) settle(ctx context.Context, w written) (removed int, fault error) {
	for _, what := range w.Begun {
		var err error
		switch {
		case what.Upload != "":
			err = b.client.AbortMultipartUpload(ctx, b.opts.Bucket, what.Key, what.Upload)
			if err == nil {
				removed++
			} else if absent(err) {
				err = nil
			}
		case what.Undo:
			err = b.undo(ctx, what)
		default:
			err = b.finish(ctx, what)
		}
		if err == nil {
			b.log.Info("ended what another server had begun", "upload", what.Key, "rename", what.From, "to", what.To)
		}
		fault = errors.Join(fault, err)
	}
	return removed, fault
}
