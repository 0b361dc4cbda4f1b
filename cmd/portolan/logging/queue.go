// Package logging writes the log: through a queue, so that sessions do not wait for the reader of the log, as lines for
// people, or as JSON that is exact and safe to show.
//
//	queue := logging.NewQueue(os.Stderr, notice)
//	log := logging.New(queue, logging.JSON, slog.LevelInfo)
//	log.Info("upload", logging.KeyPath, "/a\xff") // returns at once, whatever standard error does
//	queue.Close(time.Second) // what still waits is written now
package logging

import (
	"bytes"
	"errors"
	"io"
	"sync"
	"syscall"
	"time"
)

const (
	// MaxWaiting is the most bytes of the log that wait to be written. Ten thousand sessions that come, log in,
	// transfer a file and leave while the disk stands still log 8 MB.
	MaxWaiting = 16 << 20
	// retryAfter is how long a full disk is given before the next attempt.
	retryAfter = time.Second
	// keptBuffer is the largest buffer that is kept for the next lines; a burst's is given back.
	keptBuffer = 64 << 10
)

// Queue writes lines in the order in which they came, and never blocks. Lines without room are dropped and counted, and
// the count is written in their place when writing works again. A full disk is tried again; lines for a reader that is
// gone (EPIPE) are lost.
type Queue struct {
	out    io.Writer
	notice func(lines int) []byte

	mu      sync.Mutex
	waiting []byte
	writing int // bytes that run has taken and not written yet
	dropped int // lines, since run last took what waits
	wake    chan struct{}

	closing   chan struct{}
	closeOnce sync.Once
	done      chan struct{}

	lost int // lines that are to be told; only run touches it
}

// NewQueue starts a queue before out. notice makes the line that says how many were lost.
func NewQueue(out io.Writer, notice func(lines int) []byte) *Queue {
	q := &Queue{out: out, notice: notice, wake: make(chan struct{}, 1), closing: make(chan struct{}), done: make(chan struct{})}
	go q.run()
	return q
}

// Write takes whole lines and returns at once; it never fails.
func (q *Queue) Write(p []byte) (int, error) {
	q.mu.Lock()
	if q.dropped > 0 || q.writing+len(q.waiting)+len(p) > MaxWaiting {
		q.dropped += bytes.Count(p, lineEnd) // and all that follow, so that the gap is one
	} else {
		q.waiting = append(q.waiting, p...)
	}
	q.mu.Unlock()
	select {
	case q.wake <- struct{}{}:
	default: // run is on its way
	}
	return len(p), nil
}

// Close writes what waits, for at most so long, and ends the queue. It reports whether everything was written.
func (q *Queue) Close(patience time.Duration) bool {
	q.closeOnce.Do(func() { close(q.closing) })
	select {
	case <-q.done:
		q.mu.Lock()
		defer q.mu.Unlock()
		return q.writing+len(q.waiting)+q.dropped+q.lost == 0
	case <-time.After(patience):
		return false
	}
}

var lineEnd = []byte("\n")

// run writes until the queue is closed and empty. It and Write have a buffer each, which take exchanges.
func (q *Queue) run() {
	defer close(q.done)
	var buffer []byte
	for last := false; ; {
		batch, dropped := q.take(buffer[:0])
		if buffer = batch; len(batch) == 0 && dropped == 0 {
			if last {
				return
			}
			select {
			case <-q.wake:
			case <-q.closing:
				last = true
			}
			continue
		}
		q.tell()
		q.write(batch)
		q.lost += dropped
		q.tell()
		if cap(buffer) > keptBuffer {
			buffer = nil
		}
	}
}

// take takes what waits, and leaves an empty buffer for what comes next.
func (q *Queue) take(spare []byte) (batch []byte, dropped int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	batch, dropped = q.waiting, q.dropped
	q.waiting, q.dropped, q.writing = spare, 0, len(batch)
	return batch, dropped
}

// tell says how many lines were lost before this point, if any were.
func (q *Queue) tell() {
	if q.lost == 0 {
		return
	}
	told := q.lost
	if q.put(q.notice(told)) == nil {
		q.lost -= told
	}
}

// write writes lines; those that cannot be are lost.
func (q *Queue) write(batch []byte) {
	if err := q.put(batch); err != nil {
		q.lost += bytes.Count(batch, lineEnd)
	}
	q.mu.Lock()
	q.writing = 0
	q.mu.Unlock()
}

// put writes all of p, and tries again after errors that may pass. An error means that p, or its rest, is lost.
func (q *Queue) put(p []byte) error {
	for len(p) > 0 {
		n, err := q.out.Write(p)
		p = p[n:]
		switch {
		case err == nil:
			continue
		case errors.Is(err, syscall.EPIPE):
			return err
		}
		select {
		case <-time.After(retryAfter):
		case <-q.closing:
			_, err = q.out.Write(p) // the last chance
			return err
		}
	}
	return nil
}
