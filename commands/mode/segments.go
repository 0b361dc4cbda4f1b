package mode

import (
	"bytes"
	"encoding/binary"
	"hash/adler32"
	"io"
	"runtime"
	"sync"

	"github.com/klauspost/compress/flate"
	"golang.org/x/sync/semaphore"

	"github.com/portolan-ftp/portolan/fsm/contain"
)

// segmentSize is how much of a file is compressed by itself. What repeats across the border of two segments is not
// found: with this size a text becomes longer by half a hundredth at the default level, and by three times that at the
// highest.
const segmentSize = 256 << 10

// mostHelpers is how many goroutines beside those of transfers may compress at a time, for all transfers together:
// half of the processors, so that the rest is left for other sessions, and four, because each transfer has buffers for
// as many segments.
var mostHelpers = min(runtime.GOMAXPROCS(0)/2, 4)

// helpers counts those that compress.
var helpers = semaphore.NewWeighted(int64(mostHelpers))

// zlibWriter writes the zlib format (RFC 1950). Helpers compress some segments of a file while there are processors to
// spare, and the transfer's goroutine the others. The row modez of the bench needs it.
type zlibWriter struct {
	w       io.Writer
	level   int
	sum     uint32     // Adler-32 of the segments that were written
	filling *segment   // has room
	filled  []*segment // no more than one for each helper
}

// newZlibWriter writes to w at a level from [MinLevel] to [MaxLevel].
func newZlibWriter(w io.Writer, level int) *zlibWriter {
	z := &zlibWriter{w: w, level: level, sum: adler32.Checksum(nil)}
	z.filling = newSegment()
	z.filling.out.Write(zlibHeader(level))
	return z
}

// zlibHeader is the beginning of the format: deflate with the largest window, the level in four classes, and a
// checksum.
func zlibHeader(level int) []byte {
	const method, checked = 0x78, 31
	class := 0
	switch {
	case level > 6:
		class = 3
	case level == 6:
		class = 2
	case level > 1:
		class = 1
	}
	header := uint16(method<<8 | class<<6)
	return binary.BigEndian.AppendUint16(nil, header+checked-header%checked)
}

// Write implements io.Writer.
func (z *zlibWriter) Write(p []byte) (n int, err error) {
	for n < len(p) {
		if z.filling.full() {
			if err := z.pass(); err != nil {
				return n, err
			}
		}
		m := z.filling.take(p[n:])
		n += m
	}
	return n, nil
}

// pass begins another segment. Once there is one for each helper, and one more, they are compressed.
func (z *zlibWriter) pass() error {
	z.filled = append(z.filled, z.filling)
	z.filling = newSegment()
	if len(z.filled) <= mostHelpers {
		return nil
	}
	return z.send()
}

// send writes the filled segments.
func (z *zlibWriter) send() error {
	compress(z.filled, z.level)
	for _, s := range z.filled {
		if s.err != nil {
			return s.err
		}
		z.sum = combined(z.sum, s.sum, s.n)
		if s.last {
			s.out.Write(binary.BigEndian.AppendUint32(nil, z.sum))
		}
		if _, err := z.w.Write(s.out.Bytes()); err != nil {
			return err
		}
		s.release()
	}
	z.filled = z.filled[:0]
	return nil
}

// compress compresses segments, the last one and those for which there is no helper in the caller's goroutine.
func compress(all []*segment, level int) {
	var group sync.WaitGroup
	for i, s := range all {
		if i == len(all)-1 || !helpers.TryAcquire(1) {
			s.compress(level)
			continue
		}
		group.Go(func() {
			defer helpers.Release(1)
			s.compress(level)
		})
	}
	group.Wait()
}

// Close ends the format. It does not close what is below.
func (z *zlibWriter) Close() error {
	z.filling.last = true
	z.filled = append(z.filled, z.filling)
	z.filling = nil
	return z.send()
}

// segment is a part of a file on its way through a compressor.
type segment struct {
	in   [segmentSize]byte
	n    int  // octets in it
	last bool // of the file
	out  bytes.Buffer
	sum  uint32 // Adler-32 of in
	err  error
}

var segments = sync.Pool{New: func() any { return new(segment) }}

func newSegment() *segment { return segments.Get().(*segment) }

// release gives the segment back, which nothing must use any more.
func (s *segment) release() {
	s.out.Reset()
	s.n, s.last, s.err = 0, false, nil
	segments.Put(s)
}

func (s *segment) full() bool { return s.n == len(s.in) }

// take copies what there is room for.
func (s *segment) take(p []byte) int {
	n := copy(s.in[s.n:], p)
	s.n += n
	return n
}

// compressors are kept for later segments, by level: each has tables of some hundred KiB.
var compressors [MaxLevel + 1]sync.Pool

// compress fills out. A panic of the compressor is an error, whoever calls it.
func (s *segment) compress(level int) {
	var err error
	panicked := contain.Do(func() { err = s.deflate(level) })
	if s.err = panicked; panicked == nil {
		s.err = err
	}
}

func (s *segment) deflate(level int) (err error) {
	s.sum = adler32.Checksum(s.in[:s.n])
	z, ok := compressors[level].Get().(*flate.Writer)
	if ok {
		z.Reset(&s.out)
	} else if z, err = flate.NewWriter(&s.out, level); err != nil {
		return err
	}
	if _, err = z.Write(s.in[:s.n]); err != nil {
		return err
	}
	if s.last {
		err = z.Close()
	} else {
		err = z.Flush()
	}
	compressors[level].Put(z)
	return err
}

// combined is the Adler-32 of two pieces in a row, from that of each and the length of the second. Both sums of the
// second began with 1 and 0 where they had to begin with those of the first.
func combined(first, second uint32, length int) uint32 {
	const base, half = 65521, 16 // RFC 1950 9
	a, b := uint64(first&0xffff), uint64(first>>half)
	a2, b2 := uint64(second&0xffff), uint64(second>>half)
	rest := uint64(length) % base
	low := (a + a2 + base - 1) % base
	high := (b + b2 + rest*(a+base-1)) % base
	return uint32(high<<half | low)
}
