package mode

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"testing"
	"testing/iotest"
)

// forms are the modes, by name.
var forms = []struct {
	name    string
	records bool
	write   func(io.Writer) Sink
	read    func(Sink, io.Reader) error
}{
	{"stream", false, func(w io.Writer) Sink { return NewStream(w, false) }, func(s Sink, r io.Reader) error { return ReadStream(s, r, false) }},
	{"stream with records", true, func(w io.Writer) Sink { return NewStream(w, true) }, func(s Sink, r io.Reader) error { return ReadStream(s, r, true) }},
	{"block", true, NewBlock, ReadBlock},
	{"compressed", true, func(w io.Writer) Sink { return NewCompressed(w, ' ') }, func(s Sink, r io.Reader) error { return ReadCompressed(s, r, ' ') }},
	{"deflate", false, deflate(DefaultLevel, false), func(s Sink, r io.Reader) error { return ReadDeflate(s, r, false) }},
	{"deflate with records", true, deflate(MaxLevel, true), func(s Sink, r io.Reader) error { return ReadDeflate(s, r, true) }},
	{"deflate that stores", true, deflate(MinLevel, true), func(s Sink, r io.Reader) error { return ReadDeflate(s, r, true) }},
}

func deflate(level int, records bool) func(io.Writer) Sink {
	return func(w io.Writer) Sink {
		s, err := NewDeflate(w, level, records)
		if err != nil {
			panic(err)
		}
		return s
	}
}

// story is a Sink that writes down what it is told.
type story struct{ bytes.Buffer }

func (s *story) EndRecord() error    { s.WriteString("<R>"); return nil }
func (s *story) Mark(m []byte) error { fmt.Fprintf(s, "<%s>", m); return nil }
func (s *story) Close() error        { s.WriteString("<F>"); return nil }

// tell sends data in pieces, with records and markers between them where the mode has those. What it returns is the
// story that has to come out.
func tell(t *testing.T, s Sink, data, splits []byte, records, marks bool) string {
	t.Helper()
	want := &story{}
	check := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	for i := 0; ; i++ {
		n := len(data)
		if i < len(splits) {
			n = min(n, int(splits[i])*int(splits[i])*3)
		}
		m, err := s.Write(data[:n])
		check(err)
		if m != n {
			t.Fatalf("%d of %d octets were taken", m, n)
		}
		want.Write(data[:n])
		data = data[n:]
		if marks && i%3 == 1 {
			check(s.Mark([]byte("mark")))
			want.Mark([]byte("mark"))
		}
		if records && i%2 == 1 {
			check(s.EndRecord())
			want.EndRecord()
		}
		if len(data) == 0 && i >= len(splits) {
			check(s.Close())
			return want.String()
		}
	}
}

// FuzzModes sends any data in any pieces through every mode and back, cut in the middle of everything, and sees to
// it that no part of what was sent passes for all of it.
func FuzzModes(f *testing.F) {
	f.Add([]byte("a    b\xff\xff\x01\x00\x00\x00cccccc\n"), []byte{1, 0, 2, 1})
	f.Add(bytes.Repeat([]byte("0123456789      "), 20_000), []byte{200, 1, 0, 0, 255, 150})
	f.Add([]byte{}, []byte{0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, data, splits []byte) {
		if len(splits) > 50 {
			return
		}
		for _, form := range forms {
			marks := form.name == "block" || form.name == "compressed"
			var wire bytes.Buffer
			want := tell(t, form.write(&wire), data, splits, form.records, marks)
			for _, r := range []io.Reader{bytes.NewReader(wire.Bytes()), iotest.OneByteReader(bytes.NewReader(wire.Bytes()))} {
				var got story
				if err := form.read(&got, r); err != nil || got.String() != want {
					t.Fatalf("%s: %v, %.200q; want %.200q", form.name, err, got.String(), want)
				}
				if len(data) > 5_000 {
					break
				}
			}
			if form.name == "stream" || wire.Len() == 0 {
				continue
			}
			end := len(data) % wire.Len()
			if form.name == "compressed" && end == wire.Len()-1 {
				continue // the descriptor stands for itself at the end of the connection
			}
			if err := form.read(&story{}, bytes.NewReader(wire.Bytes()[:end])); err != ErrCut {
				t.Fatalf("%s: %d of %d octets end as %v", form.name, end, wire.Len(), err)
			}
		}
	})
}

