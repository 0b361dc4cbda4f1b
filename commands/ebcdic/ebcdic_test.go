package ebcdic

import (
	"bytes"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding/charmap"
)

// TestInvertible converts every octet there and back, each to one that no other has.
func TestInvertible(t *testing.T) {
	seen := map[byte]bool{}
	for b := range 256 {
		p := []byte{byte(b)}
		Encode(p)
		if seen[p[0]] {
			t.Errorf("%02x is the code of two octets", p[0])
		}
		seen[p[0]] = true
		if Decode(p); p[0] != byte(b) {
			t.Errorf("%02x came back as %02x", b, p[0])
		}
	}
}

// TestCode compares with the table of code page 1047 as its makers print it.
func TestCode(t *testing.T) {
	for text, want := range map[string]string{
		"ABCIJRSZ": "\xc1\xc2\xc3\xc9\xd1\xd9\xe2\xe9", "abijrsz": "\x81\x82\x89\x91\x99\xa2\xa9", "0189": "\xf0\xf1\xf8\xf9",
		" .<(+|&!$*);": "\x40\x4b\x4c\x4d\x4e\x4f\x50\x5a\x5b\x5c\x5d\x5e", "[]^{}\\~`": "\xad\xbd\x5f\xc0\xd0\xe0\xa1\x79",
		"\n": "\x15", "\r": "\x0d", "\f": "\x0c", "\v": "\x0b", "\t": "\x05", "\x00": "\x00", "\x85": "\x25", "\xff": "\xdf", "\xc3\xa4": "\x66\x9f",
	} {
		p := []byte(text)
		if Encode(p); string(p) != want {
			t.Errorf("%q is % x; want % x", text, p, want)
		}
	}
	if string(fromHost[' ']) != string(rune(Space)) {
		t.Errorf("the blank is %02x", fromHost[' '])
	}
}

// TestCopy converts what comes in pieces of any size.
func TestCopy(t *testing.T) {
	text := strings.Repeat("a line\n", 50_000)
	var out bytes.Buffer
	n, err := Copy(&out, iotest.HalfReader(strings.NewReader(text)))
	if err != nil || n != int64(len(text)) {
		t.Fatal(n, err)
	}
	if got := out.Bytes(); bytes.Count(got, []byte{NL}) != 50_000 || bytes.IndexByte(got, LF) >= 0 {
		t.Error("lines do not end in NL alone")
	}
	if Decode(out.Bytes()); out.String() != text {
		t.Error("the text did not come back")
	}
}

// TestCodePage holds the code page against what others made of IBM's documents.
func TestCodePage(t *testing.T) {
	for b := range 256 {
		if got, want := codePage1047[b], charmap.CodePage1047.DecodeByte(byte(b)); rune(got) != want {
			t.Errorf("%02X is %02X, want %02X", b, got, want)
		}
	}
}
