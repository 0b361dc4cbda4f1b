package control

import (
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/portolan-ftp/portolan/fsm/line"
)

const (
	// inputBuffer holds several pipelined lines, so that they are answered in one write.
	inputBuffer = 16 << 10
	// lingerTimeout and lingerBytes bound how long a session that ends drops what the client still sends.
	lingerTimeout = time.Second
	lingerBytes   = 1 << 20
)

var inputBuffers = sync.Pool{New: func() any { return new([inputBuffer]byte) }}

// input reads command lines from the control connection. It holds a buffer only while there are bytes in it,
// so that an idle session costs none. One goroutine, the session's, uses it.
type input struct {
	conn    net.Conn
	raw     syscall.RawConn // nil where the system or the connection has none
	readRaw func(fd uintptr) bool
	buf     *[inputBuffer]byte
	start   int // buf[start:end] is unread
	end     int
	n       int // what readRaw brought
	err     error
	split   line.Splitter
	first   [1]byte
	unread  bool // bytes have come that are not read any more
}

func newInput(conn net.Conn) *input {
	in := &input{conn: conn}
	if tcp, ok := conn.(syscall.Conn); ok {
		in.raw, in.readRaw = rawReader(tcp, in)
	}
	return in
}

// line is the next command line, valid until the next call.
func (in *input) line() ([]byte, line.What) {
	if in.start == in.end {
		return nil, line.Nothing
	}
	text, n, what := in.split.Next(in.buf[in.start:in.end])
	in.start += n
	return text, what
}

// fill waits for bytes; os.ErrDeadlineExceeded when the read deadline passes.
func (in *input) fill() error {
	if in.buf != nil && in.start > 0 {
		in.end = copy(in.buf[:], in.buf[in.start:in.end])
		in.start = 0
	}
	n, err := in.read()
	if n > 0 {
		in.end += n
		return nil
	}
	if err == nil {
		err = io.ErrNoProgress
	}
	return err
}

func (in *input) read() (int, error) {
	if in.raw == nil {
		return in.readPlain()
	}
	in.n, in.err = 0, nil
	if err := in.raw.Read(in.readRaw); err != nil {
		in.release()
		return 0, err
	}
	return in.n, in.err
}

// readPlain reads where the poller cannot be used: through TLS, or from a pipe. It waits for one byte, and takes a
// buffer for the rest.
func (in *input) readPlain() (int, error) {
	in.release()
	if in.buf != nil {
		return in.conn.Read(in.buf[in.end:])
	}
	n, err := in.conn.Read(in.first[:])
	if n > 0 {
		in.take()
		in.buf[in.end] = in.first[0]
	}
	return n, err
}

// pending says whether bytes have come behind the line that is being answered, also if they were dropped: a part of an
// overlong line, or of Telnet.
func (in *input) pending() bool { return in.start < in.end || in.split.Inside() }

func (in *input) take() {
	if in.buf == nil {
		in.buf = inputBuffers.Get().(*[inputBuffer]byte)
		in.start, in.end = 0, 0
	}
}

// put is for bytes that have been read elsewhere, before any other.
func (in *input) put(b []byte) {
	if len(b) > 0 {
		in.take()
		in.end = copy(in.buf[:], b)
	}
}

// release gives an empty buffer back.
func (in *input) release() {
	if in.buf != nil && in.start == in.end {
		inputBuffers.Put(in.buf)
		in.buf, in.start, in.end = nil, 0, 0
	}
}

// linger lets the last reply arrive. A connection that is closed with bytes unread is reset, and the client may then
// lose a reply that it has not read yet. The wait is bounded, because the client may never stop sending.
func (in *input) linger() {
	unread := in.unread || in.start < in.end
	in.start = in.end
	defer in.release()
	half, ok := in.conn.(interface{ CloseWrite() error })
	if !unread || !ok || half.CloseWrite() != nil {
		return
	}
	in.conn.SetReadDeadline(time.Now().Add(lingerTimeout))
	for dropped := 0; dropped < lingerBytes; {
		in.start, in.end = 0, 0
		n, err := in.read()
		if err != nil {
			return
		}
		dropped += n
	}
}

// full says that there is no room for more.
func (in *input) full() bool { return in.buf != nil && in.end-in.start == len(in.buf) }

// isTimeout reports whether a deadline passed, or Wake was called.
func isTimeout(err error) bool {
	return errors.Is(err, os.ErrDeadlineExceeded) || os.IsTimeout(err)
}
