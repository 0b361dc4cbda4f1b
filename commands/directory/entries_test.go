package directory

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"testing"

	"github.com/portolan-ftp/portolan/commands/listing"
	"github.com/portolan-ftp/portolan/storage"
)

// many is a directory of that many entries, and then an error if there is one.
type many struct {
	storage.Statter
	n       int
	err     error
	stopped *bool
}

// List implements storage.Lister.
func (m many) List(context.Context, storage.Path) iter.Seq2[storage.Info, error] {
	return func(yield func(storage.Info, error) bool) {
		defer func() { *m.stopped = true }()
		for i := range m.n {
			if !yield(storage.Info{Name: fmt.Sprintf("name %06d", i)}, nil) {
				return
			}
		}
		if m.err != nil {
			yield(storage.Info{}, m.err)
		}
	}
}

// chunks notes how a listing is written.
type chunks struct {
	bytes.Buffer
	sizes []int
	limit int // of chunks, 0 for none
}

var errTooMany = errors.New("too many chunks")

func (c *chunks) Write(p []byte) (int, error) {
	if c.limit > 0 && len(c.sizes) == c.limit {
		return 0, errTooMany
	}
	c.sizes = append(c.sizes, len(p))
	return c.Buffer.Write(p)
}

func nameLine(dst []byte, i storage.Info) []byte { return listing.AppendName(dst, "", i.Name) }

const lineLength = len("name 000000\r\n")

// TestListingInChunks sees the first line soon, the others in large pieces, and all of them once.
func TestListingInChunks(t *testing.T) {
	for _, n := range []int{0, 1, 2, 78, 79, 80, 93, 94, 95, 125, 126, 127, 5_000} {
		var stopped bool
		e, err := Open(t.Context(), many{n: n, stopped: &stopped}, "/")
		if err != nil {
			t.Fatal(err)
		}
		var got chunks
		if err := e.Send(t.Context(), &got, []byte("head\r\n"), nameLine); err != nil {
			t.Fatal(err)
		}
		var want bytes.Buffer
		want.WriteString("head\r\n")
		for i := range n {
			fmt.Fprintf(&want, "name %06d\r\n", i)
		}
		if !bytes.Equal(got.Bytes(), want.Bytes()) {
			t.Errorf("%d entries: got %d bytes; want %d", n, got.Len(), want.Len())
		}
		for i, size := range got.sizes {
			least := listChunk
			if i == 0 {
				least = firstChunk
			}
			if i < len(got.sizes)-1 && (size < least || size >= least+lineLength) {
				t.Errorf("%d entries: piece %d of %d has %d bytes; want %d and at most a line more", n, i, len(got.sizes), size, least)
			}
		}
		if !stopped {
			t.Errorf("%d entries: the directory was left open", n)
		}
	}
}

// TestListingTakesNoMemory lists more and more in the same few allocations.
func TestListingTakesNoMemory(t *testing.T) {
	list := func(n int) float64 {
		return testing.AllocsPerRun(5, func() {
			var stopped bool
			e, _ := Open(context.Background(), same{many{n: n, stopped: &stopped}}, "/")
			e.Send(context.Background(), io.Discard, nil, nameLine)
		})
	}
	if small, large := list(100), list(10_000); large > small+2 {
		t.Errorf("10000 entries take %v allocations; 100 take %v", large, small)
	}
}

// same is many entries of one name, which costs nothing to make.
type same struct{ many }

func (s same) List(context.Context, storage.Path) iter.Seq2[storage.Info, error] {
	return func(yield func(storage.Info, error) bool) {
		for range s.n {
			if !yield(storage.Info{Name: "name"}, nil) {
				return
			}
		}
	}
}

var errDisk = errors.New("the disk is on fire")

// TestListingFails fails at the first entry, later, and in the writer: the directory is closed each time.
func TestListingFails(t *testing.T) {
	var stopped bool
	if _, err := Open(t.Context(), many{err: errDisk, stopped: &stopped}, "/"); err != errDisk || !stopped {
		t.Errorf("at the first entry: %v, directory closed %t; want %v", err, stopped, errDisk)
	}
	for _, c := range []struct {
		n, limit int
		err      error
		sizes    []int
	}{
		{n: 100, err: errDisk, sizes: []int{79 * lineLength}},
		{n: 5_000, limit: 1, err: errTooMany, sizes: []int{79 * lineLength}},
		{n: 10, limit: -1, err: nil, sizes: []int{10 * lineLength}},
	} {
		stopped = false
		m := many{n: c.n, stopped: &stopped}
		if c.err == errDisk {
			m.err = errDisk
		}
		e, err := Open(t.Context(), m, "/")
		if err != nil {
			t.Fatal(err)
		}
		got := chunks{limit: c.limit}
		if err := e.Send(t.Context(), &got, nil, nameLine); err != c.err || !slices.Equal(got.sizes, c.sizes) || !stopped {
			t.Errorf("%+v: %v, pieces %v, directory closed %t", c, err, got.sizes, stopped)
		}
	}
}
