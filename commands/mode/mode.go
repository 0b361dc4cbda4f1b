// Package mode has the transmission modes of FTP (RFC 959 3.4 and draft-preston-ftpext-deflate): how the
// octets of a file, the ends of its records, its restart markers and its end travel on a data connection.
//
//	stream      the octets; with records FF 01 ends one, FF 02 the file, and FF FF is an octet FF
//	block       a descriptor, a count of 16 bits, and as many octets
//	compressed  0nnnnnnn and n octets; 10nnnnnn and an octet that comes n times; 11nnnnnn, n fillers; 00 and a descriptor
//	deflate     the octets of stream mode in the zlib format (RFC 1950)
//
// An encoder is a [Sink] that writes the mode's form; a decoder reads it and fills a [Sink]:
//
//	out := mode.NewBlock(conn)              err := mode.ReadBlock(file, conn)
//	io.WriteString(out, "a record")
//	out.EndRecord()
//	out.Close()                             // 80 00 08 "a record" 40 00 00
//
// Only stream mode without records needs the end of the connection to find the end of the file; in all other
// forms a connection that ends before is [ErrCut], so that a part is never taken for the whole.
//
// Memory is a fixed buffer or two for each transfer; deflate mode has a few more while several processors compress the
// segments of one file. What a client sends cannot make it grow, and cannot make deflate expand without bound: see
// [MaxRatio].
package mode

import (
	"errors"
	"fmt"
	"io"
	"sync"
)

// Sink takes a file as modes see it. Only Close makes it complete; a Sink that is not closed has not seen the
// end of the file. One goroutine uses it at a time.
type Sink interface {
	// Write takes octets of data, as many as there are.
	io.Writer
	// EndRecord says that a record ends here.
	EndRecord() error
	// Mark says that the sender has a restart marker here (RFC 959 3.5). The bytes are valid until Mark returns.
	Mark(marker []byte) error
	// Close says that the file ends here.
	Close() error
}

// The descriptors of block and compressed mode (RFC 959 3.4.2). A block in which the sender suspects errors is data all
// the same.
const (
	endOfRecord = 0x80
	endOfFile   = 0x40
	suspect     = 0x20
	restartMark = 0x10
	noMeaning   = 0x0f // bits that no document uses
)

// MaxMarker is the length of the longest restart marker that is taken, in octets: several positions of 19
// digits, and short enough for a line of the control connection.
const MaxMarker = 100

// ErrCut says that the data ended before the end of the file.
var ErrCut = errors.New("mode: the data ended before the end of the file")

// ErrMalformed is wrapped by all errors about data that are not in the form of their mode.
var ErrMalformed = errors.New("mode: the data do not have the form of their mode")

func malformed(what string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrMalformed, fmt.Sprintf(what, args...))
}

// checkMarker reports whether a marker is well formed: printable characters without a blank (RFC 959 3.4.2).
func checkMarker(marker []byte) error {
	if len(marker) == 0 || len(marker) > MaxMarker {
		return malformed("a restart marker of %d octets", len(marker))
	}
	for _, b := range marker {
		if b <= ' ' || b > '~' {
			return malformed("a restart marker with the octet %02x", b)
		}
	}
	return nil
}

// bufferSize is how much is read or written at once, the longest block and its header included: few system
// calls, and no more than a transfer in stream mode takes.
const bufferSize = 128 << 10

var buffers = sync.Pool{New: func() any { return new([bufferSize]byte) }}

// maxEmptyReads is how many reads in a row may bring neither data nor an error, as in package bufio.
const maxEmptyReads = 100

// source reads the data of a decoder in large pieces.
type source struct {
	r    io.Reader
	buf  *[bufferSize]byte
	rest []byte // read and not yet taken
}

func newSource(r io.Reader) *source {
	return &source{r: r, buf: buffers.Get().(*[bufferSize]byte)}
}

// release gives the buffer back. The source cannot be used any more.
func (s *source) release() { buffers.Put(s.buf) }

// fill reads until there is something to take. The end of the data is ErrCut.
func (s *source) fill() error {
	for range maxEmptyReads {
		if len(s.rest) > 0 {
			return nil
		}
		n, err := s.r.Read(s.buf[:])
		s.rest = s.buf[:n]
		switch {
		case n > 0:
		case err == io.EOF:
			return ErrCut
		case err != nil:
			return err
		}
	}
	return io.ErrNoProgress
}

// ended refuses what has come behind the end of the file. It does not wait for more: RFC 959 3.2 lets a client keep the
// connection open until it is told that the file is complete.
func (s *source) ended() error {
	if len(s.rest) > 0 {
		return malformed("data behind the end of the file")
	}
	return nil
}

// octet takes one octet.
func (s *source) octet() (byte, error) {
	if err := s.fill(); err != nil {
		return 0, err
	}
	b := s.rest[0]
	s.rest = s.rest[1:]
	return b, nil
}

// some takes the octets that are there, at least one and at most n. They are valid until the next call.
func (s *source) some(n int) ([]byte, error) {
	if err := s.fill(); err != nil {
		return nil, err
	}
	p := s.rest[:min(n, len(s.rest))]
	s.rest = s.rest[len(p):]
	return p, nil
}

// copyTo takes n octets into w.
func (s *source) copyTo(w io.Writer, n int) error {
	for n > 0 {
		p, err := s.some(n)
		if err != nil {
			return err
		}
		if _, err := w.Write(p); err != nil {
			return err
		}
		n -= len(p)
	}
	return nil
}

// marker takes a restart marker of n octets.
func (s *source) marker(dst Sink, n int) error {
	if n > MaxMarker {
		return malformed("a restart marker of %d octets", n)
	}
	marker := make([]byte, 0, MaxMarker)
	for len(marker) < n {
		p, err := s.some(n - len(marker))
		if err != nil {
			return err
		}
		marker = append(marker, p...)
	}
	return mark(dst, marker)
}

func mark(dst Sink, marker []byte) error {
	if err := checkMarker(marker); err != nil {
		return err
	}
	return dst.Mark(marker)
}
