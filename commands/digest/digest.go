// Package digest computes the digests that FTP clients ask a server for, and reads the arguments of the commands
// that do:
//
//	HASH f          213 SHA-256 0-49 6a2da20943931e9834fc12cfe5bb47bbd9ae43489a30726962b576f4e3993e50 f
//	XCRC "a b" 0 50 250 414FA339
//	MD5 f           251 f 9E107D9D372BB6826BD81D3542A419D6
//
// HASH is of draft-bryan-ftpext-hash and MD5 of draft-twine-ftpmd5; no document says what the X commands are.
//
// [Sum] reads in chunks and ends soon after its context, so that a client can stop what takes long. A digest tells
// whether a file arrived whole. CRC32, MD5 and SHA-1 do not protect against forgery.
package digest

import (
	"context"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"hash"
	"hash/crc32"
	"io"
	"strings"
	"sync"

	"github.com/portolan-ftp/portolan/storage"
)

// Algorithm is a way to compute a digest; the zero value is none.
type Algorithm uint8

// The algorithms, in the order of the line in FEAT.
const (
	SHA256 Algorithm = 1 + iota
	SHA512
	SHA1
	MD5
	CRC32 // of IEEE 802.3, as the tools gzip and cksum -a crc32b have it
)

// algorithms are the names and the makers. The names are those of IANA's registry of textual names of hash
// functions (RFC 4572 8.2), where it has one.
var algorithms = [...]struct {
	name string
	make func() hash.Hash
}{
	SHA256: {"SHA-256", sha256.New},
	SHA512: {"SHA-512", sha512.New},
	SHA1:   {"SHA-1", sha1.New},
	MD5:    {"MD5", md5.New},
	CRC32:  {"CRC32", func() hash.Hash { return crc32.NewIEEE() }},
}

// String is the name that HASH shows; "" for none.
func (a Algorithm) String() string { return algorithms[a].name }

// OrDefault is the algorithm, or the default one instead of none: no weak one (draft-bryan-ftpext-hash 5).
func (a Algorithm) OrDefault() Algorithm {
	if a == 0 {
		return SHA256
	}
	return a
}

var errUnknown = errors.New("digest: no such algorithm")

// ParseAlgorithm reads the argument of OPTS HASH: a name, in any case.
func ParseAlgorithm(arg string, _ storage.Path) (Algorithm, error) {
	name := strings.Trim(arg, " ")
	for a := SHA256; a <= CRC32; a++ {
		if len(name) == len(a.String()) && strings.EqualFold(name, a.String()) { // ASCII letters only
			return a, nil
		}
	}
	return 0, errUnknown
}

// Feat lists all algorithms, with an asterisk at the chosen one: "SHA-256*;SHA-512;SHA-1;MD5;CRC32". The line of
// FEAT shows this behind the word HASH (draft-bryan-ftpext-hash 3.1, as in its example).
func Feat(chosen Algorithm) string {
	var names []string
	for a := SHA256; a <= CRC32; a++ {
		name := a.String()
		if a == chosen {
			name += "*"
		}
		names = append(names, name)
	}
	return strings.Join(names, ";")
}

// chunk is how much is read between two checks of the context. Hashing it takes a fraction of a millisecond, so that an
// abort is noticed soon, and reading costs little beside it.
const chunk = 256 << 10

// buffers keeps the buffers of finished digests for the next ones.
var buffers = sync.Pool{New: func() any { return new([chunk]byte) }}

// Sum reads r to its end and returns the digest in lower-case hexadecimal (draft-bryan-ftpext-hash 3). It fails with
// the error of r, or with that of the context soon after its end.
func Sum(ctx context.Context, a Algorithm, r io.Reader) (string, error) {
	buf := buffers.Get().(*[chunk]byte)
	defer buffers.Put(buf)
	h := algorithms[a].make()
	for {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		n, err := r.Read(buf[:])
		h.Write(buf[:n])
		if err == io.EOF {
			return hex.EncodeToString(h.Sum(nil)), nil
		}
		if err != nil {
			return "", err
		}
	}
}
