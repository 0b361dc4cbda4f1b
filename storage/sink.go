package storage

import (
	"cmp"
	"errors"
	"io"
	"math"
	"net"
	"os"
	"syscall"
)

// sink is the receiving half of an upload: it counts bytes, enforces the largest size and remembers the first fault.
type sink struct {
	file    *os.File
	path    Path
	sync    Sync
	written int64
	stale   bool  // there are old bytes, which go when the first new one comes
	start   int64 // where the first byte goes
	room    int64 // bytes that may still come
	over    error // the error when more come
	asked   bool  // whether the kernel can splice into the file
	direct  bool  // it can
	fault   error // the first error of the storage; nothing is written after it
	state   state
	result  error // what Commit or Abort returned
}

// state is where an upload is in its life.
type state uint8

const (
	receiving state = iota
	committed
	aborted
)

// newSink receives into f from the position start on, which leaves the file no larger than the options allow.
func newSink(f *os.File, p Path, o LocalOptions, start int64) sink {
	s := sink{file: f, path: p, sync: o.Sync, start: start, room: math.MaxInt64, over: errMaxBytes}
	if o.MaxBytes > 0 {
		s.room = max(0, o.MaxBytes-start)
	}
	return s
}

// bound lets no more than n bytes come, independent of quotas.
func (s *sink) bound(n int64) {
	if n <= s.room {
		s.room, s.over = n, errRange
	}
}

// Path is where the file goes.
func (s *sink) Path() Path { return s.path }

// broke remembers a fault of the storage.
func (s *sink) broke(err error) error {
	s.fault = fail("write", s.path, err)
	return s.fault
}

// ready refuses to write after the end or a fault.
func (s *sink) ready() error {
	if s.state != receiving {
		return fail("write", s.path, os.ErrClosed)
	}
	return s.fault
}

// Write adds b to the file, as much of it as may be.
func (s *sink) Write(b []byte) (int, error) {
	if err := s.ready(); err != nil {
		return 0, err
	}
	fits := b[:min(int64(len(b)), s.room)]
	if s.stale && len(fits) > 0 {
		if err := s.file.Truncate(s.start); err != nil {
			return 0, s.broke(err)
		}
		s.stale = false
	}
	n, err := s.file.Write(fits)
	s.count(int64(n))
	if err == nil && len(fits) < len(b) {
		err = s.over
	}
	if err != nil {
		return n, s.broke(err)
	}
	return n, nil
}

// count notes n bytes that were written.
func (s *sink) count(n int64) {
	s.written += n
	s.room -= n
}

// ReadFrom adds what r gives until its end. From a TCP connection or a file of the
// operating system, limited or not, the kernel moves the bytes where it can.
func (s *sink) ReadFrom(r io.Reader) (int64, error) {
	if err := s.ready(); err != nil {
		return 0, err
	}
	if !s.stale {
		return s.readFrom(r)
	}
	// The kernel may move bytes before it is known that any come.
	first := &io.LimitedReader{R: r, N: pumpSize}
	n, err := pump(s, first)
	if err != nil || first.N > 0 {
		return n, err
	}
	m, err := s.readFrom(r)
	return n + m, err
}

func (s *sink) readFrom(r io.Reader) (int64, error) {
	switch unlimited(r).(type) {
	case *os.File: // nothing is lost when the kernel cannot: package os copies then
		return s.splice(r)
	case connection:
		if !s.asked {
			s.asked, s.direct = true, splices(s.file)
		}
		if s.direct {
			return s.splice(r)
		}
	}
	return pump(s, r)
}

// connection is one whose bytes are the system's, without TLS.
type connection interface {
	net.Conn
	syscall.Conn
}

// unlimited is the reader whose bytes r gives.
func unlimited(r io.Reader) io.Reader {
	if lr, ok := r.(*io.LimitedReader); ok {
		return lr.R
	}
	return r
}

// splice lets the kernel move the bytes of a TCP connection or a file.
func (s *sink) splice(r io.Reader) (int64, error) {
	limited := &io.LimitedReader{R: r, N: s.room}
	outer, nested := r.(*io.LimitedReader)
	if nested {
		limited.R, limited.N = outer.R, min(outer.N, s.room)
	}
	n, err := move(s.file, limited)
	s.count(n)
	if nested {
		outer.N -= n
	}
	if err != nil && diskFault(err) {
		return n, s.broke(err)
	}
	if err != nil || s.room > 0 {
		return n, cause(err)
	}
	return n, s.drained(r)
}

// drained tells whether r ends where the largest size is reached.
func (s *sink) drained(r io.Reader) error {
	var one [1]byte
	n, err := io.ReadFull(r, one[:])
	switch {
	case n > 0:
		return s.broke(s.over)
	case err == io.EOF:
		return nil
	}
	return err
}

// diskFault reports whether an error of a splice is the file's. Package os wraps errors of the connection and of the
// file in the same way, but a connection never has these.
func diskFault(err error) bool {
	return ClassOf(err) != Other || errors.Is(err, syscall.EIO)
}

// writeBack makes the content as durable as the options promise.
func (s *sink) writeBack() error {
	switch s.sync {
	case SyncStart:
		startWriting(s.file, s.written)
	case SyncData:
		return datasync(s.file)
	}
	return nil
}

// entered makes the entry in dir as durable as the options promise.
func (s *sink) entered(dir *folder) error {
	if s.sync != SyncData {
		return nil
	}
	return dir.sync()
}

// end notes how the upload ended; the first error counts.
func (s *sink) end(as state, errs ...error) error {
	s.state = as
	if err := cmp.Or(errs...); err != nil {
		s.result = fail(as.op(), s.path, err)
	}
	return s.result
}

// again answers a Commit or Abort after the end. A Commit after an Abort must not
// look like success; an Abort after a Commit is how a deferred one ends.
func (s *sink) again(as state) error {
	switch {
	case as == s.state:
		return s.result
	case as == committed:
		return fail(as.op(), s.path, os.ErrClosed)
	}
	return nil
}

// op is the name of the operation that leads to a state.
func (s state) op() string {
	if s == committed {
		return "commit"
	}
	return "abort"
}
