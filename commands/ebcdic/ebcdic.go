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
)

// Octets with a meaning of their own.
const (
	NL    = 0x15 // ends a line
	LF    = 0x25 // moves the paper, and ends no line
	Space = 0x40 // the filler of compressed mode (RFC 959 3.4.3)
)

// The host's octets that the code page does not give as TYPE E needs them.
const (
	hostLF  = 0x0a
	hostNEL = 0x85
)

// bufferSize is how much of a file is read and converted at once: few system calls, and within the cache.
const bufferSize = 64 << 10

var buffers = sync.Pool{New: func() any { return new([bufferSize]byte) }}

// codePage1047 is ISO 8859-1 by IBM's code page 1047. Package charmap of golang.org/x/text has it too, with 90 kB of
// other code pages that a program cannot leave out; a test compares the two.
const codePage1047 = "" +
	"\x00\x01\x02\x03\x9c\x09\x86\x7f\x97\x8d\x8e\x0b\x0c\x0d\x0e\x0f" + // 00
	"\x10\x11\x12\x13\x9d\x85\x08\x87\x18\x19\x92\x8f\x1c\x1d\x1e\x1f" + // 10
	"\x80\x81\x82\x83\x84\x0a\x17\x1b\x88\x89\x8a\x8b\x8c\x05\x06\x07" + // 20
	"\x90\x91\x16\x93\x94\x95\x96\x04\x98\x99\x9a\x9b\x14\x15\x9e\x1a" + // 30
	"\x20\xa0\xe2\xe4\xe0\xe1\xe3\xe5\xe7\xf1\xa2\x2e\x3c\x28\x2b\x7c" + // 40
	"\x26\xe9\xea\xeb\xe8\xed\xee\xef\xec\xdf\x21\x24\x2a\x29\x3b\x5e" + // 50
	"\x2d\x2f\xc2\xc4\xc0\xc1\xc3\xc5\xc7\xd1\xa6\x2c\x25\x5f\x3e\x3f" + // 60
	"\xf8\xc9\xca\xcb\xc8\xcd\xce\xcf\xcc\x60\x3a\x23\x40\x27\x3d\x22" + // 70
	"\xd8\x61\x62\x63\x64\x65\x66\x67\x68\x69\xab\xbb\xf0\xfd\xfe\xb1" + // 80
	"\xb0\x6a\x6b\x6c\x6d\x6e\x6f\x70\x71\x72\xaa\xba\xe6\xb8\xc6\xa4" + // 90
	"\xb5\x7e\x73\x74\x75\x76\x77\x78\x79\x7a\xa1\xbf\xd0\x5b\xde\xae" + // A0
	"\xac\xa3\xa5\xb7\xa9\xa7\xb6\xbc\xbd\xbe\xdd\xa8\xaf\x5d\xb4\xd7" + // B0
	"\x7b\x41\x42\x43\x44\x45\x46\x47\x48\x49\xad\xf4\xf6\xf2\xf3\xf5" + // C0
	"\x7d\x4a\x4b\x4c\x4d\x4e\x4f\x50\x51\x52\xb9\xfb\xfc\xf9\xfa\xff" + // D0
	"\x5c\xf7\x53\x54\x55\x56\x57\x58\x59\x5a\xb2\xd4\xd6\xd2\xd3\xd5" + // E0
	"\x30\x31\x32\x33\x34\x35\x36\x37\x38\x39\xb3\xdb\xdc\xd9\xda\x9f" // F0

// toHost and fromHost are the code: by octet, both without a gap.
var toHost, fromHost = tables()

func tables() (to, from [256]byte) {
	for b := range 256 {
		to[b] = codePage1047[b]
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
