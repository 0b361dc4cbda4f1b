package mode

import "io"

// The forms of compressed mode (RFC 959 3.4.3), by the bits at the left, and how much each can tell.
const (
	runOf      = 0x80 // and an octet
	fillerRun  = 0xc0
	formBits   = 0xc0
	maxLiteral = 0x7f
	maxRun     = 0x3f
	escapeC    = 0x00
)

const (
	// worthRun is the length from which a run is shorter as such than within a string of octets, which it
	// would cut in two: two octets, and one for the string that begins anew.
	worthRun = 4
	// worthFiller is the same for fillers, which are one octet.
	worthFiller = 3
	// compressAtOnce is how much is compressed together. A run that goes on beyond it is written as two.
	compressAtOnce = bufferSize / 4
	// compressedRoom is how long that can get, an octet for each string longer, with the code behind it.
	compressedRoom = compressAtOnce + compressAtOnce/maxLiteral + 1 + 3 + MaxMarker
)

// NewCompressed gives compressed mode. filler is the octet that is shortest when it repeats: a blank in text,
// zero elsewhere.
func NewCompressed(w io.Writer, filler byte) Sink {
	return &compressor{w: w, filler: filler, in: make([]byte, 0, compressAtOnce), out: make([]byte, 0, 2*compressedRoom)}
}

// compressor is the encoder of compressed mode. It gathers data, so that what it writes does not depend on
// the pieces that it is given.
type compressor struct {
	w       io.Writer
	filler  byte
	in, out []byte
}

// Write implements io.Writer.
func (c *compressor) Write(p []byte) (n int, err error) {
	for n < len(p) {
		if len(c.in) == cap(c.in) {
			if err := c.squeeze(); err != nil {
				return n, err
			}
		}
		m := min(len(p)-n, cap(c.in)-len(c.in))
		c.in = append(c.in, p[n:n+m]...)
		n += m
	}
	return n, nil
}

// squeeze compresses the gathered data, and leaves room for a code behind it.
func (c *compressor) squeeze() error {
	if len(c.out) >= compressedRoom {
		if err := c.flush(); err != nil {
			return err
		}
	}
	c.out = appendCompressed(c.out, c.in, c.filler)
	c.in = c.in[:0]
	return nil
}

func (c *compressor) flush() error {
	n, err := c.w.Write(c.out)
	if err == nil && n < len(c.out) {
		err = io.ErrShortWrite
	}
	c.out = c.out[:0]
	return err
}

// control appends a descriptor and the string that it applies to: an empty string of fillers, so that the
// descriptor stands behind all data for a reader who applies it at once, too.
func (c *compressor) control(descriptor byte) error {
	if err := c.squeeze(); err != nil {
		return err
	}
	c.out = append(c.out, escapeC, descriptor, fillerRun)
	return nil
}

// EndRecord implements Sink.
func (c *compressor) EndRecord() error { return c.control(endOfRecord) }

// Mark implements Sink.
func (c *compressor) Mark(marker []byte) error {
	if err := checkMarker(marker); err != nil {
		return err
	}
	if err := c.squeeze(); err != nil {
		return err
	}
	c.out = append(c.out, escapeC, restartMark, byte(len(marker)))
	c.out = append(c.out, marker...)
	return nil
}

// Close implements Sink.
func (c *compressor) Close() error {
	if err := c.control(endOfFile); err != nil {
		return err
	}
	return c.flush()
}

// appendCompressed appends src in compressed form.
func appendCompressed(dst, src []byte, filler byte) []byte {
	literal := 0 // src[literal:i] has no form yet
	for i := 0; i < len(src); {
		n := runLength(src[i:])
		worth := worthRun
		if src[i] == filler {
			worth = worthFiller
		}
		if n < worth {
			i += n
			continue
		}
		dst = appendLiteral(dst, src[literal:i])
		dst = appendRun(dst, src[i], n, filler)
		i += n
		literal = i
	}
	return appendLiteral(dst, src[literal:])
}

// runLength is how often the first octet of p stands at its beginning.
func runLength(p []byte) int {
	n := 1
	for n < len(p) && p[n] == p[0] {
		n++
	}
	return n
}

func appendLiteral(dst, p []byte) []byte {
	for len(p) > 0 {
		n := min(len(p), maxLiteral)
		dst = append(append(dst, byte(n)), p[:n]...)
		p = p[n:]
	}
	return dst
}

func appendRun(dst []byte, b byte, n int, filler byte) []byte {
	for n > 0 {
		m := min(n, maxRun)
		if b == filler {
			dst = append(dst, fillerRun|byte(m))
		} else {
			dst = append(dst, runOf|byte(m), b)
		}
		n -= m
	}
	return dst
}

// ReadCompressed reads compressed mode into dst, which it does not close. A descriptor applies to the string
// behind it; before another descriptor, and at the end of the connection, it stands for itself.
func ReadCompressed(dst Sink, r io.Reader, filler byte) error {
	s := newSource(r)
	defer s.release()
	e := expander{source: s, dst: dst, filler: filler}
	for {
		ended, err := e.next()
		if err == ErrCut && e.pending&endOfFile != 0 {
			ended, err = e.apply()
		}
		if err != nil {
			return err
		}
		if ended {
			return s.ended()
		}
	}
}

// expander is the decoder of compressed mode.
type expander struct {
	*source
	dst     Sink
	filler  byte
	pending byte // the descriptor that applies to the next string; 0 for none
	run     [maxRun]byte
}

// next reads one code and what belongs to it, and says whether the file ended.
func (e *expander) next() (ended bool, err error) {
	b, err := e.octet()
	if err != nil {
		return false, err
	}
	if b == escapeC {
		if ended, err = e.apply(); ended || err != nil {
			return ended, err
		}
		e.pending, err = e.descriptor()
		return false, err
	}
	marker := e.pending&restartMark != 0
	switch {
	case b&runOf == 0 && marker:
		err = e.marker(e.dst, int(b))
	case b&runOf == 0:
		err = e.copyTo(e.dst, int(b))
	default:
		var run []byte
		if run, err = e.repeated(b); err != nil {
			return false, err
		}
		if marker {
			err = mark(e.dst, run)
		} else {
			_, err = e.dst.Write(run)
		}
	}
	if err != nil {
		return false, err
	}
	return e.apply()
}

// repeated is the run that a code stands for.
func (e *expander) repeated(code byte) ([]byte, error) {
	octet := e.filler
	if code&formBits == runOf {
		var err error
		if octet, err = e.octet(); err != nil {
			return nil, err
		}
	}
	run := e.run[:code&^byte(formBits)]
	for i := range run {
		run[i] = octet
	}
	return run, nil
}

// apply carries out the pending descriptor of the string that has ended.
func (e *expander) apply() (ended bool, err error) {
	d := e.pending
	e.pending = 0
	if d&endOfRecord != 0 {
		err = e.dst.EndRecord()
	}
	return d&endOfFile != 0, err
}
