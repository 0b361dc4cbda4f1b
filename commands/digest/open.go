package commands

import (
	"context"
	"io"

	"github.com/portolan-ftp/portolan/commands/digest"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// hashing is a part of a file whose digest is asked for.
type hashing struct {
	file       storage.File
	given      string // the name as the client wrote it
	start, end int64  // in bytes; end does not belong to it
}

// openHashed opens the first of the readings of an argument that exists, and finds the part in it.
func openHashed(ctx context.Context, files storage.Reader, t digest.Target) (*hashing, error) {
	var file storage.File
	var err error
	for _, r := range t.Readings {
		if file, err = files.Open(ctx, r.Path); err == nil {
			return newHashing(file, r), nil
		}
		if !absent(err) {
			return nil, err
		}
	}
	return nil, err
}

func newHashing(file storage.File, r digest.Reading) *hashing {
	h := &hashing{file: file, given: r.Given}
	h.narrow(r.Part)
	return h
}

// narrow leaves only a part.
func (h *hashing) narrow(p digest.Part) { h.start, h.end = p.Within(h.file.Info().Size) }

// last is the last byte of the part as HASH shows it: that of an empty part is its first.
func (h *hashing) last() int64 { return max(h.start, h.end-1) }

// sum reads the part and closes the file.
func (h *hashing) sum(ctx context.Context, p *fsm.Progress, a digest.Algorithm) (string, error) {
	defer h.file.Close()
	size := h.end - h.start
	p.Expect(size)
	if _, err := h.file.Seek(h.start, io.SeekStart); err != nil {
		return "", err
	}
	read := &counting{r: io.LimitReader(h.file, size)}
	sum, err := digest.Sum(ctx, a, p.Reader(read))
	if err == nil && read.n < size {
		return "", errShrunk
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
