package ascii

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"math/bits"
)

// Size reads r to its end and returns the number of bytes that [Encode] would
// write for it: the answer to SIZE in TYPE A (RFC 3659 4). It looks at ctx
// before each read and then fails with the context's cause, so that the count
// of a huge file ends with the session that asked for it.
func Size(ctx context.Context, r io.Reader) (int64, error) {
	buf := pool.Get().(*[BufferSize]byte)
	defer pool.Put(buf)
	var size int64
	cr := false
	for {
		n, err := readNext(ctx, r, buf[:])
		if n > 0 {
			size += int64(n + bareLF(buf[:n], cr))
			cr = buf[n-1] == '\r'
		}
		if err == io.EOF {
			return size, nil
		}
		if err != nil {
			return 0, &Error{OpRead, err}
		}
	}
}

// SkipEncoded returns an [Encoder] that gives the NVT form of src without its
// first n bytes, for a RETR after REST n: in TYPE A a restart offset counts
// bytes on the wire (RFC 3659 5.3). It reads src from its beginning, as the
// place in the file depends on all line ends before it, and looks at ctx
// before each read. An offset that falls between the CR and the LF of a line
// end continues with the LF. An offset outside 0..[Size] fails with
// [ErrOffset].
func SkipEncoded(ctx context.Context, src io.ReadSeeker, n int64) (*Encoder, error) {
	if n < 0 {
		return nil, &Error{OpSeek, ErrOffset}
	}
	if _, err := src.Seek(0, io.SeekStart); err != nil {
		return nil, &Error{OpSeek, err}
	}
	at, carry, err := locate(ctx, src, n)
	if err != nil {
		return nil, err
	}
	if _, err := src.Seek(at, io.SeekStart); err != nil {
		return nil, &Error{OpSeek, err}
	}
	return &Encoder{src: src, carry: carry}, nil
}

// locate reads r until n bytes of NVT form lie behind it, and returns how many
// bytes of r they are and the carry for what follows.
func locate(ctx context.Context, r io.Reader, n int64) (at int64, carry Carry, err error) {
	if n == 0 {
		return 0, carry, nil
	}
	buf := pool.Get().(*[BufferSize]byte)
	defer pool.Put(buf)
	for {
		m, err := readNext(ctx, r, buf[:])
		if data := buf[:m]; m > 0 {
			size := int64(m + bareLF(data, carry.cr))
			if n <= size {
				i, c := locateIn(data, int(n), carry)
				return at + int64(i), c, nil
			}
			n -= size
			at += int64(m)
			carry.cr = data[m-1] == '\r'
		}
		if err == io.EOF {
			return 0, carry, &Error{OpSeek, ErrOffset}
		}
		if err != nil {
			return 0, carry, &Error{OpRead, err}
		}
	}
}

// locateIn is locate within p, which has at least n > 0 bytes of NVT form.
func locateIn(p []byte, n int, carry Carry) (int, Carry) {
	at := 0
	for {
		i := bytes.IndexByte(p[at:], '\n')
		if i < 0 || n <= i {
			return at + n, Carry{p[at+n-1] == '\r'}
		}
		if i > 0 {
			carry.cr = p[at+i-1] == '\r'
		}
		at, n = at+i, n-i
		if !carry.cr {
			n--
		}
		if n == 0 {
			return at, Carry{true} // the CR, in the file or not, is behind us
		}
		at, n = at+1, n-1
		if n == 0 {
			return at, Carry{}
		}
		carry.cr = false
	}
}

// readNext is readSome, unless ctx has ended.
func readNext(ctx context.Context, r io.Reader, p []byte) (int, error) {
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	return readSome(r, p)
}

// bareLF counts the LFs of p that have no CR before them, which is by how many
// bytes the NVT form is longer. cr tells that the byte before p was a CR.
func bareLF(p []byte, cr bool) int {
	n := lineFeeds(p)
	if n == 0 {
		return 0
	}
	if cr && p[0] == '\n' {
		n--
	}
	if bytes.IndexByte(p, '\r') < 0 {
		return n
	}
	return n - lineEnds(p)
}

// lineEnds counts the CR LF pairs of p, eight at a time: two overlapping words
// of memory, one byte apart, are compared with CR and with LF.
func lineEnds(p []byte) (n int) {
	for len(p) > 8 {
		first := binary.LittleEndian.Uint64(p)
		second := binary.LittleEndian.Uint64(p[1:])
		n += bits.OnesCount64(bytesEqual(first, '\r') & bytesEqual(second, '\n'))
		p = p[8:]
	}
	for i := 1; i < len(p); i++ {
		if p[i-1] == '\r' && p[i] == '\n' {
			n++
		}
	}
	return n
}

// bytesEqual returns a word with the top bit set in each byte of v that equals
// b and all other bits clear.
func bytesEqual(v uint64, b byte) uint64 {
	const low = 0x7f7f7f7f7f7f7f7f
	const ones = 0x0101010101010101
	v ^= ones * uint64(b)
	return ^((v&low + low) | v | low)
}
