package wire

import (
	"bufio"
	"bytes"
	"fmt"
	"io"

	"github.com/portolan-ftp/portolan/commands/ascii"
	"github.com/portolan-ftp/portolan/commands/ebcdic"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/mode"
)

// Marked is told of a restart marker of a client, and at which position of the file it stands. Everything
// before it has been written by then. The bytes are valid until it returns.
type Marked func(marker []byte, at int64) error

// Receive writes what comes from r to w, a file that has begun at a position of its own. It returns nil only when the
// end of the file has come. [mode.ErrCut], [mode.ErrMalformed] and [pages.ErrType] are faults of the client; other
// errors come from r and w.
func (f Form) Receive(w io.Writer, r io.Reader, begin int64, marked Marked) error {
	out := &file{w: bufio.NewWriterSize(w, fileBuffer), at: begin, marked: marked}
	switch {
	case f.isText() && f.records():
		return f.decode(&lines{file: out, ebcdic: f.Type == ftp.TypeEbcdic}, r)
	case f.Type == ftp.TypeEbcdic:
		return f.decode(&lines{file: out, ebcdic: true, any: true}, r)
	case f.Type == ftp.TypeAscii:
		return f.decode(&text{file: out}, r)
	}
	return f.decode(out, r)
}

// fileBuffer is how much of small pieces is written to a file at once.
const fileBuffer = 64 << 10

// file is the Sink for the octets of a file. It keeps no ends of records.
type file struct {
	w      *bufio.Writer
	at     int64 // the position in the file
	marked Marked
}

// Write implements io.Writer.
func (f *file) Write(p []byte) (int, error) {
	n, err := f.w.Write(p)
	f.at += int64(n)
	return n, err
}

// EndRecord implements mode.Sink.
func (f *file) EndRecord() error { return nil }

// Mark implements mode.Sink.
func (f *file) Mark(marker []byte) error {
	if f.marked == nil {
		return nil
	}
	if err := f.w.Flush(); err != nil {
		return err
	}
	return f.marked(marker, f.at)
}

// Close implements mode.Sink.
func (f *file) Close() error { return f.w.Flush() }

// convertAtOnce is how much is converted in one piece.
const convertAtOnce = 16 << 10

// lines is the Sink for text whose octets are the file's one by one; a record is a line.
type lines struct {
	*file
	ebcdic bool
	any    bool // line ends are data: there are no records
	buf    [convertAtOnce]byte
}

// Write implements io.Writer.
func (l *lines) Write(p []byte) (n int, err error) {
	for n < len(p) && err == nil {
		piece := p[n:min(len(p), n+len(l.buf))]
		n += len(piece)
		if l.ebcdic {
			piece = l.buf[:copy(l.buf[:], piece)]
			ebcdic.Decode(piece)
		}
		if !l.any && bytes.IndexByte(piece, '\n') >= 0 {
			return n, fmt.Errorf("%w: a line's end within a record", mode.ErrMalformed)
		}
		_, err = l.file.Write(piece)
	}
	return n, err
}

// EndRecord implements mode.Sink.
func (l *lines) EndRecord() error {
	if l.any {
		return nil
	}
	_, err := l.file.Write([]byte{'\n'})
	return err
}

// text is the Sink for ASCII without records. A CR at the end of a piece is held back until it is known
// whether an LF follows, and so is a marker behind it.
type text struct {
	*file
	carry   ascii.Carry
	buf     []byte
	waiting []byte // a marker
}

// Write implements io.Writer.
func (t *text) Write(p []byte) (n int, err error) {
	if len(p) > 0 {
		if err := t.release(p[0] != '\n'); err != nil {
			return 0, err
		}
	}
	for n < len(p) && err == nil {
		piece := p[n:min(len(p), n+convertAtOnce)]
		n += len(piece)
		t.buf = ascii.AppendDecode(t.buf[:0], piece, &t.carry)
		_, err = t.file.Write(t.buf)
	}
	return n, err
}

// Mark implements mode.Sink.
func (t *text) Mark(marker []byte) error {
	if !t.carry.Held() {
		return t.file.Mark(marker)
	}
	t.waiting = append(t.waiting[:0], marker...)
	return nil
}

// release passes on the marker that waits. alone says that the CR before it belongs to no line end.
func (t *text) release(alone bool) error {
	if len(t.waiting) == 0 {
		return nil
	}
	if alone {
		if err := t.flush(); err != nil {
			return err
		}
	}
	marker := t.waiting
	t.waiting = t.waiting[:0]
	return t.file.Mark(marker)
}

// flush writes the CR that is held back.
func (t *text) flush() error {
	_, err := t.file.Write(t.carry.AppendFlush(nil))
	return err
}

// Close implements mode.Sink.
func (t *text) Close() error {
	if err := t.release(true); err != nil {
		return err
	}
	if err := t.flush(); err != nil {
		return err
	}
	return t.file.Close()
}
