package data

import (
	"context"
	"io"
	"sync"
	"sync/atomic"
)

// Progress is a transfer, or work without a data connection, as STAT and the log tell of it: how much is done, and of
// how much.
type Progress struct {
	context context.Context
	bytes   atomic.Int64
	total   atomic.Int64 // -1 while unknown

	mu     sync.Mutex
	missed int   // entries that were left out, or are there in part
	fault  error // the reason of the first
}

// Begin makes p the progress of the work that ends with the context.
func (p *Progress) Begin(ctx context.Context) {
	p.context = ctx
	p.total.Store(-1)
}

// Expect sets how many bytes there are to work on.
func (p *Progress) Expect(total int64) { p.total.Store(total) }

// Add counts n more bytes as done.
func (p *Progress) Add(n int64) { p.bytes.Add(n) }

// Counts are the bytes that are done, and of how many; -1 while that is unknown.
func (p *Progress) Counts() (done, total int64) { return p.bytes.Load(), p.total.Load() }

// Missed notes for the log an entry that could not be read.
func (p *Progress) Missed(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.missed++; p.fault == nil {
		p.fault = err
	}
}

// Faults are how many entries could not be read, and the error of the first.
func (p *Progress) Faults() (missed int, first error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.missed, p.fault
}

// Reader counts what is read from r, and fails with the context's error once the work is to end.
func (p *Progress) Reader(r io.Reader) io.Reader { return progressReader{p, r} }

type progressReader struct {
	progress *Progress
	reader   io.Reader
}

func (r progressReader) Read(b []byte) (int, error) {
	if err := r.progress.context.Err(); err != nil {
		return 0, err
	}
	n, err := r.reader.Read(b)
	r.progress.Add(int64(n))
	return n, err
}
