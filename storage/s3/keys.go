package s3

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/portolan-ftp/portolan/storage"
)

const (
	// maxKey is the most bytes in an object's key.
	maxKey = 1024
	// notesDir is the directory below [Options.Prefix] in which servers note what they have begun; see notes.go. No
	// listing shows it, and no client reaches it.
	notesDir = ".portolan/"
)

// FS is a directory of a bucket. It is a [storage.FS] and a [storage.Sweeper], and may be shared by any number of
// sessions. Closing it does nothing.
type FS struct {
	bucket *Bucket
	prefix string // of all its keys: empty, or with a slash at its end
	fault  error  // why the prefix is impossible
}

// key is the key of the file p.
func (f *FS) key(p storage.Path) string { return f.prefix + string(p[1:]) }

// dirKey is the prefix of what the directory p holds, and the key of its marker.
func (f *FS) dirKey(p storage.Path) string {
	if p == "/" {
		return f.prefix
	}
	return f.key(p) + "/"
}

// enter begins an operation.
func (f *FS) enter(ctx context.Context, p storage.Path) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	switch {
	case f.fault != nil:
		return f.fault
	case !p.Valid():
		return errName
	case !utf8.ValidString(string(p)):
		return errNotUTF8
	case len(f.prefix)+len(p) > maxKey: // with a slash at one end or the other
		return errLongKey
	case strings.HasPrefix(f.dirKey(p), f.bucket.opts.Prefix+notesDir):
		return errReserved
	}
	return nil
}

// enterEntry begins an operation on something in a directory, other than the home.
func (f *FS) enterEntry(ctx context.Context, p storage.Path) error {
	err := f.enter(ctx, p)
	if err == nil && p == "/" {
		err = errHome
	}
	return err
}

// Close does nothing.
func (f *FS) Close() error { return nil }
