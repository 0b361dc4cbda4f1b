package fsm

import (
	"slices"
	"sync"
	"time"
)

// workers keeps goroutines for sessions that begin. A goroutine that has run a session has a stack as large as a login
// needs. Growing a new stack to that size takes longer than the rest of a login. The row login of the bench needs this.
//
// One timer ends those that nobody needs any more. A timer for each would wake the poller's thread with each session.
type workers struct {
	mu      sync.Mutex
	waiting []*worker // the one that began to wait last is the last, and works next
	timed   bool      // retire will come
	closed  bool
}

// worker is a goroutine that waits for a job.
type worker struct {
	jobs  chan func() // closed to end it
	since time.Time
}

const (
	// maxWaiting is how many goroutines wait for the next session, enough for the peaks of a busy server.
	maxWaiting = 16
	// maxWait is how long they wait, so that an idle server keeps none.
	maxWait = time.Second
)

// do runs job on a goroutine that waits, or on a new one.
func (w *workers) do(job func()) {
	w.mu.Lock()
	last := len(w.waiting) - 1
	if last < 0 {
		w.mu.Unlock()
		go w.work(job)
		return
	}
	next := w.waiting[last]
	w.waiting = w.waiting[:last]
	w.mu.Unlock()
	next.jobs <- job
}

func (w *workers) work(job func()) {
	self := worker{jobs: make(chan func(), 1)} // one: who has a job does not wait until it is taken
	for more := true; more; job, more = <-self.jobs {
		job()
		if !w.wait(&self) {
			return
		}
	}
}

// wait makes a worker wait for its next job, unless enough wait already.
func (w *workers) wait(self *worker) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed || len(w.waiting) >= maxWaiting {
		return false
	}
	self.since = time.Now()
	w.waiting = append(w.waiting, self)
	if !w.timed {
		w.timed = true
		time.AfterFunc(maxWait, w.retire)
	}
	return true
}

// retire ends those that have waited for long. They are the first, because the last ones work.
func (w *workers) retire() {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := 0
	for n < len(w.waiting) && time.Since(w.waiting[n].since) >= maxWait {
		n++
	}
	w.end(n)
	if w.timed = len(w.waiting) > 0; w.timed {
		time.AfterFunc(maxWait-time.Since(w.waiting[0].since), w.retire)
	}
}

// end ends the first n; callers hold mu.
func (w *workers) end(n int) {
	for _, each := range w.waiting[:n] {
		close(each.jobs)
	}
	w.waiting = slices.Delete(w.waiting, 0, n)
}

// close ends all that wait, now and later.
func (w *workers) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	w.end(len(w.waiting))
}
