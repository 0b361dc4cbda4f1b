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

func TestSize(t *testing.T) {
	for _, c := range encodings {
		n, err := Size(context.Background(), strings.NewReader(c.file))
		if err != nil || n != int64(len(c.wire)) {
			t.Errorf("%s: Size = %d, %v, want %d", c.name, n, err, len(c.wire))
		}
		n, err = Size(context.Background(), iotest.OneByteReader(strings.NewReader(c.file)))
		if err != nil || n != int64(len(c.wire)) {
			t.Errorf("%s: Size byte by byte = %d, %v, want %d", c.name, n, err, len(c.wire))
		}
	}
	_, err := Size(context.Background(), iotest.ErrReader(errDisk))
	if e := (*Error)(nil); !errors.As(err, &e) || e.Op != OpRead || e.Err != errDisk {
		t.Errorf("Size of a broken reader: %v", err)
	}
}

// endless is a file without end, which cancels its own reading after a while.
type endless struct {
	reads  int
	cancel func()
}

func (e *endless) Read(p []byte) (int, error) {
	if e.reads--; e.reads == 0 {
		e.cancel()
	}
	return len(p), nil
}
func (e *endless) Seek(int64, int) (int64, error) { return 0, nil }

// Counting ends at the first read after the context, with the context's cause.
func TestCancel(t *testing.T) {
	gone := errors.New("session gone")
	for what, run := range map[string]func(context.Context, *endless) error{
		"Size": func(ctx context.Context, r *endless) error { _, err := Size(ctx, r); return err },
		"SkipEncoded": func(ctx context.Context, r *endless) error {
			_, err := SkipEncoded(ctx, r, 1<<62)
			return err
		},
	} {
		ctx, cancel := context.WithCancelCause(context.Background())
		r := &endless{reads: 3, cancel: func() { cancel(gone) }}
		if err := run(ctx, r); !errors.Is(err, gone) || err.Error() != "ascii: read: session gone" {
			t.Errorf("%s: %v", what, err)
		}
		if r.reads != 0 {
			t.Errorf("%s read %d times after the context had ended", what, -r.reads)
		}
	}
}

// Every offset of every file of the table continues exactly there.
func TestSkipEncoded(t *testing.T) {
	for _, c := range encodings {
		for n := range len(c.wire) + 1 {
			skipTo(t, []byte(c.file), []byte(c.wire), n)
		}
	}
}

// skipTo checks SkipEncoded for one offset.
func skipTo(t *testing.T, file, wire []byte, n int) {
	t.Helper()
	src := bytes.NewReader(file)
	if _, err := src.Seek(int64(len(file)/2), io.SeekStart); err != nil {
		t.Fatal(err)
	}
	enc, err := SkipEncoded(context.Background(), src, int64(n))
	if err != nil {
		t.Fatalf("SkipEncoded(%d of %d): %v", n, len(wire), err)
	}
	var out bytes.Buffer
	if _, err := enc.WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	same(t, "SkipEncoded", out.Bytes(), wire[n:])
}

// Offsets around the borders of the buffer, with all kinds of line ends there.
func TestSkipEncodedBorders(t *testing.T) {
	for _, mark := range []string{"\n", "\r\n", "\r\n\n", "x"} {
		for shift := -2; shift <= 2; shift++ {
			file := []byte("a\n" + strings.Repeat("x", BufferSize-2+shift) + mark + "tail\n")
			last := byte(0)
			wire := naiveEncode(nil, file, &last)
			for n := BufferSize - 5; n <= len(wire); n++ {
				skipTo(t, file, wire, n)
			}
		}
	}
}

// unseekable reads but cannot be positioned after the first fails seeks.
type unseekable struct {
	io.Reader
	works int
}

func (u *unseekable) Seek(int64, int) (int64, error) {
	if u.works--; u.works < 0 {
		return 0, errDisk
	}
	return 0, nil
}

func TestSkipEncodedErrors(t *testing.T) {
	for _, c := range []struct {
		name  string
		src   io.ReadSeeker
		n     int64
		op    Op
		cause error
	}{
		{"negative", strings.NewReader("a\n"), -1, OpSeek, ErrOffset},
		{"one beyond", strings.NewReader("a\n"), 4, OpSeek, ErrOffset},
		{"far beyond", strings.NewReader("a\n"), 1<<63 - 1, OpSeek, ErrOffset},
		{"of an empty file", strings.NewReader(""), 1, OpSeek, ErrOffset},
		{"first seek", &unseekable{strings.NewReader("a\n"), 0}, 1, OpSeek, errDisk},
		{"second seek", &unseekable{strings.NewReader("a\n"), 1}, 1, OpSeek, errDisk},
		{"read", &unseekable{iotest.ErrReader(errDisk), 2}, 1, OpRead, errDisk},
	} {
		enc, err := SkipEncoded(context.Background(), c.src, c.n)
		var e *Error
		if enc != nil || !errors.As(err, &e) || e.Op != c.op || e.Err != c.cause {
			t.Errorf("%s: SkipEncoded = %v, %v, want %s: %v", c.name, enc, err, c.op, c.cause)
		}
	}
}
