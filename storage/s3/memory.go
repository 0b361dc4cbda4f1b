package s3

import (
	"context"
	"errors"
	"hash/crc32"
	"io"
	"time"

	"golang.org/x/sync/semaphore"
)

const (
	// DefaultMemory is what all uploads of a [Bucket] may hold at a time if [Options.Memory] is 0.
	DefaultMemory = 1 << 30
	// memoryWait is how long an upload waits for memory. Then its client is told to come back later.
	memoryWait = 30 * time.Second
)

// memory is what all uploads of a bucket may hold. An upload of more than one chunk takes a small part's size before it
// goes on, and keeps that to its end, so that it can always go on. Everything beyond is taken and given back part by
// part.
type memory struct {
	*semaphore.Weighted
	size int64
}

// take takes n bytes, or fails after a while. Nothing is taken without waiting behind others: who holds what they wait
// for has to go on.
func (m memory) take(ctx context.Context, n int64) error {
	if n == 0 {
		return nil
	}
	limited, cancel := context.WithTimeout(ctx, memoryWait)
	defer cancel()
	err := m.Acquire(limited, n)
	if err != nil && ctx.Err() == nil {
		return errMemory
	}
	return err
}

// part is what is sent in one request: chunks that are filled one after the other.
type part struct {
	chunks []*chunk
	size   int64
	room   int64 // how large it may become by what a client sends
	taken  int64 // of the memory of all, in addition to what the upload keeps
	kept   bool  // it uses what the upload keeps
}

// castagnoli is the polynomial of CRC32C, for which processors have an instruction.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// sum is the part's CRC32C.
func (p *part) sum() (sum uint32) {
	for _, c := range p.chunks {
		sum = crc32.Update(sum, castagnoli, c.bytes[:c.n])
	}
	return sum
}

// space is where the next bytes go: in the last chunk or a new one.
func (p *part) space() []byte {
	var last *chunk
	if n := len(p.chunks); n > 0 {
		last = p.chunks[n-1]
	}
	if last == nil || last.n == len(last.bytes) {
		last = chunks.Get().(*chunk)
		last.n = 0
		p.chunks = append(p.chunks, last)
	}
	return last.bytes[last.n:]
}

// grow takes n bytes of the space as filled.
func (p *part) grow(n int) {
	p.chunks[len(p.chunks)-1].n += n
	p.size += int64(n)
}

// prepend puts another part in front.
func (p *part) prepend(front *part) {
	p.chunks = append(front.chunks, p.chunks...)
	p.size += front.size
}

// free gives the chunks back.
func (p *part) free() {
	for _, c := range p.chunks {
		chunks.Put(c)
	}
	p.chunks, p.size = nil, 0
}

// body is a part that is sent; each try begins at its start.
type body struct {
	part  *part
	chunk int
	at    int // in the chunk
}

var errSeek = errors.New("s3: a part is sent from its start")

// Seek implements [io.Seeker], as far as requests need it.
func (b *body) Seek(offset int64, whence int) (int64, error) {
	if offset != 0 || whence != io.SeekStart {
		return 0, errSeek
	}
	b.chunk, b.at = 0, 0
	return 0, nil
}

// Read implements [io.Reader].
func (b *body) Read(p []byte) (int, error) {
	for b.chunk < len(b.part.chunks) {
		c := b.part.chunks[b.chunk]
		if b.at < c.n {
			n := copy(p, c.bytes[b.at:c.n])
			b.at += n
			return n, nil
		}
		b.chunk, b.at = b.chunk+1, 0
	}
	return 0, io.EOF
}
