package pages

import (
	"bytes"
	"errors"
	"testing"

	"github.com/portolan-ftp/portolan/commands/mode"
)

// sink gathers.
type sink struct {
	bytes.Buffer
	closed bool
}

func (*sink) EndRecord() error  { return nil }
func (*sink) Mark([]byte) error { return nil }
func (s *sink) Close() error    { s.closed = true; return nil }

// FuzzPages sends any data in any pieces as pages and back. Holes come back as zeros, and a part is no whole file.
func FuzzPages(f *testing.F) {
	f.Add([]byte("some data"), 3, uint8(0), 0)
	f.Add(bytes.Repeat([]byte{0, 0, 1}, 300), 100, uint8(1), 2_000)
	f.Add([]byte{1}, 1, uint8(7), 9_999)
	f.Fuzz(func(t *testing.T, data []byte, piece int, width uint8, hole int) {
		bits := int(width%8+1) * 8
		if hole < 0 || hole > 10_000 || piece < 1 || len(data) > 20_000 {
			return
		}
		data = append(append(bytes.Clone(data), make([]byte, hole)...), data...)
		for len(data)%(bits/8) != 0 {
			data = append(data, 1)
		}
		var wire, got sink
		write(t, NewEncoder(&wire, bits), data, piece)
		write(t, NewDecoder(&got, bits), wire.Bytes(), piece)
		if !bytes.Equal(got.Bytes(), data) || !got.closed || !wire.closed {
			t.Fatalf("%d octets came back as %d", len(data), got.Len())
		}
		cut := NewDecoder(&sink{}, bits)
		cut.Write(wire.Bytes()[:wire.Len()-1])
		if err := cut.Close(); err != mode.ErrCut {
			t.Fatalf("a part ends as %v", err)
		}
	})
}

func write(t *testing.T, s mode.Sink, data []byte, piece int) {
	t.Helper()
	for len(data) > 0 {
		n := min(piece, len(data))
		if _, err := s.Write(data[:n]); err != nil {
			t.Fatal(err)
		}
		data = data[n:]
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestHoles leaves pages of zeros out, but not the one that ends the file.
func TestHoles(t *testing.T) {
	var wire sink
	write(t, NewEncoder(&wire, 8), make([]byte, 3*255), 255)
	if want := "\x04\x02\xff\x01" + string(make([]byte, 255)) + "\x04\x00\x00\x00"; wire.String() != want {
		t.Errorf("got % x", wire.String())
	}
}

// TestFaults are told apart: what is no page, what is of no type, what is too large.
func TestFaults(t *testing.T) {
	for wire, want := range map[string]error{
		"\x03":                             mode.ErrMalformed, // the header is too short
		"\x21":                             mode.ErrMalformed, // and too long
		"\x05\x00\x01\x01\x00":             mode.ErrMalformed, // a simple page with a field more
		"\x04\x00\x01\x03":                 mode.ErrMalformed, // access control without its field
		"\x04\x00\x01\x00":                 mode.ErrMalformed, // a last page with data
		"\x04\x00\x00\x00x":                mode.ErrMalformed, // data behind the last page
		"\x04\x01\x00\x01\x04\x01":         nil,               // a page again, but its header is not complete
		"\x04\x01\x00\x01\x04\x01\x00\x01": mode.ErrMalformed,
		"\x04\x00\x00\x04":                 ErrType,
	} {
		_, err := NewDecoder(&sink{}, 8).Write([]byte(wire))
		if !errors.Is(err, want) || want == nil && err != nil {
			t.Errorf("% x: %v, want %v", wire, err, want)
		}
	}
	for wire, bits := range map[string]int{
		"\x00\x04\x00\x00\x02\x01\x00\x01":                                 16, // longer than a page
		"\x00\x00\x04\x00\x00\x00\x00\x10\x01\x00\x00\x02":                 24, // a descriptor too long
		"\x00\x00\x00\x04\x00\x00\x80\x01\x00\x00\x00\x01\x00\x00\x00\x01": 32, // a hole too large
		"\x00\x00\x00\x00\x00\x00\x00\x04\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01": 64,
	} {
		if _, err := NewDecoder(&sink{}, bits).Write([]byte(wire)); !errors.Is(err, mode.ErrMalformed) {
			t.Errorf("% x: %v", wire, err)
		}
	}
	if _, err := NewEncoder(&sink{}, 8).Write(make([]byte, 256*255+1)); !errors.Is(err, ErrTooLong) {
		t.Errorf("a file of too many pages: %v", err)
	}
}
