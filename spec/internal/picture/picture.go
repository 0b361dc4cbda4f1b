// Package picture stamps pictures of pages with a fingerprint of what they show, so that a test can tell an old picture
// from one of today's page without drawing anything. The bytes of a picture depend on the fonts of a machine.
//
//	png = picture.Stamped(png, picture.Fingerprint(page))
//	picture.Stamp(png)     // the fingerprint, "" for a picture without
//
// The fingerprint stands in the file as text with a keyword (PNG 11.3.3.3), before the chunk that ends it.
package picture

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
)

const (
	keyword = "Fingerprint\x00"
	end     = 12 // bytes of the last chunk
)

// Fingerprint is a hash of what a picture shows.
func Fingerprint(shown string) string {
	sum := sha256.Sum256([]byte(shown))
	return hex.EncodeToString(sum[:])
}

// Stamped is a picture with a fingerprint.
func Stamped(png []byte, print string) []byte {
	chunk := []byte("tEXt" + keyword + print)
	var b []byte
	b = append(b, png[:len(png)-end]...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(chunk)-4))
	b = append(b, chunk...)
	b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(chunk))
	return append(b, png[len(png)-end:]...)
}

// Stamp is the fingerprint of a picture, "" for one without.
func Stamp(png []byte) string {
	_, after, found := bytes.Cut(png, []byte("tEXt"+keyword))
	if !found || len(after) < 2*sha256.Size {
		return ""
	}
	return string(after[:2*sha256.Size])
}
