// Package ascii converts file data to and from the form that TYPE A puts on
// the data connection (RFC 959 3.1.1.1): NVT-ASCII, whose lines end in CR LF.
//
// Files are kept with bare LF line ends, as Unix does:
//
//	file        one LF    two LF   a CR LF b   (13 bytes)
//	RETR  --->  one CR LF two CR LF a CR LF b
//	STOR  <---  one LF    two LF   a LF b
//
// Outbound ([Encode]) every LF without a CR before it becomes CR LF; a CR LF
// that is in the file already stays CR LF, and all other bytes, a lone CR
// among them, pass as they are. Inbound ([Decoder]) every CR LF becomes LF and
// all other bytes pass as they are. So text without CR survives a round trip
// byte for byte, and a file with CR LF line ends comes back with LF: TYPE A is
// for text, TYPE I for everything else.
//
// The same rule gives the two numbers that a client of RFC 3659 asks for:
// [Size], the length on the wire, and [SkipEncoded], the place in the file
// where a restart at a given wire offset continues, be it between the CR and
// the LF of one line end.
//
// Everything streams: memory per transfer is one pooled buffer of [BufferSize]
// bytes, or of [LongBufferSize] while a long file is sent, whatever the length
// of the file or of a line. TYPE E and record structure are not handled here.
package ascii

import (
	"bytes"
	"errors"
	"io"
	"sync"
)

const (
	// BufferSize is the size in bytes of the pooled conversion buffer, of which
	// each running conversion holds one. 128 KiB makes a system call per 128 KiB
	// inbound, and outbound one per 64 KiB of file (the other half is room for
	// inserted CRs).
	BufferSize = 128 << 10
	// LongBufferSize is the same outbound, once a file is longer than a piece or
	// two. Each write wakes the receiver and costs a walk through the network, so
	// that four times as many bytes for each save up to a sixth of the processor
	// time of a download (row asciiretr of the bench); 1 MiB saves little more.
	LongBufferSize = 512 << 10
)

// blockSize is the unit in bytes for which expand and contract choose between
// jumping and stepping. It fits the first-level cache together with its
// output, so that looking twice at a block costs no memory traffic.
const blockSize = 4 << 10

// maxEmptyReads is how many reads in a row may bring neither data nor an error
// before a source counts as broken; the same number as in bufio.
const maxEmptyReads = 100

// Op names the side of a conversion that failed, so that a server can tell a
// broken file (RETR: read, STOR: write) from a broken data connection.
type Op string

// The operations of an [Error].
const (
	OpRead  Op = "read"  // reading the source
	OpWrite Op = "write" // writing the converted bytes
	OpSeek  Op = "seek"  // positioning the source for a restart
)

// Error is the failure of the reader or writer beneath a conversion.
type Error struct {
	Op  Op    // which side failed
	Err error // the cause
}

// Error returns the operation and the cause.
func (e *Error) Error() string { return "ascii: " + string(e.Op) + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// ErrOffset is the cause of an [Error] of [OpSeek] when the restart offset is
// negative or lies beyond the end of the converted file.
var ErrOffset = errors.New("offset outside the converted file")

// ErrClosed is returned by a [Decoder] that is used after Close.
var ErrClosed = errors.New("ascii: decoder is closed")

// Carry is what a conversion must remember between two pieces of a stream: one
// bit about a CR at the end of the last piece. The zero value begins a stream.
// Encoding and decoding mean different things by it, so each needs its own.
type Carry struct {
	cr bool // encoding: the last byte was CR; decoding: a CR is held back
}

// Held says whether decoding holds back a CR, about which the next byte decides.
func (c Carry) Held() bool { return c.cr }

// The pools hold the conversion buffers between transfers.
var (
	pool     = sync.Pool{New: func() any { return new([BufferSize]byte) }}
	longPool = sync.Pool{New: func() any { return new([LongBufferSize]byte) }}
)

// readSome reads from r until there is data or an error, so that a reader
// which returns nothing at all cannot spin for ever.
func readSome(r io.Reader, p []byte) (int, error) {
	for range maxEmptyReads {
		if n, err := r.Read(p); n > 0 || err != nil {
			return n, err
		}
	}
	return 0, io.ErrNoProgress
}

// writeAll writes p to w and makes an error of a short write.
func writeAll(w io.Writer, p []byte) (int, error) {
	n, err := w.Write(p)
	if err == nil && n != len(p) {
		err = io.ErrShortWrite
	}
	if err != nil {
		return n, &Error{OpWrite, err}
	}
	return n, nil
}

// lineFeeds counts the LFs of p, vectorised.
func lineFeeds(p []byte) int { return bytes.Count(p, []byte{'\n'}) }
