package s3

import (
	"context"
	"errors"
	"io"

	"github.com/minio/minio-go/v7"

	"github.com/portolan-ftp/portolan/storage"
)

// maxEmptyReads is how many reads in a row may give neither bytes nor an error, the number that package bufio allows
// too.
const maxEmptyReads = 100

// upload is a file that comes. Nothing of it is visible before its end: then the object appears whole. What was
// received of an APPE, a REST or a RANG that breaks off is kept, as part of a whole object; of any other nothing is.
type upload struct {
	fs        *FS
	ctx       context.Context
	life      context.Context // of what is under way; it outlives ctx where what was received is kept
	stop      context.CancelFunc
	path      storage.Path
	how       storage.CreateOptions
	condition condition        // for the end
	base      minio.ObjectInfo // what is there, of which something is kept
	front     int64            // bytes of the base in front
	placed    bool             // they are in the part or in the whole
	reserved  bool             // an empty object keeps the name
	room      int64            // bytes that may still come
	written   int64
	share     chan struct{} // holds one value while the memory that the upload keeps is free; nil before it has any
	part      *part         // that is being filled
	whole     *assembly     // nil while one part is enough
	fault     error
	ended     ending
	result    error // of Commit or Abort
}

// ending is how an upload ended: the operation that did it.
type ending string

const (
	committed ending = "commit"
	aborted   ending = "abort"
)

// Path is where the file goes.
func (u *upload) Path() storage.Path { return u.path }

// keeps says whether what was received stays if the upload is aborted.
func (u *upload) keeps() bool {
	return !u.how.Whole && u.how.Mode != storage.Replace && u.how.Mode != storage.Unique
}

// Write adds b to the file.
func (u *upload) Write(b []byte) (n int, err error) {
	for n < len(b) && err == nil {
		var space []byte
		if space, err = u.space(); err == nil {
			var took int
			took, err = u.take(copy(space, b[n:]))
			n += took
		}
	}
	if len(b) == 0 {
		_, err = u.space()
	}
	return n, err
}

// ReadFrom adds what r gives until its end.
func (u *upload) ReadFrom(r io.Reader) (total int64, err error) {
	for empty := 0; empty < maxEmptyReads; empty++ {
		space, err := u.space()
		if err != nil {
			return total, err
		}
		n, readErr := r.Read(space)
		if n > 0 {
			empty = 0
			n, err = u.take(n)
			total += int64(n)
		}
		switch {
		case err != nil:
			return total, err
		case readErr == io.EOF:
			return total, nil
		case readErr != nil:
			return total, readErr
		}
	}
	return total, io.ErrNoProgress
}

// space is where the next bytes go.
func (u *upload) space() ([]byte, error) {
	if u.ended != "" {
		return nil, fail("write", u.path, errEndedLate)
	}
	if u.fault == nil {
		err := u.ctx.Err()
		if err == nil {
			err = u.provide()
		}
		u.broken(err)
	}
	if u.fault != nil {
		return nil, u.fault
	}
	space := u.part.space()
	return space[:min(int64(len(space)), u.part.room-u.part.size)], nil
}

// take counts n bytes in the space as received, as far as they may come.
func (u *upload) take(n int) (int, error) {
	fits := int(min(int64(n), u.room))
	u.part.grow(fits)
	u.written += int64(fits)
	u.room -= int64(fits)
	switch {
	case fits < n:
		u.broken(errRange)
	case u.front+u.written > u.fs.bucket.opts.MaxUpload:
		u.broken(errTooLarge)
	}
	return fits, u.fault
}

// broken notes the first fault.
func (u *upload) broken(err error) {
	if err != nil && u.fault == nil {
		u.fault = fail("write", u.path, err)
	}
}

// Commit makes what was received the file.
func (u *upload) Commit() error {
	switch u.ended {
	case committed:
		return u.result
	case aborted:
		return fail("commit", u.path, errEndedLate)
	}
	if u.fault != nil {
		u.giveUp()
		return u.end(committed, u.fault)
	}
	return u.end(committed, u.finish(u.ctx, u.how.Publish))
}

// Abort gives the upload up, or keeps what was received.
func (u *upload) Abort() error {
	switch u.ended {
	case committed:
		return nil
	case aborted:
		return u.result
	}
	return u.end(aborted, u.giveUp())
}

// giveUp keeps what was received, where that is kept and nothing was lost on the way. The end of ctx loses nothing.
func (u *upload) giveUp() error {
	whole := u.fault == nil || errors.Is(u.fault, u.ctx.Err()) || storage.ClassOf(u.fault) == storage.InvalidOffset
	if u.written == 0 || !u.keeps() || !whole {
		u.drop(errDropped)
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(u.ctx), cleanWait)
	defer cancel()
	return u.finish(ctx, nil)
}

// end notes how the upload ended, and gives all memory back.
func (u *upload) end(as ending, err error) error {
	u.ended = as
	u.stop()
	if u.part != nil {
		u.release(u.part)
		u.part = nil
	}
	if u.share != nil {
		u.fs.bucket.memory.Release(minPart)
		u.share = nil
	}
	if err != nil {
		u.result = fail(string(as), u.path, err)
	}
	return u.result
}
