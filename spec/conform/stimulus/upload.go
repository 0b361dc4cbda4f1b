package stimulus

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
)

// Form is how a file is sent: the states of the regions mode, structure and type.
type Form struct{ Mode, Structure, Type string }

// The kinds of uploads.
const (
	UploadGood    = ""        // a small file
	UploadGarbage = "garbage" // what no form allows
	UploadMarker  = "marker"  // a restart marker in the middle, where the mode has them
	UploadPage    = "page"    // a page of a type that nobody knows
	UploadMore    = "more"    // more than a range has room for
)

// Kinds are all kinds of uploads, the good one first.
func Kinds() []string {
	return []string{UploadGood, UploadMore, UploadGarbage, UploadMarker, UploadPage}
}

// Content is what is uploaded: lines, with every letter of the alphabet.
var Content = []byte("the quick brown fox\r\njumps over the lazy dog\r\n")

// much is more than any range that the tester chooses has room for.
const much = 4096

// The descriptors of blocks (RFC 959 3.4.2) and the letters of record structure (RFC 959 3.4.1).
const (
	blockEOF, blockMarker = 64, 16
	escape, recordEOF     = 0xff, 2
)

// Upload is the bytes of an upload.
func (f Form) Upload(kind string) []byte {
	content := Content
	switch kind {
	case UploadGarbage:
		return bytes.Repeat([]byte{0xfe, 0x03, 0x81}, 20)
	case UploadMore:
		content = bytes.Repeat([]byte("more "), much)
	}
	if f.Structure == "page" {
		content = pages(content, kind)
	} else if f.Structure == "record" && f.Mode != "block" && f.Mode != "compressed" {
		content = append(bytes.Clone(content), escape, recordEOF)
	}
	switch f.Mode {
	case "block":
		var b []byte
		if kind == UploadMarker {
			b = append(b, blockMarker, 0, 6)
			b = append(b, "mark01"...)
		}
		return append(b, block(content)...)
	case "compressed":
		return compressed(content, kind)
	case "deflate":
		var b bytes.Buffer
		w := zlib.NewWriter(&b)
		_, _ = w.Write(content) // a buffer takes everything
		_ = w.Close()
		return b.Bytes()
	}
	return content
}

// block is one block, the last (RFC 959 3.4.2).
func block(content []byte) []byte {
	b := []byte{blockEOF}
	b = binary.BigEndian.AppendUint16(b, uint16(len(content)))
	return append(b, content...)
}

// literal is the most bytes that one header of compressed mode may announce (RFC 959 3.4.3).
const literal = 127

func compressed(content []byte, kind string) []byte {
	var b []byte
	if kind == UploadMarker {
		b = append(b, 0, blockMarker, 6)
		b = append(b, "mark01"...)
	}
	for len(content) > 0 {
		n := min(len(content), literal)
		b = append(append(b, byte(n)), content[:n]...)
		content = content[n:]
	}
	return append(b, 0, blockEOF)
}

// pages is one page and the end (RFC 959 3.1.2.3): header length, index, data length and type, as bytes.
func pages(content []byte, kind string) []byte {
	pageType := byte(1)
	if kind == UploadPage {
		pageType = 9
	}
	n := min(len(content), literal)
	return append(append([]byte{4, 0, byte(n), pageType}, content[:n]...), 4, 0, 0, 0)
}
