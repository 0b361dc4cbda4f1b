package ascii

import (
	"bytes"
	"io"
	"slices"
)

// shortLineOut is the mean line length in bytes below which expand steps from
// byte to byte, because a jump to the next LF costs more than it saves
// (BenchmarkEncode has the figures).
const shortLineOut = 12

const (
	// readAtOnce is how much Encoder.WriteTo reads at a time: it stays in the
	// second-level cache until it is converted.
	readAtOnce = 64 << 10
	// shortPieces is how many pieces of a file are written from a buffer of
	// BufferSize: two, so that a file of one piece comes to its end there.
	shortPieces = 2
)

// Encode copies src to dst in NVT form until the end of src. n is the number
// of bytes written to dst, which is what went over the wire. An error is an
// [*Error] that tells a failed read from a failed write.
func Encode(dst io.Writer, src io.Reader) (n int64, err error) {
	return NewEncoder(src).WriteTo(dst)
}

// AppendEncode appends the NVT form of src, the next piece of a stream, to dst
// and returns the extended slice. At most 2*len(src) bytes are added; dst and
// src must not overlap.
func AppendEncode(dst, src []byte, carry *Carry) []byte {
	n := len(dst)
	dst = slices.Grow(dst, 2*len(src))
	w := expand(dst[n:n+2*len(src)], src, carry.cr)
	if len(src) > 0 {
		carry.cr = src[len(src)-1] == '\r'
	}
	return dst[:n+w]
}

// Encoder gives a file's data in NVT form, as a reader or, faster, by WriteTo.
// It is not for concurrent use.
type Encoder struct {
	src     io.Reader
	carry   Carry
	waiting bool  // an LF, whose CR has been given out, comes next
	err     error // of src, once all data before it has been given out
}

// NewEncoder returns an Encoder of src from its present position on.
func NewEncoder(src io.Reader) *Encoder { return &Encoder{src: src} }

// Read fills p with converted data. It reads half of p's length at a time; the
// other half is room for the CRs.
func (e *Encoder) Read(p []byte) (int, error) {
	switch {
	case len(p) == 0:
		return 0, nil
	case len(p) == 1:
		return e.readByte(p)
	}
	return e.fill(p)
}

// WriteTo writes all that is left of the source to w in NVT form and returns
// the number of bytes written. Only a long file gets a long buffer.
func (e *Encoder) WriteTo(w io.Writer) (n int64, err error) {
	short := pool.Get().(*[BufferSize]byte)
	for pieces := 0; pieces < shortPieces && err == nil; pieces++ {
		var m int64
		m, err = e.writePiece(w, short[:])
		n += m
	}
	pool.Put(short)
	if err == nil {
		long := longPool.Get().(*[LongBufferSize]byte)
		defer longPool.Put(long)
		for err == nil {
			var m int64
			m, err = e.writePiece(w, long[:])
			n += m
		}
	}
	if err == io.EOF {
		err = nil
	}
	return n, err
}

// writePiece fills buf as far as it has room for what one read may become, and
// writes it. The end of the source is io.EOF.
func (e *Encoder) writePiece(w io.Writer, buf []byte) (n int64, err error) {
	filled := 0
	for err == nil && len(buf)-filled >= 2*readAtOnce {
		var m int
		m, err = e.fill(buf[filled:])
		filled += m
	}
	if filled == 0 {
		return 0, err
	}
	m, failed := writeAll(w, buf[:filled])
	if failed != nil {
		err = failed
	}
	return int64(m), err
}

// fill reads once to the end of buf and converts downwards in place: k bytes
// of input become at most 2k of output, so the output, which begins no less
// than k bytes earlier, never overtakes the input. It returns how much of buf
// holds the result; an error of the source comes alone, after all data.
// len(buf) must be at least 2.
func (e *Encoder) fill(buf []byte) (int, error) {
	if e.waiting {
		e.waiting = false
		buf[0] = '\n'
		return 1, nil
	}
	if e.err != nil {
		return 0, e.err
	}
	in := buf[len(buf)-min(len(buf)/2, readAtOnce):]
	n, err := readSome(e.src, in)
	if err != nil && err != io.EOF {
		err = &Error{OpRead, err}
	}
	e.err = err
	if n == 0 {
		return 0, err
	}
	cr := e.carry.cr
	e.carry.cr = in[n-1] == '\r'
	return expand(buf, in[:n], cr), nil
}

// readByte is Read for a single byte, where the LF of a line end that gets its
// CR has no room and waits for the next call.
func (e *Encoder) readByte(p []byte) (int, error) {
	var two [2]byte
	n, err := e.fill(two[:])
	e.waiting = n == 2
	return copy(p, two[:n]), err
}

// expand writes the NVT form of src to dst, whose length must be at least
// twice that of src, and returns the number of bytes written. cr tells that
// the byte before src was a CR. dst may begin before src in the same memory,
// if by no less than len(src) bytes.
//
// The lines of a block say how the next one is converted: counting them before
// would cost a look at each block more.
func expand(dst, src []byte, cr bool) (w int) {
	head := src[:min(blockSize/4, len(src))]
	short := lineFeeds(head)*shortLineOut > len(head)
	for len(src) > 0 {
		block := src[:min(blockSize, len(src))]
		src = src[len(block):]
		last := block[len(block)-1] == '\r'
		var n, lines int
		if short {
			n, lines = expandStepping(dst[w:], block, cr), lineFeeds(block)
		} else {
			n, lines = expandJumping(dst[w:], block, cr)
		}
		w += n
		short = lines*shortLineOut > len(block)
		cr = last
	}
	return w
}

// expandJumping is expand for lines of usual length: it jumps from LF to LF
// and copies what lies between two insertions in one go. It tells how many LFs
// there are.
func expandJumping(dst, src []byte, cr bool) (w, lines int) {
	from, at := 0, 0 // src[from:at] is seen and not yet copied
	for {
		i := bytes.IndexByte(src[at:], '\n')
		if i < 0 {
			return w + copy(dst[w:], src[from:]), lines
		}
		at += i
		if at > 0 {
			cr = src[at-1] == '\r'
		}
		if !cr {
			w += copy(dst[w:], src[from:at])
			dst[w] = '\r'
			w++
			from = at
		}
		at++
		lines++
	}
}

// expandStepping is expand for very short lines. It has no branch that depends
// on the data: each byte is written after a CR that only counts, and so is
// only kept, in front of a bare LF.
func expandStepping(dst, src []byte, cr bool) (w int) {
	for _, b := range src {
		bare := 0
		if b == '\n' {
			bare = 1
		}
		if cr {
			bare = 0
		}
		dst[w] = '\r'
		w += bare
		dst[w] = b
		w++
		cr = b == '\r'
	}
	return w
}
