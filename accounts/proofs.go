package accounts

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"

	lru "github.com/hashicorp/golang-lru/v2"
)

// maxProofs is how many right passwords are remembered: some 2 MB in the worst case.
const maxProofs = 4096

// proofs remember which passwords were right, so that the next login with one needs no slow hash. They keep no
// password, but a keyed hash of each. The key exists only in this process; see Static.
//
// A proof is of a password and the slow hash that it fitted. With another hash in the users' file it is worth nothing.
type proofs struct {
	key [sha256.Size]byte
	of  *lru.Cache[string, [sha256.Size]byte]
}

func newProofs() *proofs {
	p := &proofs{}
	rand.Read(p.key[:])
	p.of, _ = lru.New[string, [sha256.Size]byte](maxProofs) // its error is for a size that is not positive
	return p
}

// holds reports whether password was right for name, with the hash that is in force now.
func (p *proofs) holds(name string, h hash, password string) bool {
	proof, remembered := p.of.Get(name)
	if !remembered || h.digest == nil {
		return false
	}
	tag := p.tag(name, h, password)
	return hmac.Equal(proof[:], tag[:])
}

// keep remembers that password was right.
func (p *proofs) keep(name string, h hash, password string) {
	p.of.Add(name, p.tag(name, h, password))
}

// tag hashes all three together. Lengths come first, so that no other triple has the same bytes.
func (p *proofs) tag(name string, h hash, password string) (tag [sha256.Size]byte) {
	mac := hmac.New(sha256.New, p.key[:])
	for _, part := range []string{name, h.text, password} {
		var length [8]byte
		binary.BigEndian.PutUint64(length[:], uint64(len(part)))
		mac.Write(length[:])
		mac.Write([]byte(part))
	}
	mac.Sum(tag[:0])
	return tag
}
