package digest

import (
	"context"
	"errors"
	"io"

	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// Hashing is a part of a file whose digest is asked for.
type Hashing struct {
	file       storage.File
	Given      string // the name as the client wrote it
	Start, end int64  // in bytes; end does not belong to it
}

// ErrShrunk says that a file lost bytes while it was read.
var ErrShrunk = errors.New("digest: the file became shorter while it was read")

// Open opens the first of the readings of an argument that exists, and finds the part in it.
func Open(ctx context.Context, files storage.Reader, t Target) (*Hashing, error) {
	var file storage.File
	var err error
	for _, r := range t.Readings {
		if file, err = files.Open(ctx, r.Path); err == nil {
			return newHashing(file, r), nil
		}
		if !storage.Absent(err) {
			return nil, err
		}
	}
	return nil, err
}

func newHashing(file storage.File, r Reading) *Hashing {
	h := &Hashing{file: file, Given: r.Given}
	h.Narrow(r.Part)
	return h
}

// Narrow leaves only a part.
func (h *Hashing) Narrow(p Part) { h.Start, h.end = p.Within(h.file.Info().Size) }

// Close closes a file that is not read.
func (h *Hashing) Close() error { return h.file.Close() }

// Last is the last byte of the part as HASH shows it: that of an empty part is its first.
func (h *Hashing) Last() int64 { return max(h.Start, h.end-1) }

// Sum reads the part and closes the file.
func (h *Hashing) Sum(ctx context.Context, p *fsm.Progress, a Algorithm) (string, error) {
	defer h.file.Close()
	size := h.end - h.Start
	p.Expect(size)
	if _, err := h.file.Seek(h.Start, io.SeekStart); err != nil {
		return "", err
	}
	read := &counting{r: io.LimitReader(h.file, size)}
	sum, err := Sum(ctx, a, p.Reader(read))
	if err == nil && read.n < size {
		return "", ErrShrunk
	}
	return sum, err
}

// counting counts what is read from r.
type counting struct {
	r io.Reader
	n int64
}

func (c *counting) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	return n, err
}
