package storage

import (
	"io"
	"sync"
)

const (
	// pumpSize is how much one copy moves at a time: large enough that system calls
	// do not matter, small enough that a thousand transfers need 64 MiB.
	pumpSize = 64 << 10
	// maxEmptyReads is how many reads in a row may give neither bytes nor an error,
	// the number that package bufio allows too.
	maxEmptyReads = 100
)

// pumpBuffers keeps the buffers of finished copies for the next ones.
var pumpBuffers = sync.Pool{New: func() any { return new([pumpSize]byte) }}

// pump copies r to w, using nothing of them but Read and Write.
func pump(w io.Writer, r io.Reader) (n int64, err error) {
	buf := pumpBuffers.Get().(*[pumpSize]byte)
	defer pumpBuffers.Put(buf)
	for empty := 0; empty < maxEmptyReads; {
		got, rerr := r.Read(buf[:])
		if got > 0 {
			empty = 0
			put, werr := w.Write(buf[:got])
			n += int64(put)
			if werr == nil && put < got {
				werr = io.ErrShortWrite
			}
			if werr != nil {
				return n, werr
			}
		} else {
			empty++
		}
		if rerr == io.EOF {
			return n, nil
		}
		if rerr != nil {
			return n, rerr
		}
	}
	return n, io.ErrNoProgress
}
