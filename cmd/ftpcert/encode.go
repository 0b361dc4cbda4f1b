package main

import (
	"bytes"
	"encoding/binary"
)

// The descriptors of block and compressed mode (RFC 959 3.4.2), and of records in stream mode (3.4.1).
const (
	blockEndsRecord = 128
	blockEndsFile   = 64
	blockIsMarker   = 16

	streamEscape     = 0xff
	streamEndsRecord = 1
	streamEndsFile   = 2
)

// blockLength is the length of the blocks that the suite sends; shorter than some records, longer than others.
const blockLength = 1000

// lineEnd is what ends a line of text in file structure: CR LF of NVT-ASCII, NL of EBCDIC (RFC 959 3.1.1), and
// nothing in an image, which has no lines.
func lineEnd(typ byte) []byte {
	return map[byte][]byte{'A': []byte("\r\n"), 'E': {0x15}}[typ]
}

// filler is what compressed mode has a short form for (RFC 959 3.4.3).
func filler(typ byte) byte { return map[byte]byte{'A': ' ', 'E': 0x40}[typ] }

// encode makes a file of lines or records into what travels. In file structure there is one long record, without an
// end.
func encode(f form, file [][]byte) []byte {
	records := make([][]byte, len(file))
	for i, line := range file {
		records[i] = line
		if f.typ == 'E' {
			records[i] = toEBCDIC(line)
		}
	}
	if f.structure == 'F' {
		var all []byte
		for _, r := range records {
			all = append(append(all, r...), lineEnd(f.typ)...)
		}
		records = [][]byte{all}
	}
	var out []byte
	for i, r := range records {
		descriptor := byte(0)
		if f.structure == 'R' {
			descriptor = blockEndsRecord
		}
		if i == len(records)-1 {
			descriptor |= blockEndsFile
		}
		switch f.mode {
		case 'S':
			out = appendStream(out, r, f.structure == 'R', i == len(records)-1)
		case 'B':
			out = appendBlocks(out, r, descriptor)
		case 'C':
			out = appendCompressed(out, r, descriptor, filler(f.typ))
		}
	}
	return out
}

// appendStream appends a record of stream mode: 0xff is doubled, and a code of two octets ends it; in file structure
// there is no code.
func appendStream(out, record []byte, structured, last bool) []byte {
	if !structured {
		return append(out, record...)
	}
	out = append(out, bytes.ReplaceAll(record, []byte{streamEscape}, []byte{streamEscape, streamEscape})...)
	code := byte(streamEndsRecord)
	if last {
		code |= streamEndsFile
	}
	return append(out, streamEscape, code)
}

// appendBlocks appends a record of block mode, whose last block has the descriptor.
func appendBlocks(out, record []byte, descriptor byte) []byte {
	for len(record) > blockLength {
		out = binary.BigEndian.AppendUint16(append(out, 0), blockLength)
		out, record = append(out, record[:blockLength]...), record[blockLength:]
	}
	out = binary.BigEndian.AppendUint16(append(out, descriptor), uint16(len(record)))
	return append(out, record...)
}

// The forms of compressed mode, and the longest of each.
const (
	compressedRun    = 0x80
	compressedFiller = 0xc0
	longestString    = 127
	longestRun       = 63
)

// appendCompressed appends a record of compressed mode. "The descriptor codes apply to the succeeding string of bytes"
// (RFC 959 3.4.3), so that the record's descriptor comes before its last string.
func appendCompressed(out, record []byte, descriptor, filler byte) []byte {
	var strings [][]byte
	literal := []byte(nil)
	flush := func() {
		if len(literal) > 0 {
			strings = append(strings, append([]byte{byte(len(literal))}, literal...))
			literal = nil
		}
	}
	for len(record) > 0 {
		n := 1
		for n < len(record) && n < longestRun && record[n] == record[0] {
			n++
		}
		switch {
		case record[0] == filler && n > 1:
			flush()
			strings = append(strings, []byte{compressedFiller | byte(n)})
		case n > 2:
			flush()
			strings = append(strings, []byte{compressedRun | byte(n), record[0]})
		default:
			n = 1
			if literal = append(literal, record[0]); len(literal) == longestString {
				flush()
			}
		}
		record = record[n:]
	}
	if flush(); len(strings) == 0 {
		strings = [][]byte{{compressedFiller}} // none of them: 0 would be an escape
	}
	out = append(out, bytes.Join(strings[:len(strings)-1], nil)...)
	if descriptor != 0 {
		out = append(out, 0, descriptor)
	}
	return append(out, strings[len(strings)-1]...)
}
