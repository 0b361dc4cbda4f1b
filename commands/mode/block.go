package mode

import (
	"encoding/binary"
	"io"
)

const (
	// blockHeader is the length of a block's header: the descriptor and the count.
	blockHeader = 3
	// blockSize is the length of the blocks that are sent, unless a record or the file ends before: four
	// fit into the buffer with their headers, and every receiver has room for one.
	blockSize = bufferSize/4 - blockHeader
)

// NewBlock gives block mode: blocks of up to 32 KiB, or of a record's end.
func NewBlock(w io.Writer) Sink { return &blocks{w: w, buf: buffers.Get().(*[bufferSize]byte)} }

// blocks is the encoder of block mode. The open block's header stands at start, to be filled in.
type blocks struct {
	w     io.Writer
	buf   *[bufferSize]byte
	start int // of the open block's header
	size  int // of the open block's data
}

// Write implements io.Writer.
func (b *blocks) Write(p []byte) (n int, err error) {
	for n < len(p) {
		if err := b.room(1); err != nil {
			return n, err
		}
		at := b.start + blockHeader + b.size
		m := copy(b.buf[at:min(len(b.buf), b.start+blockHeader+blockSize)], p[n:])
		n, b.size = n+m, b.size+m
		if b.size == blockSize {
			b.end(0)
		}
	}
	return n, nil
}

// room makes room for n more octets in the buffer behind the open block's header.
func (b *blocks) room(n int) error {
	if b.start+blockHeader+b.size+n <= len(b.buf) {
		return nil
	}
	if b.size > 0 {
		b.end(0)
	}
	return b.flush()
}

// end closes the open block and opens the next.
func (b *blocks) end(descriptor byte) {
	b.buf[b.start] = descriptor
	binary.BigEndian.PutUint16(b.buf[b.start+1:], uint16(b.size))
	b.start, b.size = b.start+blockHeader+b.size, 0
}

// flush writes the closed blocks; the open one has to be empty.
func (b *blocks) flush() error {
	n, err := b.w.Write(b.buf[:b.start])
	if err == nil && n < b.start {
		err = io.ErrShortWrite
	}
	b.start = 0
	return err
}

// EndRecord implements Sink.
func (b *blocks) EndRecord() error {
	if err := b.room(0); err != nil {
		return err
	}
	b.end(endOfRecord)
	return nil
}

// Mark implements Sink.
func (b *blocks) Mark(marker []byte) error {
	if err := checkMarker(marker); err != nil {
		return err
	}
	if b.size > 0 {
		b.end(0)
	}
	if err := b.room(len(marker)); err != nil {
		return err
	}
	b.size = copy(b.buf[b.start+blockHeader:], marker)
	b.end(restartMark)
	return nil
}

// Close implements Sink.
func (b *blocks) Close() error {
	if err := b.room(0); err != nil {
		return err
	}
	b.end(endOfFile)
	err := b.flush()
	buffers.Put(b.buf)
	b.buf = nil
	return err
}

// ReadBlock reads block mode into dst, which it does not close.
func ReadBlock(dst Sink, r io.Reader) error {
	s := newSource(r)
	defer s.release()
	for {
		descriptor, n, err := s.header()
		if err != nil {
			return err
		}
		if descriptor&restartMark != 0 {
			err = s.marker(dst, n)
		} else {
			err = s.copyTo(dst, n)
		}
		if err == nil && descriptor&endOfRecord != 0 {
			err = dst.EndRecord()
		}
		if err != nil {
			return err
		}
		if descriptor&endOfFile != 0 {
			return s.ended()
		}
	}
}

// header reads the header of a block.
func (s *source) header() (descriptor byte, n int, err error) {
	if descriptor, err = s.descriptor(); err != nil {
		return 0, 0, err
	}
	for range 2 {
		b, err := s.octet()
		if err != nil {
			return 0, 0, err
		}
		n = n<<8 | int(b)
	}
	return descriptor, n, nil
}

// descriptor reads a descriptor.
func (s *source) descriptor() (byte, error) {
	b, err := s.octet()
	if err == nil && b&noMeaning != 0 {
		err = malformed("the descriptor %02x", b)
	}
	return b, err
}
