package commands_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"testing"
)

// naive is RFC 959 3 written down once more, straight from its words and with nothing of the server's in it: it has
// whole files in memory, and writes forms that the server itself never chooses.
type naive struct {
	kind      byte // A, E, I or L
	bits      int
	structure byte // F, R or P
	mode      byte // S, B, C or Z
}

// naiveBlock is the length of its blocks and strings: small and odd, so that everything is cut in many places.
const naiveBlock = 7

// encode is the file on the wire. Text is in lines that end in LF.
func (n naive) encode(file string) string {
	parts := n.parts(file)
	switch n.mode {
	case 'B':
		return naiveBlocks(parts, n.structure == 'R')
	case 'C':
		return naiveCompressed(parts, n.structure == 'R')
	}
	stream := strings.Join(parts, "")
	if n.structure == 'R' {
		for i := range parts {
			parts[i] = strings.ReplaceAll(parts[i], "\xff", "\xff\xff")
		}
		stream = strings.Join(parts, "\xff\x01") + "\xff\x03"
	}
	if n.mode == 'S' {
		return stream
	}
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	io.WriteString(w, stream)
	w.Close()
	return z.String()
}

// parts are the octets of the type, record by record, or all in one.
func (n naive) parts(file string) []string {
	switch {
	case n.structure == 'R' && n.isText():
		var all []string
		for _, line := range strings.Split(strings.TrimSuffix(file, "\n"), "\n") {
			all = append(all, n.octets(line))
		}
		return all
	case n.structure == 'P':
		return []string{n.pages(n.octets(file))}
	}
	return []string{n.octets(file)}
}

func (n naive) isText() bool { return n.kind == 'A' || n.kind == 'E' }

// octets are text as it travels.
func (n naive) octets(text string) string {
	switch n.kind {
	case 'A':
		return strings.ReplaceAll(text, "\n", "\r\n")
	case 'E':
		return mapOctets(text, naiveEbcdic)
	}
	return text
}

// text is octets turned back.
func (n naive) text(octets string) string {
	switch n.kind {
	case 'A':
		return strings.ReplaceAll(octets, "\r\n", "\n")
	case 'E':
		back := map[byte]byte{}
		for host, code := range naiveEbcdic {
			back[code] = host
		}
		return mapOctets(octets, back)
	}
	return octets
}

func mapOctets(s string, table map[byte]byte) string {
	b := []byte(s)
	for i := range b {
		b[i] = table[b[i]]
	}
	return string(b)
}

// naiveEbcdic has the characters that the texts of the tests are made of.
var naiveEbcdic = func() map[byte]byte {
	table := map[byte]byte{' ': 0x40, '\n': 0x15, '[': 0xad, ']': 0xbd}
	for first, codes := range map[byte][2]int{'a': {0x81, 9}, 'j': {0x91, 9}, 's': {0xa2, 8}, '0': {0xf0, 10}} {
		for i := range codes[1] {
			table[first+byte(i)] = byte(codes[0] + i)
		}
	}
	return table
}()

// pages cuts octets into pages of the server's size.
func (n naive) pages(octets string) string {
	width, size := n.bits/8, 255
	if width > 1 {
		size = 512 * width
	}
	var all string
	for i := 0; len(octets) > 0; i++ {
		page := octets[:min(size, len(octets))]
		octets = octets[len(page):]
		all += n.fields(4, i, len(page)/width, 1) + page
	}
	return all + n.fields(4, 0, 0, 0)
}

// fields are a page's header.
func (n naive) fields(values ...int) string {
	var all string
	for _, v := range values {
		all += string(binary.BigEndian.AppendUint64(nil, uint64(v))[8-n.bits/8:])
	}
	return all
}

// naiveBlocks marks the last block of a record, and the last one of the file with it.
func naiveBlocks(parts []string, records bool) string {
	var all strings.Builder
	for i, p := range parts {
		for {
			piece := p[:min(naiveBlock, len(p))]
			p = p[len(piece):]
			flags := 0
			if p == "" && records {
				flags |= 0x80
			}
			if p == "" && i == len(parts)-1 {
				flags |= 0x40
			}
			all.WriteString(string([]byte{byte(flags), 0, byte(len(piece))}) + piece)
			if p == "" {
				break
			}
		}
	}
	return all.String()
}

// naiveCompressed puts descriptors before the string that they apply to, and an empty record's before a string of
// no fillers.
func naiveCompressed(parts []string, records bool) string {
	var all strings.Builder
	for i, p := range parts {
		for {
			piece := p[:min(naiveBlock, len(p))]
			run := 0
			for run < min(len(p), 63) && p[run] == p[0] {
				run++
			}
			if run >= 3 {
				piece = p[:run]
			}
			p = p[len(piece):]
			flags := 0
			if p == "" && records {
				flags |= 0x80
			}
			if p == "" && i == len(parts)-1 {
				flags |= 0x40
			}
			if flags != 0 {
				all.WriteString("\x00" + string([]byte{byte(flags)}))
			}
			switch {
			case piece == "":
				all.WriteString("\xc0")
			case run >= 3:
				all.WriteString(string([]byte{0x80 | byte(len(piece)), piece[0]}))
			default:
				all.WriteString(string([]byte{byte(len(piece))}) + piece)
			}
			if p == "" {
				break
			}
		}
	}
	return all.String()
}