// FuzzDecoders reads any octets in every mode: nothing panics, and errors are those of the contract.
func FuzzDecoders(f *testing.F) {
	for _, seed := range []string{"\xff\x01\xff\x02", "\x80\x00\x01a\x40\x00\x00", "\x10\x00\x02ab\x40\x00\x00", "\x01a\xc3\x83b\x00\x80\xc0\x00\x40", "x\x9c\x03\x00\x00\x00\x00\x01"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, wire []byte) {
		for _, form := range forms {
			err := form.read(&story{}, bytes.NewReader(wire))
			if err != nil && err != ErrCut && !errors.Is(err, ErrMalformed) {
				t.Errorf("%s: %v", form.name, err)
			}
		}
	})
}

// TestCompressionIsWorthIt sends what compressed mode is made for, and what it is not.
func TestCompressionIsWorthIt(t *testing.T) {
	for text, want := range map[string]int{string(bytes.Repeat([]byte(" "), 630)): 10, string(bytes.Repeat([]byte("a"), 630)): 20, string(bytes.Repeat([]byte("ab"), 635)): 1280} {
		if got := len(appendCompressed(nil, []byte(text), ' ')); got != want {
			t.Errorf("%.3q...: %d octets, want %d", text, got, want)
		}
	}
}

// TestBomb expands a few octets: more than the ratio allows is refused, early, and what is within it is not.
func TestBomb(t *testing.T) {
	var wire bytes.Buffer
	z := zlib.NewWriter(&wire)
	zeros := make([]byte, 1<<20)
	for range 2 * RatioGrace / len(zeros) {
		z.Write(zeros)
	}
	z.Close()
	var got count
	if err := ReadDeflate(&got, &wire, false); !errors.Is(err, ErrMalformed) {
		t.Errorf("a bomb ends as %v", err)
	}
	if got > RatioGrace+bufferSize {
		t.Errorf("%d octets were expanded", got)
	}
	wire.Reset()
	z.Reset(&wire)
	for range RatioGrace / len(zeros) {
		z.Write(zeros)
	}
	z.Close()
	got = 0
	if err := ReadDeflate(&got, &wire, false); err != nil || got != RatioGrace {
		t.Errorf("%d octets, %v", got, err)
	}
}

// count is a Sink that counts.
type count int

func (c *count) Write(p []byte) (int, error) { *c += count(len(p)); return len(p), nil }
func (*count) EndRecord() error              { return nil }
func (*count) Mark([]byte) error             { return nil }
func (*count) Close() error                  { return nil }

// TestErrorsOfTheConnection come back as they are.
func TestErrorsOfTheConnection(t *testing.T) {
	broken := errors.New("broken")
	for _, form := range forms {
		if err := form.read(&story{}, iotest.ErrReader(broken)); err != broken {
			t.Errorf("%s: %v", form.name, err)
		}
	}
}

// TestMarkers refuses markers that are none.
func TestMarkers(t *testing.T) {
	for _, s := range []Sink{NewBlock(io.Discard), NewCompressed(io.Discard, 0)} {
		for _, marker := range []string{"", "a b", "\x7f", "\xc3\xa4", string(bytes.Repeat([]byte("x"), MaxMarker+1))} {
			if err := s.Mark([]byte(marker)); !errors.Is(err, ErrMalformed) {
				t.Errorf("%q: %v", marker, err)
			}
		}
		if err := s.Mark(bytes.Repeat([]byte("x"), MaxMarker)); err != nil {
			t.Error(err)
		}
	}
}
