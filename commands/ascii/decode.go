package ascii

import (
	"bytes"
	"io"
	"slices"
)

// shortLineIn is to contract what shortLineOut is to expand.
const shortLineIn = 12

// AppendDecode appends the file form of src, the next piece of a stream in NVT
// form, to dst and returns the extended slice. A CR that ends src is held back
// in carry; after the last piece [Carry.AppendFlush] gives it out. dst and src
// must not overlap.
func AppendDecode(dst, src []byte, carry *Carry) []byte {
	if len(src) == 0 {
		return dst
	}
	dst = slices.Grow(dst, 1+len(src))
	if carry.cr && src[0] != '\n' {
		dst = append(dst, '\r')
	}
	w := contract(dst[len(dst):len(dst)+len(src)], src)
	dst = dst[:len(dst)+w]
	carry.cr = src[len(src)-1] == '\r'
	if carry.cr {
		dst = dst[:len(dst)-1]
	}
	return dst
}

// AppendFlush appends the CR that decoding holds back, if there is one, and
// resets the carry.
func (c *Carry) AppendFlush(dst []byte) []byte {
	if c.cr {
		dst = append(dst, '\r')
	}
	c.cr = false
	return dst
}

// Decoder writes data that arrives in NVT form to a file in the file's form.
// It is an [io.Writer] and an [io.ReaderFrom]; the latter converts in the
// buffer that it reads into. Close writes the CR that may be held back at the
// end. It is not for concurrent use; after an error each call returns it again.
type Decoder struct {
	w     io.Writer
	carry Carry
	buf   *[BufferSize]byte // borrowed by the first use, returned by Close
	err   error
}

// NewDecoder returns a Decoder that writes to w.
func NewDecoder(w io.Writer) *Decoder { return &Decoder{w: w} }

// Write converts p and writes the result. It does not change p. On an error it
// reports how much of p was converted by the pieces written before.
func (d *Decoder) Write(p []byte) (n int, err error) {
	if d.err != nil {
		return 0, d.err
	}
	buf := d.buffer()
	for n < len(p) {
		m := copy(buf[1:], p[n:])
		if err := d.put(m); err != nil {
			return n, err
		}
		n += m
	}
	return n, nil
}

// ReadFrom converts all of r and writes the result. n is the number of bytes
// read, which is what came over the wire. It does not write a held-back CR,
// since more may follow: Close does.
func (d *Decoder) ReadFrom(r io.Reader) (n int64, err error) {
	if d.err != nil {
		return 0, d.err
	}
	buf := d.buffer()
	for {
		m, err := readSome(r, buf[1:])
		n += int64(m)
		if werr := d.put(m); werr != nil {
			return n, werr
		}
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			d.err = &Error{OpRead, err}
			return n, d.err
		}
	}
}

// Close writes the CR that the end of the data may have left held back and
// returns the buffer. It does not close the writer beneath. After a failed
// write it reports that failure again; a second Close returns [ErrClosed].
func (d *Decoder) Close() error {
	if d.buf != nil {
		pool.Put(d.buf)
		d.buf = nil
	}
	err := d.err
	if err == nil && d.carry.cr {
		_, err = writeAll(d.w, d.carry.AppendFlush(nil))
	}
	d.err = ErrClosed
	return err
}

// buffer returns the Decoder's buffer. Its first byte is kept free for a CR
// that was held back.
func (d *Decoder) buffer() *[BufferSize]byte {
	if d.buf == nil {
		d.buf = pool.Get().(*[BufferSize]byte)
	}
	return d.buf
}

// put converts the n bytes at buf[1:] in place and writes them, with a CR held
// back earlier put in front and one at the end held back.
func (d *Decoder) put(n int) error {
	if n == 0 {
		return nil
	}
	data := d.buf[1 : 1+n]
	if d.carry.cr {
		d.buf[0] = '\r'
		data = d.buf[:1+n]
	}
	d.carry.cr = data[len(data)-1] == '\r'
	if d.carry.cr {
		data = data[:len(data)-1]
	}
	data = data[:contract(data, data)]
	if len(data) == 0 {
		return nil
	}
	if _, err := writeAll(d.w, data); err != nil {
		d.err = err
		return err
	}
	return nil
}

// contract writes src without the CR of each CR LF to dst, which must be as
// long and may be the same memory or begin earlier in it, and returns the
// number of bytes written. A CR that ends src is written.
func contract(dst, src []byte) (w int) {
	for len(src) > 0 {
		n := min(blockSize, len(src))
		for n < len(src) && src[n-1] == '\r' {
			n++ // the block takes the byte that decides about its last CR
		}
		block := src[:n]
		src = src[n:]
		switch lines := lineFeeds(block); {
		case lines == 0:
			w += move(dst[w:], block)
		case lines*shortLineIn > n:
			w += contractStepping(dst[w:], block)
		default:
			w += contractJumping(dst[w:], block)
		}
	}
	return w
}

// move is copy, without the work when both are the same memory.
func move(dst, src []byte) int {
	if &dst[0] == &src[0] {
		return len(src)
	}
	return copy(dst, src)
}

// contractJumping is contract for lines of usual length: it jumps from LF to
// LF and moves what lies between two omissions in one go.
func contractJumping(dst, src []byte) (w int) {
	from, at := 0, 0 // src[from:at] is seen and not yet moved
	for {
		i := bytes.IndexByte(src[at:], '\n')
		if i < 0 {
			return w + copy(dst[w:], src[from:])
		}
		at += i
		if at > 0 && src[at-1] == '\r' {
			w += copy(dst[w:], src[from:at-1])
			from = at
		}
		at++
	}
}

// contractStepping is contract for very short lines, without a branch that
// depends on the data: every byte is written, and a CR in front of an LF is
// then overwritten.
func contractStepping(dst, src []byte) (w int) {
	b := src[0]
	for _, next := range src[1:] {
		dst[w] = b
		keep := 1
		if next == '\n' {
			keep = 0
		}
		if b != '\r' {
			keep = 1
		}
		w += keep
		b = next
	}
	dst[w] = b
	return w + 1
}
