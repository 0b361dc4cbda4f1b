package accounts

import (
	"crypto/rand"
	"strings"
)

const (
	// passwordAlphabet has no two characters that look alike: neither i, l, o
	// nor 0 and 1. None of them needs escaping in a URL.
	passwordAlphabet = "abcdefghjkmnpqrstuvwxyz23456789"
	// passwordSymbols of log2(31) bits each make 99 bits, more than anybody
	// can search even offline.
	passwordSymbols = 20
	// passwordGroup is how many symbols stand between two hyphens, so that
	// people can read a password out.
	passwordGroup = 5
)

// RandomPassword returns a new password of 99 random bits, such as
// "k7mqw-3xhtb-n9fea-zr5pc": easy to read out and safe in a URL.
func RandomPassword() string {
	var out strings.Builder
	var random [1]byte
	for n := 0; n < passwordSymbols; {
		rand.Read(random[:])
		// Drawing again instead of wrapping round keeps every symbol equally likely.
		i := int(random[0] & 0x1f)
		if i >= len(passwordAlphabet) {
			continue
		}
		if n > 0 && n%passwordGroup == 0 {
			out.WriteByte('-')
		}
		out.WriteByte(passwordAlphabet[i])
		n++
	}
	return out.String()
}
