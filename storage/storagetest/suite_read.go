package storagetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing/iotest"

	"github.com/portolan-ftp/portolan/storage"
)

// listError returns the error that the listing of p ends with.
func (c *check) listError(p storage.Path) error {
	var last error
	for i, err := range c.fs.List(c.Context(), p) {
		if err != nil && i != (storage.Info{}) {
			c.Errorf("List %s: an error with the entry %+v", p, i)
		}
		last = err
	}
	return last
}

// readContent and longContent are what the files of read and writeTo hold; the long
// one is more than any buffer.
const readContent = "0123456789"

var longContent = strings.Repeat("0123456789abcdef", 20_000)

// manyFiles is more than one batch of any driver, and a directory.
func manyFiles() Tree {
	tree := Tree{"/zdir/inner": "inner"}
	for i := range 700 {
		name := fmt.Sprintf("file%03d", i)
		tree[storage.Path("/").Join(name)] = name
	}
	return tree
}

func tenFiles() Tree {
	tree := Tree{}
	for i := range 10 {
		tree[storage.Path(fmt.Sprintf("/f%d", i))] = ""
	}
	return tree
}

func read(c *check) {
	f, err := c.fs.Open(c.Context(), "/f")
	c.ok("Open", err)
	if i := f.Info(); i.Name != "f" || i.Size != int64(len(readContent)) || !i.IsRegular() {
		c.Errorf("Info is %+v", i)
	}
	if err := iotest.TestReader(f, []byte(readContent)); err != nil {
		c.Error(err)
	}
	for _, s := range []struct {
		offset, at int64
		whence     int
		rest       string
	}{
		{3, 3, io.SeekStart, "3456789"},
		{-2, 8, io.SeekEnd, "89"},
		{0, 10, io.SeekCurrent, ""},
		{99, 99, io.SeekStart, ""},
	} {
		at, err := f.Seek(s.offset, s.whence)
		c.ok("Seek", err)
		if at != s.at {
			c.Errorf("Seek(%d, %d) = %d, want %d", s.offset, s.whence, at, s.at)
		}
		rest, err := io.ReadAll(plainReader{f})
		c.ok("Read", err)
		if string(rest) != s.rest {
			c.Errorf("after Seek(%d, %d): %q, want %q", s.offset, s.whence, rest, s.rest)
		}
	}
	c.ok("Close", f.Close())
	if _, err := f.Read(make([]byte, 1)); err == nil {
		c.Error("Read after Close works")
	}
}

func writeTo(c *check) {
	for name, hide := range map[string]func(io.Writer) io.Writer{
		"io.Writer":     func(w io.Writer) io.Writer { return plainWriter{w} },
		"io.ReaderFrom": func(w io.Writer) io.Writer { return w },
	} {
		f, err := c.fs.Open(c.Context(), "/f")
		c.ok("Open", err)
		_, err = f.Seek(5, io.SeekStart)
		c.ok("Seek", err)
		var b bytes.Buffer
		n, err := f.WriteTo(hide(&b))
		c.ok("WriteTo", err)
		if n != int64(len(longContent)-5) || b.String() != longContent[5:] {
			c.Errorf("WriteTo an %s: %d bytes, %d of them arrived, want %d as stored", name, n, b.Len(), len(longContent)-5)
		}
		c.ok("Close", f.Close())
	}
	f, err := c.fs.Open(c.Context(), "/f")
	c.ok("Open", err)
	defer f.Close()
	full := errors.New("full")
	if _, err := f.WriteTo(brokenWriter{full}); !errors.Is(err, full) {
		c.Errorf("WriteTo a broken writer: %v, want its own error", err)
	}
}

// brokenWriter cannot write.
type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.err }

func listEmpty(c *check) {
	c.holds("/", "")
	c.class("List", c.listError("/none"), storage.NotExist)
}

func list(c *check) {
	var want []string
	for i := range 700 {
		want = append(want, fmt.Sprintf("file%03d", i))
	}
	c.holds("/", strings.Join(append(want, "zdir"), " "))
	c.holds("/zdir", "inner")
	for i, err := range c.fs.List(c.Context(), "/") {
		c.ok("List", err)
		l, err := c.fs.Lstat(c.Context(), storage.Path("/").Join(i.Name))
		c.ok("Lstat", err)
		if i != l {
			c.Errorf("List gives\n%+v\nLstat gives\n%+v", i, l)
		}
	}
}

func listStops(c *check) {
	seen := 0
	for range c.fs.List(c.Context(), "/") {
		if seen++; seen == 3 {
			break
		}
	}
	if seen != 3 {
		c.Errorf("%d entries after a break at the third", seen)
	}
	ctx, cancel := context.WithCancel(c.Context())
	defer cancel()
	var errs []error
	for _, err := range c.fs.List(ctx, "/") {
		errs = append(errs, err)
		if len(errs) == 3 {
			cancel()
		}
	}
	if len(errs) != 4 || errs[2] != nil || !errors.Is(errs[3], context.Canceled) {
		c.Errorf("cancelled at the third entry, List gave %v, want three entries and the context's error", errs)
	}
}
