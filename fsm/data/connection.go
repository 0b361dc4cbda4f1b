package fsm

import (
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"sync"
	"syscall"
	"time"
)

// data is the data connection as a handler sees it. The watchdog ends an operation in which no byte moves for
// too long, and the session can end it at any time.
type data struct {
	transfer *transfer
	conn     net.Conn
	err      error // set when the connection was never opened
}

// DataWriter sends the data of a transfer to the client.
type DataWriter struct{ data }

// DataReader receives the data of a transfer from the client; io.EOF is the end of the data.
type DataReader struct{ data }

// copySize is how much a copy that the kernel cannot make moves at once: enough that system calls do not count.
const copySize = 128 << 10

var copyBuffers = sync.Pool{New: func() any { return new([copySize]byte) }}

// Expect tells how many bytes will be sent, for progress reports.
func (w *DataWriter) Expect(total int64) { w.transfer.total.Store(total) }

// Write sends p. An error means that the data connection is of no more use.
func (w *DataWriter) Write(p []byte) (n int, err error) {
	for n < len(p) {
		if err := w.begin(); err != nil {
			return n, err
		}
		m, err := w.send(p[n:])
		n += m
		w.transfer.bytes.Add(int64(m))
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// send is one operation on the data connection; its error has been judged.
func (w *DataWriter) send(p []byte) (int, error) {
	if c := carrierOf(w.conn); c != nil {
		return c.seal(w.conn, p)
	}
	n, err := w.conn.Write(p)
	return n, w.check(n, err)
}

// ReadFrom sends all of r. An *os.File goes to the socket by sendfile, without a copy in this process.
func (w *DataWriter) ReadFrom(r io.Reader) (total int64, err error) {
	tcp, isTCP := w.conn.(*net.TCPConn)
	file, isFile := r.(*os.File)
	if !isTCP || !isFile {
		return w.copyFrom(r)
	}
	start, err := file.Seek(0, io.SeekCurrent)
	if err != nil { // a pipe: what is read and not sent could not be read again
		return w.copyFrom(r)
	}
	limited := io.LimitedReader{R: file}
	for {
		if err := w.begin(); err != nil {
			return total, err
		}
		limited.N = dataChunk
		n, err := tcp.ReadFrom(&limited)
		total += n
		w.transfer.bytes.Add(n)
		if err == nil {
			if limited.N > 0 {
				return total, nil
			}
			continue
		}
		// Where sendfile is not possible, and where the deadline passed before it began, package net copies through
		// a buffer, and drops what the socket did not take of it. So the file goes back to what the socket took.
		if _, failed := file.Seek(start+total, io.SeekStart); failed != nil {
			return total, failed
		}
		if err := w.check(int(n), err); err != nil {
			return total, err
		}
	}
}

func (w *DataWriter) copyFrom(r io.Reader) (int64, error) {
	buf := copyBuffers.Get().(*[copySize]byte)
	defer copyBuffers.Put(buf)
	return io.CopyBuffer(struct{ io.Writer }{w}, struct{ io.Reader }{r}, buf[:])
}

// Read receives up to len(p) bytes.
func (r *DataReader) Read(p []byte) (int, error) {
	for {
		if err := r.begin(); err != nil {
			return 0, err
		}
		n, err := r.conn.Read(p)
		r.transfer.bytes.Add(int64(n))
		if cut := r.cut(err); cut != nil {
			r.transfer.fail(EndBroken)
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

// WriteTo receives everything into dst. A dst that can read from a socket itself, as storage's uploads can,
// gets the bytes by splice, without a copy in this process.
func (r *DataReader) WriteTo(dst io.Writer) (total int64, err error) {
	tcp, isTCP := r.conn.(*net.TCPConn)
	from, isFrom := dst.(io.ReaderFrom)
	if !isTCP || !isFrom {
		return r.copyTo(dst)
	}
	limited := io.LimitedReader{R: tcp}
	for {
		if err := r.begin(); err != nil {
			return total, err
		}
		limited.N = dataChunk
		n, err := from.ReadFrom(&limited)
		total += n
		r.transfer.bytes.Add(n)
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

// copyTo receives with a buffer of its own. What has come already goes on in one piece; nothing waits for more.
func (r *DataReader) copyTo(dst io.Writer) (total int64, err error) {
	buf := copyBuffers.Get().(*[copySize]byte)
	defer copyBuffers.Put(buf)
	below := carrierOf(r.conn)
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

var errAborted = errors.New("transfer aborted")

// begin notes that an operation on the data connection begins, unless the transfer is being aborted.
func (d *data) begin() error {
	if d.err != nil {
		return d.err
	}
	t := d.transfer
	if !t.still {
		t.since.Store(t.session.server.watchdog.after(0))
	}
	t.still = false
	if t.prodded.Load() {
		return t.recover()
	}
	return nil
}

// recover takes back what a prod did. The lock is abort's, so that its signal is never taken back.
func (t *transfer) recover() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.aborted.Load() || t.conn == nil {
		return errAborted
	}
	t.prodded.Store(false)
	return t.conn.SetDeadline(time.Time{})
}

// check judges an error of the data connection. A prod is none if bytes moved, or if nothing has moved for less
// than the stall time-out.
func (d *data) check(moved int, err error) error {
	if err == nil {
		return nil
	}
	t := d.transfer
	w := t.session.server.watchdog
	switch {
	case isTimeout(err) && t.aborted.Load():
	case isTimeout(err) && t.prodded.Load() && (moved > 0 || !w.passed(t.since.Load()+int64(w.server.limits.StallTimeout))):
		t.still = moved == 0
		return nil
	case isTimeout(err):
		t.fail(EndStalled)
	case isNetError(err):
		t.fail(EndBroken)
	}
	return err
}

// networkErrnos are what the system says of connections, never of files. After a splice the error comes
// back as the file's, so its type does not tell.
var networkErrnos = []error{syscall.ECONNRESET, syscall.EPIPE, syscall.ETIMEDOUT, syscall.EHOSTUNREACH,
	syscall.ENETUNREACH, syscall.ENETDOWN, syscall.ECONNABORTED, io.ErrClosedPipe, net.ErrClosed}

// isNetError tells an error of the connection from one of the file at the other end of a copy.
func isNetError(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) || isTimeout(err) ||
		slices.ContainsFunc(networkErrnos, func(e error) bool { return errors.Is(err, e) })
}
