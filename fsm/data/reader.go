package data

import (
	"errors"
	"fmt"
	"io"
	"syscall"

	"github.com/portolan-ftp/portolan/fsm/table"
)

// Reader receives the data of a transfer from the client; io.EOF is the end of the data.
type Reader struct {
	*Connection
	control Control
}

// Control is the part of the control connection that an upload needs.
type Control interface {
	Mark(client, server string) error // tells the client of a restart marker
	Lost() bool                       // says whether the client is gone
}

// Read receives up to len(p) bytes.
func (r *Reader) Read(p []byte) (int, error) {
	for {
		if err := r.begin(); err != nil {
			return 0, err
		}
		n, err := r.conn.Read(p)
		r.progress.Add(int64(n))
		if cut := r.cut(err); cut != nil {
			r.fail(table.EndBroken)
			return n, cut
		}
		if err == io.EOF {
			return n, err
		}
		failed := r.check(n, err)
		if n > 0 || failed != nil || len(p) == 0 {
			return n, failed
		}
	}
}

// WriteTo receives everything into dst. A dst that reads from a socket itself, as storage's uploads do, gets the bytes
// by splice, without a copy in this process.
func (r *Reader) WriteTo(dst io.Writer) (total int64, err error) {
	_, isPlain := r.conn.(syscall.Conn) // nothing stands between the bytes and the system
	from, isFrom := dst.(io.ReaderFrom)
	if !isPlain || !isFrom {
		return r.copyTo(dst)
	}
	limited := io.LimitedReader{R: r.conn}
	for {
		if err := r.begin(); err != nil {
			return total, err
		}
		limited.N = chunk
		n, err := from.ReadFrom(&limited)
		total += n
		r.progress.Add(n)
		if err != nil && !isNetError(err) {
			return total, err // the disk's, not the connection's
		}
		if err := r.check(int(n), err); err != nil {
			return total, err
		}
		if err == nil && limited.N > 0 {
			return total, nil
		}
	}
}

// copyTo receives with a buffer of its own. It passes on what has come without waiting for more.
func (r *Reader) copyTo(dst io.Writer) (total int64, err error) {
	buf := copyBuffers.Get().(*[copySize]byte)
	defer copyBuffers.Put(buf)
	below := r.carrier
	for err == nil {
		n := 0
		for n < len(buf) && err == nil {
			var m int
			m, err = r.Read(buf[n:])
			if n += m; below == nil || !below.has() {
				break
			}
		}
		m, failed := dst.Write(buf[:n])
		total += int64(m)
		if failed != nil {
			return total, failed
		}
	}
	if err == io.EOF {
		err = nil
	}
	return total, err
}

// CutShort says that the data ended before the end of the file, which a handler knows from the transfer mode:
// the transfer ends as one whose data connection broke (RFC 959 3.4).
func (r *Reader) CutShort() { r.fail(table.EndBroken) }

// ErrNoCloseNotify is the cause of the end of an upload over TLS whose client closed the connection without
// close_notify.
var ErrNoCloseNotify = fmt.Errorf("the client closed the data connection without TLS's end (close_notify): %w", io.ErrUnexpectedEOF)

// cut is the error of data over TLS that ended without close_notify, so that a third party may have cut them short, or
// with bytes that are no TLS. Where clients may leave close_notify out, only an end within a record is an error.
func (r *Reader) cut(err error) error {
	switch {
	case err == nil || r.carrier == nil:
	case err != io.EOF && !isNetError(err):
		return err
	case err == io.EOF && r.carrier.ended && !r.settings.MissingCloseNotify:
		return ErrNoCloseNotify
	}
	return nil
}

// ErrLost is why an upload is not told to be there: its client is gone.
var ErrLost = errors.New("the control connection is lost")

// Mark tells the client during the upload the server's name for a restart marker that it has sent. A later REST with
// that name begins the upload anew at that place (RFC 959 3.5). The bytes before the marker must be stored already.
// Mark waits when the client is slow to take replies, and fails when the transfer is to end.
func (r *Reader) Mark(client, server string) error { return r.control.Mark(client, server) }

// Deliverable is nil while the client can be told of the end of an upload, and otherwise the reason why it cannot. A
// handler calls it before it makes an upload visible that must not appear unless the client is told. After an error the
// transfer ends as aborted.
//
// A client that has closed its end of the control connection counts as gone.
func (r *Reader) Deliverable() error {
	if r.aborted.Load() {
		return ErrAborted
	}
	if !r.control.Lost() {
		return nil
	}
	r.aborted.Store(true)
	return ErrLost
}
