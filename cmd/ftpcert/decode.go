package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// errCut says that what was received ends too early.
var errCut = errors.New("the data end before the file does")

// received is a file while it is put together.
type received struct {
	records [][]byte
	open    []byte // the record that has no end yet
	ended   bool
}

func (r *received) descriptor(d byte) {
	if d&blockEndsRecord != 0 {
		r.records, r.open = append(r.records, r.open), nil
	}
	r.ended = r.ended || d&blockEndsFile != 0
}

// decode makes lines or records of what travelled. It is strict.
func decode(f form, data []byte) ([][]byte, error) {
	r := &received{}
	var rest []byte
	var err error
	switch {
	case f.mode == 'B':
		rest, err = r.blocks(data)
	case f.mode == 'C':
		rest, err = r.compressed(data, filler(f.typ))
	case f.structure == 'R':
		rest, err = r.stream(data)
	default:
		r.open, r.ended = data, true
	}
	switch {
	case err != nil:
		return nil, err
	case !r.ended:
		return nil, errCut
	case len(rest) > 0:
		return nil, fmt.Errorf("%d octets behind the end of the file", len(rest))
	}
	lines := r.records
	if f.structure == 'F' {
		if len(lines) > 0 {
			return nil, errors.New("there are ends of records")
		}
		if lines, err = cutLines(f.typ, r.open); err != nil {
			return nil, err
		}
	} else if len(r.open) > 0 { // the end of the file ends the last record
		lines = append(lines, r.open)
	}
	if f.typ == 'E' {
		for i := range lines {
			if lines[i], err = fromEBCDIC(lines[i]); err != nil {
				return nil, err
			}
		}
	}
	return lines, nil
}

// cutLines cuts a text at its line ends; an image is one piece.
func cutLines(typ byte, data []byte) ([][]byte, error) {
	end := lineEnd(typ)
	if end == nil {
		return [][]byte{data}, nil
	}
	text, ok := bytes.CutSuffix(data, end)
	if !ok {
		return nil, errors.New("the last line has no end")
	}
	return bytes.Split(text, end), nil
}

func (r *received) stream(data []byte) ([]byte, error) {
	for !r.ended && len(data) > 0 {
		b := data[0]
		if data = data[1:]; b != streamEscape {
			r.open = append(r.open, b)
			continue
		}
		if len(data) == 0 {
			return nil, errCut
		}
		code := data[0]
		data = data[1:]
		switch code {
		case streamEscape:
			r.open = append(r.open, streamEscape)
		case streamEndsRecord:
			r.descriptor(blockEndsRecord)
		case streamEndsFile:
			r.descriptor(blockEndsFile)
		case streamEndsRecord | streamEndsFile:
			r.descriptor(blockEndsRecord | blockEndsFile)
		default:
			return nil, fmt.Errorf("the escape %02x", code)
		}
	}
	return data, nil
}

func (r *received) blocks(data []byte) ([]byte, error) {
	for !r.ended && len(data) > 0 {
		if len(data) < 3 {
			return nil, errCut
		}
		descriptor, n := data[0], int(binary.BigEndian.Uint16(data[1:]))
		if data = data[3:]; n > len(data) {
			return nil, errCut
		}
		if descriptor&blockIsMarker == 0 {
			r.open = append(r.open, data[:n]...)
		}
		data = data[n:]
		r.descriptor(descriptor)
	}
	return data, nil
}

// compressed takes a descriptor as one of the string behind it. One that nothing follows stands for itself.
func (r *received) compressed(data []byte, filler byte) ([]byte, error) {
	pending := byte(0)
	for !r.ended && len(data) > 0 {
		b := data[0]
		data = data[1:]
		n, octets := int(b&longestRun), []byte{filler}
		switch {
		case b == 0:
			if len(data) == 0 {
				return nil, errCut
			}
			r.descriptor(pending)
			pending, data = data[0], data[1:]
			continue
		case b < compressedRun:
			n, octets = 1, data[:min(int(b), len(data))]
			if len(octets) < int(b) {
				return nil, errCut
			}
			data = data[len(octets):]
		case b < compressedFiller:
			if len(data) == 0 {
				return nil, errCut
			}
			octets, data = data[:1], data[1:]
		}
		if pending&blockIsMarker == 0 {
			r.open = append(r.open, bytes.Repeat(octets, n)...)
		}
		r.descriptor(pending)
		pending = 0
	}
	r.descriptor(pending)
	return data, nil
}
