// Package ebcdic converts file data to and from the form that TYPE E puts on the data connection (RFC 959
// 3.1.1.2): EBCDIC, whose lines end in NL.
//
//	file          A  LF   [    ä (UTF-8)
//	              41 0A   5B   C3 A4
//	RETR  --->    C1 15   AD   66 9F
//	STOR  <---    the same bytes again
//
// The code is IBM's code page 1047, which z/OS uses for its Unix files, for C, and in its own FTP server
// against ISO 8859-1; code page 037 differs in eleven characters, brackets and the caret among them.
//
// Every octet of a file has exactly one octet of EBCDIC and the other way round, so whatever is stored is
// retrieved unchanged, text or not, and lengths and restart offsets are the same on both sides. That is done
// by reading files as ISO 8859-1, all of whose 256 characters the code page has. Characters beyond ASCII of a
// file in UTF-8 therefore travel octet by octet and come back whole; on a machine with EBCDIC they do not
// look like the character. One pair is not the code page's own: the host's line end LF and EBCDIC's line end
// NL (15) stand for each other, and so the two that are left over, NEL (85) and EBCDIC's LF (25), do too.
package ebcdic

import (
	"io"
	"sync"

	"golang.org/x/text/encoding/charmap"
)

// Octets with a meaning of their own.
const (
	NL    = 0x15 // ends a line
	LF    = 0x25 // moves the paper, and ends no line
	Space = 0x40 // the filler of compressed mode (RFC 959 3.4.3)
)

// The host's octets that [charmap] does not give as TYPE E needs them.
const (
	hostLF  = 0x0a
	hostNEL = 0x85
)

// bufferSize is how much of a file is read and converted at once: few system calls, and within the cache.
const bufferSize = 64 << 10

var buffers = sync.Pool{New: func() any { return new([bufferSize]byte) }}

// toHost and fromHost are the code: by octet, both without a gap.
var toHost, fromHost = tables()

func tables() (to, from [256]byte) {
	for b := range 256 {
		to[b] = byte(charmap.CodePage1047.DecodeByte(byte(b)))
	}
	to[NL], to[LF] = hostLF, hostNEL
	for b, host := range to {
		from[host] = byte(b)
	}
	return to, from
}

// Encode converts p, octets of a file, to EBCDIC where it stands.
func Encode(p []byte) {
	for i, b := range p {
		p[i] = fromHost[b]
	}
}

// Decode converts p, EBCDIC, to the file's octets where it stands.
func Decode(p []byte) {
	for i, b := range p {
		p[i] = toHost[b]
	}
}

// Copy writes all of src to dst in EBCDIC and returns how many octets that were, in the file and on the wire.
func Copy(dst io.Writer, src io.Reader) (n int64, err error) {
	buf := buffers.Get().(*[bufferSize]byte)
	defer buffers.Put(buf)
	return io.CopyBuffer(struct{ io.Writer }{dst}, encoder{src}, buf[:])
}

// encoder gives what it reads in EBCDIC.
type encoder struct{ src io.Reader }

func (e encoder) Read(p []byte) (int, error) {
	n, err := e.src.Read(p)
	Encode(p[:n])
	return n, err
}
