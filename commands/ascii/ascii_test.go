package ascii

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// encodings are files and their form on the wire.
var encodings = []struct{ name, file, wire string }{
	{"empty", "", ""},
	{"no line end", "abc", "abc"},
	{"one line", "abc\n", "abc\r\n"},
	{"only LF", "\n\n\n", "\r\n\r\n\r\n"},
	{"CR LF stays CR LF (Q77)", "a\r\nb\r\n", "a\r\nb\r\n"},
	{"mixed line ends", "a\nb\r\nc\n", "a\r\nb\r\nc\r\n"},
	{"bare CR stays", "a\rb\r", "a\rb\r"},
	{"CR CR LF", "\r\r\n", "\r\r\n"},
	{"LF CR", "\n\r", "\r\n\r"},
	{"LF after CR LF", "\r\n\n", "\r\n\r\n"},
	{"all other bytes pass", "\x00\xff\t\x0b\x1a", "\x00\xff\t\x0b\x1a"},
}

// decodings are wire forms and the files that STOR makes of them, where the
// file is not simply the inverse in encodings.
var decodings = []struct{ name, wire, file string }{
	{"empty", "", ""},
	{"one line", "abc\r\n", "abc\n"},
	{"bare LF stays", "a\nb\n", "a\nb\n"},
	{"bare CR stays", "a\rb", "a\rb"},
	{"CR at the end", "a\r", "a\r"},
	{"CR CR LF", "a\r\r\n", "a\r\n"},
	{"only CR", "\r\r\r", "\r\r\r"},
	{"only CR LF", "\r\n\r\n", "\n\n"},
	{"CR NUL stays", "a\r\x00b", "a\r\x00b"},
	{"LF CR", "\n\r", "\n\r"},
}