// decode is the file that a download carries.
func (n naive) decode(t testing.TB, wire string) string {
	t.Helper()
	var parts []string
	switch n.mode {
	case 'B':
		parts = unblock(t, wire)
	case 'C':
		parts = n.uncompress(t, wire)
	case 'Z':
		r, err := zlib.NewReader(strings.NewReader(wire))
		must(t, err)
		all, err := io.ReadAll(r)
		must(t, err)
		wire = string(all)
		fallthrough
	default:
		parts = n.unstream(t, wire)
	}
	switch {
	case n.structure == 'R' && n.isText():
		for i := range parts {
			parts[i] = n.text(parts[i]) + "\n"
		}
		return strings.Join(parts, "")
	case len(parts) > 1:
		t.Fatalf("%d records", len(parts))
	case n.structure == 'P':
		return n.text(n.unpage(t, strings.Join(parts, "")))
	}
	return n.text(strings.Join(parts, ""))
}

// unstream takes stream mode apart, octet by octet.
func (n naive) unstream(t testing.TB, wire string) (records []string) {
	t.Helper()
	if n.structure != 'R' {
		return []string{wire}
	}
	var record []byte
	for len(wire) >= 2 {
		switch {
		case wire[0] != 0xff:
			record, wire = append(record, wire[0]), wire[1:]
		case wire[1] == 0xff:
			record, wire = append(record, 0xff), wire[2:]
		case wire[1] == 1:
			records, record, wire = append(records, string(record)), nil, wire[2:]
		case wire[1] == 2 && len(wire) == 2 && len(record) == 0:
			return records
		default:
			t.Fatalf("at the end: %q and %q", record, wire)
		}
	}
	t.Fatal("there is no end of the file")
	return nil
}

// unblock takes block mode apart; markers are left out.
func unblock(t testing.TB, wire string) (records []string) {
	t.Helper()
	var record []byte
	for len(wire) >= 3 {
		flags, size := wire[0], int(wire[1])<<8|int(wire[2])
		data := wire[3 : 3+size]
		wire = wire[3+size:]
		if flags&0x10 == 0 {
			record = append(record, data...)
		}
		if flags&0x80 != 0 {
			records, record = append(records, string(record)), nil
		}
		if flags&0x40 != 0 && wire == "" {
			if len(record) > 0 {
				records = append(records, string(record))
			}
			return records
		}
	}
	t.Fatal("there is no end of the file")
	return nil
}

// uncompress takes compressed mode apart; markers are left out.
func (n naive) uncompress(t testing.TB, wire string) (records []string) {
	t.Helper()
	filler := map[byte]string{'A': " ", 'E': "\x40"}[n.kind]
	if filler == "" {
		filler = "\x00"
	}
	var record []byte
	flags := byte(0)
	for wire != "" {
		code, size := wire[0], int(wire[0]&0x3f)
		var data string
		switch {
		case code == 0:
			flags, wire = wire[1], wire[2:]
			continue
		case code < 0x80:
			data, wire = wire[1:1+int(code)], wire[1+int(code):]
		case code < 0xc0:
			data, wire = strings.Repeat(wire[1:2], size), wire[2:]
		default:
			data, wire = strings.Repeat(filler, size), wire[1:]
		}
		if flags&0x10 == 0 {
			record = append(record, data...)
		}
		if flags&0x80 != 0 {
			records, record = append(records, string(record)), nil
		}
		if flags&0x40 != 0 && wire == "" {
			if len(record) > 0 {
				records = append(records, string(record))
			}
			return records
		}
		flags = 0
	}
	t.Fatal("there is no end of the file")
	return nil
}

// unpage puts pages where they belong.
func (n naive) unpage(t testing.TB, wire string) string {
	t.Helper()
	width, size := n.bits/8, 255
	if width > 1 {
		size = 512 * width
	}
	var file []byte
	for {
		var field [4]int
		for i := range field {
			for _, b := range []byte(wire[i*width : (i+1)*width]) {
				field[i] = field[i]<<8 | int(b)
			}
		}
		wire = wire[4*width:]
		if field[3] == 0 && wire == "" {
			return string(file)
		}
		if field[0] != 4 || field[3] != 1 {
			t.Fatal(fmt.Sprint("the header ", field))
		}
		data := wire[:field[2]*width]
		wire = wire[len(data):]
		file = append(append(file, make([]byte, field[1]*size-len(file))...), data...)
	}
}
