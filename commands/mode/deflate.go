package mode

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/zlib"
)

const (
	// MinLevel is the level that stores without compressing, MaxLevel the one that tries hardest.
	MinLevel, MaxLevel = flate.NoCompression, flate.BestCompression
	// DefaultLevel is the level when the client has not chosen one. It is the fastest, because a server that compresses
	// for many clients has less processor time than bandwidth. A client behind a slow line can send OPTS MODE Z LEVEL
	// 9.
	DefaultLevel = flate.BestSpeed
)

const (
	// MaxRatio is how many times longer than the compressed data an expanded file may be. Deflate can make 1032; text
	// and records full of blanks make 100.
	MaxRatio = 250
	// RatioGrace is the length, in octets, up to which an expanded file may have any ratio. Files of that size do no
	// harm, and empty files compress best.
	RatioGrace = 64 << 20
)

// NewDeflate gives deflate mode at a level from [MinLevel] to [MaxLevel]: stream mode, with its codes for
// records, in the zlib format. There are no restart markers; Mark does nothing.
func NewDeflate(w io.Writer, level int, records bool) (Sink, error) {
	if level < MinLevel || level > MaxLevel {
		return nil, fmt.Errorf("mode: no level %d", level)
	}
	z := newZlibWriter(w, level)
	return &deflater{Sink: NewStream(z, records), z: z}, nil
}

// deflater is the encoder of deflate mode.
type deflater struct {
	Sink
	z *zlibWriter
}

// Close implements Sink.
func (d *deflater) Close() error {
	if err := d.Sink.Close(); err != nil {
		return err
	}
	return d.z.Close()
}

var zlibReaders sync.Pool

// ReadDeflate reads deflate mode into dst, which it does not close. A file whose checksum is not right is
// [ErrMalformed], and so is one that expands beyond [MaxRatio].
func ReadDeflate(dst Sink, r io.Reader, records bool) error {
	in := &counted{r: r}
	buffered := bufio.NewReaderSize(in, bufferSize)
	z, err := newZlibReader(buffered)
	if err != nil {
		return in.why(err)
	}
	out := &expanded{z: z, in: in}
	if err = ReadStream(dst, out, records); err == nil {
		err = out.end()
	}
	if err == nil {
		err = nothingBehind(buffered)
	}
	if err == nil {
		zlibReaders.Put(z)
	}
	return err
}

// nothingBehind waits for the end of the connection. Nothing may come before it.
func nothingBehind(r io.Reader) error {
	var one [1]byte
	switch _, err := io.ReadFull(r, one[:]); err {
	case nil:
		return malformed("data behind the end of the stream")
	case io.EOF:
		return nil
	default:
		return err
	}
}

func newZlibReader(r io.Reader) (io.Reader, error) {
	if z, ok := zlibReaders.Get().(zlib.Resetter); ok {
		return z.(io.Reader), z.Reset(r, nil)
	}
	return zlib.NewReader(r)
}

// counted counts the bytes that are read and remembers the error that ended reading.
type counted struct {
	r   io.Reader
	n   int64
	err error
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	if err != nil {
		c.err = err
	}
	return n, err
}

// why translates an error of the decompressor.
func (c *counted) why(err error) error {
	switch {
	case err == io.EOF && c.err == nil:
		return err
	case c.err != nil && c.err != io.EOF:
		return c.err
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		return ErrCut
	}
	return malformed("%v", err)
}

// expanded is the output of the decompressor, limited by the ratio.
type expanded struct {
	z  io.Reader
	in *counted
	n  int64
}

func (e *expanded) Read(p []byte) (int, error) {
	n, err := e.z.Read(p)
	if e.n += int64(n); e.n > RatioGrace && e.n/MaxRatio > e.in.n {
		return 0, malformed("%d octets expand to more than %d", e.in.n, e.n)
	}
	if err != nil && err != io.EOF {
		err = e.in.why(err)
	}
	return n, err
}

// end checks that nothing follows, and that the checksum was right.
func (e *expanded) end() error {
	var one [1]byte
	for range maxEmptyReads {
		switch n, err := e.Read(one[:]); {
		case n > 0:
			return malformed("data behind the end of the file")
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
	}
	return io.ErrNoProgress
}