func TestEncode(t *testing.T) {
	for _, c := range encodings {
		var out bytes.Buffer
		n, err := Encode(&out, strings.NewReader(c.file))
		if err != nil || out.String() != c.wire || n != int64(len(c.wire)) {
			t.Errorf("%s: Encode wrote %q (n=%d, %v), want %q", c.name, out.String(), n, err, c.wire)
		}
		for size := 1; size <= 5; size++ {
			src := iotest.DataErrReader(strings.NewReader(c.file)) // io.EOF comes with the last bytes
			got, err := readAll(NewEncoder(src), size)
			if err != nil || got != c.wire {
				t.Errorf("%s: Read(%d bytes) gave %q, %v, want %q", c.name, size, got, err, c.wire)
			}
		}
		if err := iotest.TestReader(NewEncoder(strings.NewReader(c.file)), []byte(c.wire)); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// readAll reads r to its end, size bytes at a time.
func readAll(r io.Reader, size int) (string, error) {
	var all []byte
	p := make([]byte, size)
	for {
		n, err := r.Read(p)
		all = append(all, p[:n]...)
		if err == io.EOF {
			return string(all), nil
		}
		if err != nil {
			return string(all), err
		}
	}
}

func TestDecode(t *testing.T) {
	for _, c := range decodings {
		var out bytes.Buffer
		d := NewDecoder(&out)
		n, err := d.ReadFrom(strings.NewReader(c.wire))
		if err != nil || n != int64(len(c.wire)) {
			t.Errorf("%s: ReadFrom = %d, %v", c.name, n, err)
		}
		if err := d.Close(); err != nil || out.String() != c.file {
			t.Errorf("%s: ReadFrom wrote %q (Close: %v), want %q", c.name, out.String(), err, c.file)
		}
		out.Reset()
		d = NewDecoder(&out)
		for i := range len(c.wire) {
			if n, err := d.Write([]byte{c.wire[i]}); n != 1 || err != nil {
				t.Errorf("%s: Write = %d, %v", c.name, n, err)
			}
		}
		if err := d.Close(); err != nil || out.String() != c.file {
			t.Errorf("%s: single bytes wrote %q (Close: %v), want %q", c.name, out.String(), err, c.file)
		}
	}
}

// A CR is held back until the byte after it decides, across calls and kinds of
// calls, and Close alone gives it out.
func TestDecoderHoldsCR(t *testing.T) {
	var out bytes.Buffer
	d := NewDecoder(&out)
	step := func(want string, err error) {
		t.Helper()
		if err != nil || out.String() != want {
			t.Fatalf("file is %q (%v), want %q", out.String(), err, want)
		}
	}
	_, err := d.Write([]byte("a\r"))
	step("a", err)
	_, err = d.ReadFrom(strings.NewReader("\nb\r"))
	step("a\nb", err)
	_, err = d.Write(nil)
	step("a\nb", err)
	_, err = d.Write([]byte("c\r"))
	step("a\nb\rc", err)
	_, err = d.Write([]byte("\r"))
	step("a\nb\rc\r", err)
	step("a\nb\rc\r\r", d.Close())
	if err := d.Close(); err != ErrClosed {
		t.Errorf("second Close: %v", err)
	}
	if _, err := d.Write([]byte("x")); err != ErrClosed {
		t.Errorf("Write after Close: %v", err)
	}
	if _, err := d.ReadFrom(strings.NewReader("x")); err != ErrClosed {
		t.Errorf("ReadFrom after Close: %v", err)
	}
	step("a\nb\rc\r\r", nil)
}

// Write must not change its argument, though ReadFrom converts in place.
func TestWriteKeepsArgument(t *testing.T) {
	p := []byte("a\r\nb\r\n")
	d := NewDecoder(io.Discard)
	if _, err := d.Write(p); err != nil || string(p) != "a\r\nb\r\n" {
		t.Errorf("Write left %q, %v", p, err)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
}

// Line ends at every place around the borders of blocks and buffers, for both
// the short-line and the long-line way.
func TestBorders(t *testing.T) {
	fills := []string{"x", "\n", "x\n", "\r", "\r\n", "xxxxxxxxxxxxxxxxxxxx\n"}
	for _, border := range []int{blockSize, BufferSize / 2, BufferSize} {
		if border > blockSize {
			fills = []string{"x", "\r", "x\n"} // enough there, and quicker
		}
		for _, fill := range fills {
			for shift := -2; shift <= 1; shift++ {
				for _, mark := range []string{"\n", "\r\n", "\r\r\n", "\r"} {
					head := strings.Repeat(fill, border/len(fill)+4)[:border+shift]
					checkAll(t, []byte(head+mark+"tail\n"), nil)
					checkAll(t, []byte(head+mark), nil)
				}
			}
		}
	}
}

// Line ends at every place around the ends of what is read, and of what is
// written, of a long file.
func TestLongBorders(t *testing.T) {
	last := byte(0)
	for _, reads := range []int{1, 2, 3, 3 + LongBufferSize/readAtOnce} {
		for shift := -2; shift <= 1; shift++ {
			for _, mark := range []string{"\n", "\r\n", "\r"} {
				head := strings.Repeat("a line of usual length\n", reads*readAtOnce/20)[:reads*readAtOnce+shift]
				file := head + mark + "tail\n"
				var out bytes.Buffer
				n, err := Encode(&out, strings.NewReader(file))
				if n != int64(out.Len()) || err != nil {
					t.Fatal(n, err)
				}
				last = 0
				same(t, "Encode", out.Bytes(), naiveEncode(nil, []byte(file), &last))
			}
		}
	}
}

// The lines of a block say how the next one is converted, which must make no
// difference to what comes out.
func TestLinesOfAllLengths(t *testing.T) {
	var file []byte
	for i, line := range []string{"\n", "a line of usual length\n", "x", "\r\n", "ab\n", "\r", "a\r\n\n"} {
		file = append(file, strings.Repeat(line, blockSize/len(line)*3/2+i)...)
	}
	file = append(file, file...)
	checkAll(t, file, nil)
	checkAll(t, file, []byte{200, 3, 77, 250, 9})
}

// checkAll holds every function of the package against the naive loops for the
// file or wire form data. splits give the lengths of the pieces of a stream;
// nil makes one piece.
func checkAll(t *testing.T, data []byte, splits []byte) {
	t.Helper()
	last := byte(0)
	wire, file := naiveEncode(nil, data, &last), naiveDecode(nil, data)

	var enc, dec Carry
	var gotWire, gotFile []byte
	var out bytes.Buffer
	d := NewDecoder(&out)
	for piece := range pieces(data, splits) {
		gotWire = AppendEncode(gotWire, piece, &enc)
		gotFile = AppendDecode(gotFile, piece, &dec)
		if n, err := d.Write(piece); n != len(piece) || err != nil {
			t.Fatalf("Write(%d bytes) = %d, %v", len(piece), n, err)
		}
	}
	same(t, "AppendEncode", gotWire, wire)
	same(t, "AppendDecode", dec.AppendFlush(gotFile), file)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	same(t, "Decoder.Write", out.Bytes(), file)

	out.Reset()
	if n, err := Encode(&out, &pieceReader{data, splits}); n != int64(len(wire)) || err != nil {
		t.Fatalf("Encode = %d, %v, want %d", n, err, len(wire))
	}
	same(t, "Encode", out.Bytes(), wire)

	out.Reset()
	d = NewDecoder(&out)
	if n, err := d.ReadFrom(&pieceReader{data, splits}); n != int64(len(data)) || err != nil {
		t.Fatalf("ReadFrom = %d, %v, want %d", n, err, len(data))
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	same(t, "Decoder.ReadFrom", out.Bytes(), file)

	size, err := Size(context.Background(), &pieceReader{data, splits})
	if size != int64(len(wire)) || err != nil {
		t.Fatalf("Size = %d, %v, want %d", size, err, len(wire))
	}
	if bytes.IndexByte(data, '\r') < 0 {
		same(t, "round trip", naiveDecode(nil, wire), data)
	}
}

// pieces yields data in the lengths that splits gives, over and over.
func pieces(data, splits []byte) func(func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for i := 0; len(data) > 0; i++ {
			n := len(data)
			if len(splits) > 0 {
				n = min(n, 1+int(splits[i%len(splits)]))
			}
			if !yield(data[:n]) {
				return
			}
			data = data[n:]
		}
	}
}

// pieceReader reads data in the lengths that splits gives.
type pieceReader struct{ data, splits []byte }

func (r *pieceReader) Read(p []byte) (int, error) {
	if len(r.data) == 0 {
		return 0, io.EOF
	}
	n := len(r.data)
	if len(r.splits) > 0 {
		n = 1 + int(r.splits[0])
		r.splits = append(r.splits[1:len(r.splits):len(r.splits)], r.splits[0])
	}
	n = copy(p, r.data[:min(n, len(r.data))])
	r.data = r.data[n:]
	return n, nil
}

// same fails with the first place where got and want differ.
func same(t *testing.T, what string, got, want []byte) {
	t.Helper()
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			t.Fatalf("%s: byte %d is %q, want %q (after %q)", what, i, got[i], want[i], want[max(0, i-8):i])
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%s: %d bytes, want %d", what, len(got), len(want))
	}
}

// failing is a writer that takes room bytes and then fails.
type failing struct{ room int }

var errDisk = errors.New("disk on fire")

func (f *failing) Write(p []byte) (int, error) {
	n := min(f.room, len(p))
	f.room -= n
	if n < len(p) {
		return n, errDisk
	}
	return n, nil
}

// An error says which side failed and why.
func TestErrors(t *testing.T) {
	check := func(what string, err error, op Op, cause error) {
		t.Helper()
		var e *Error
		if !errors.As(err, &e) || e.Op != op || !errors.Is(err, cause) {
			t.Errorf("%s: error %v, want %s: %v", what, err, op, cause)
		}
	}
	n, err := Encode(&failing{3}, strings.NewReader("a\nb\nc\n"))
	check("Encode to a broken writer", err, OpWrite, errDisk)
	if n != 3 || err.Error() != "ascii: write: disk on fire" {
		t.Errorf("Encode to a broken writer = %d, %q", n, err)
	}
	var out bytes.Buffer
	n, err = Encode(&out, io.MultiReader(strings.NewReader("a\n"), iotest.ErrReader(errDisk)))
	check("Encode of a broken reader", err, OpRead, errDisk)
	if n != 3 || out.String() != "a\r\n" {
		t.Errorf("Encode of a broken reader wrote %d: %q", n, out.String())
	}
	_, err = Encode(io.Discard, stuck{})
	check("Encode of a stuck reader", err, OpRead, io.ErrNoProgress)
	_, err = Encode(short{}, strings.NewReader("ab"))
	check("Encode to a short writer", err, OpWrite, io.ErrShortWrite)

	d := NewDecoder(&failing{1})
	_, err = d.ReadFrom(strings.NewReader("a\r\n"))
	check("Decoder to a broken writer", err, OpWrite, errDisk)
	wrote, err := d.Write([]byte("x"))
	check("Write after that", err, OpWrite, errDisk)
	if wrote != 0 {
		t.Errorf("Write after an error took %d bytes", wrote)
	}
	check("Close after that", d.Close(), OpWrite, errDisk)

	d = NewDecoder(&failing{BufferSize})
	wrote, err = d.Write(make([]byte, 2*BufferSize))
	check("Decoder.Write", err, OpWrite, errDisk)
	if wrote != BufferSize-1 {
		t.Errorf("Write converted %d bytes, want the first full buffer", wrote)
	}
	d = NewDecoder(&failing{1})
	_, err = d.Write([]byte("a\r"))
	if err != nil {
		t.Error(err)
	}
	check("Close with a CR held back", d.Close(), OpWrite, errDisk)

	d = NewDecoder(&out)
	_, err = d.ReadFrom(iotest.ErrReader(errDisk))
	check("Decoder of a broken reader", err, OpRead, errDisk)
	check("Close after that", d.Close(), OpRead, errDisk)
}

// stuck never brings anything; short drops half of what it is given.
type (
	stuck struct{}
	short struct{}
)

func (stuck) Read([]byte) (int, error)    { return 0, nil }
func (short) Write(p []byte) (int, error) { return len(p) / 2, nil }

// A transfer allocates its Encoder or Decoder at most, however long it is.
func TestAllocations(t *testing.T) {
	text := bytes.Repeat([]byte("a line of text\n"), 50_000)
	r := bytes.NewReader(text)
	var dst io.Writer = sink{}
	for what, run := range map[string]func(){
		"Encode":   func() { _, _ = Encode(dst, r) },
		"ReadFrom": func() { d := NewDecoder(dst); _, _ = d.ReadFrom(r); _ = d.Close() },
		"Write":    func() { d := NewDecoder(dst); _, _ = d.Write(text); _ = d.Close() },
		"Size":     func() { _, _ = Size(context.Background(), r) },
	} {
		if n := testing.AllocsPerRun(20, func() { r.Reset(text); run() }); n > 1 {
			t.Errorf("%s of %d bytes allocates %v times, want at most 1", what, len(text), n)
		}
	}
}
