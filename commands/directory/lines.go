package directory

import (
	"bytes"
	"context"
	"errors"
	"iter"

	"github.com/portolan-ftp/portolan/storage"
)

// errStopped ends a walk over entries when its reader stops. It is not returned.
var errStopped = errors.New("directory: stopped")

// Lines are the listing as lines of a reply. An error, also that of ABOR, comes after the reply has begun, and is
// therefore the last line.
func (f Found) Lines(ctx context.Context) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		var buf []byte
		line := f.LongLine()
		err := f.Entries.Each(ctx, func(i storage.Info) error {
			buf = line(buf[:0], i)
			if len(buf) > 0 && !yield(bytes.TrimSuffix(buf, []byte("\r\n")), i.Fault) {
				return errStopped
			}
			return nil
		})
		if err != nil && err != errStopped {
			yield(nil, err)
		}
	}
}
