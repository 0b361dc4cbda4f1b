package fsm

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
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
	telnet  telnet
	marked  bool // there is an IAC in what has come since the buffer was empty, or a Telnet command goes on
	first   [1]byte
	answers []byte // refusals of Telnet options, to be sent before the next reply
	discard bool   // inside an overlong line
	unread  bool   // bytes have come that nobody will read
}

func newInput(conn net.Conn) *input {
	in := &input{conn: conn}
	if tcp, ok := conn.(*net.TCPConn); ok {
		in.raw, in.readRaw = rawReader(tcp, in)
	}
	return in
}

// line is one command line without its end, valid until the next call. overlong says that a line was too
// long and has been dropped whole. ok is false when no complete line is buffered.
func (in *input) line() (line []byte, overlong, ok bool) {
	for in.start < in.end {
		if in.marked && !in.discard && !in.begun() {
			return nil, false, false
		}
		pending := in.buf[in.start:in.end]
		i := bytes.IndexByte(pending, '\n')
		if i < 0 {
			in.dropOverlong(len(pending))
			return nil, false, false
		}
		in.start += i + 1
		if in.discard || i > maxLine {
			in.discard = false
			return nil, true, true
		}
		line = pending[:i]
		if in.marked {
			line = undouble(line)
		}
		line = bytes.TrimRight(line, "\r")
		if len(line) > 0 { // devices that rewrite addresses inject empty lines
			return line, false, true
		}
	}
	return nil, false, false
}

// begun drops Telnet commands that stand before a line, and says whether the line has begun. A subnegotiation without
// end is an overlong line.
func (in *input) begun() bool {
	if in.telnet.sub == 0 && in.buf[in.start] != iac {
		return true
	}
	n, partial, answers := in.telnet.skip(in.buf[in.start:in.end], in.answers)
	in.start, in.answers = in.start+n, answers
	if in.telnet.overlong() {
		in.telnet, in.discard = telnet{}, true
	}
	return in.start < in.end && !partial
}

// dropOverlong forgets the part of a line that has no end yet and is too long already.
func (in *input) dropOverlong(pending int) {
	if in.discard || pending > maxLine {
		in.discard = true
		in.start, in.end = 0, 0
	}
}

// fill waits for bytes; os.ErrDeadlineExceeded when the read deadline passes.
func (in *input) fill() error {
	if in.buf != nil && in.start > 0 {
		in.end = copy(in.buf[:], in.buf[in.start:in.end])
		in.start = 0
	}
	n, err := in.read()
	if n > 0 {
		in.marked = in.marked || bytes.IndexByte(in.buf[in.end:in.end+n], iac) >= 0
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

// readPlain reads where the poller cannot be asked: through TLS, or from a pipe. It waits with one byte, and
// takes a buffer for the rest.
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
func (in *input) pending() bool { return in.start < in.end || in.discard || in.telnet.sub > 0 }

// hasMore says whether anything has come behind the line that is being answered: bytes, or lines that waited with it for
// a transfer to end. What came before a switch of protection must not run after it.
func (s *Session) hasMore() bool { return s.in.pending() || len(s.queue) > 0 }

func (in *input) take() {
	if in.buf == nil {
		in.buf = inputBuffers.Get().(*[inputBuffer]byte)
		in.start, in.end = 0, 0
	}
}

// release gives an empty buffer back.
func (in *input) release() {
	if in.buf != nil && in.start == in.end {
		inputBuffers.Put(in.buf)
		in.buf, in.start, in.end = nil, 0, 0
		in.marked = in.telnet.sub > 0
	}
}

// linger lets the last reply arrive: a connection that is closed with bytes unread is reset, and the client
// may lose what it has not read yet. Bounded, because the client may never stop.
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

// isTimeout says that a deadline of ours passed, or that somebody woke the reader.
func isTimeout(err error) bool {
	return errors.Is(err, os.ErrDeadlineExceeded) || os.IsTimeout(err)
}
