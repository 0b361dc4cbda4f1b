package fsm

import (
	"sync/atomic"
	"time"
)

// workers keeps goroutines for sessions that begin. A goroutine that has run a session has a stack as large as a login
// needs. Growing a new stack to that size takes longer than the rest of a login. The row login of the bench needs this.
type workers struct {
	jobs    chan func()
	done    <-chan struct{} // closed when the server has shut down
	waiting atomic.Int32
}

const (
	// maxWaiting is how many goroutines wait for the next session, enough for the peaks of a busy server.
	maxWaiting = 16
	// maxWait is how long they wait, so that an idle server keeps none.
	maxWait = time.Second
)

func newWorkers(done <-chan struct{}) *workers { return &workers{jobs: make(chan func()), done: done} }

// do runs job on a goroutine that waits, or on a new one.
func (w *workers) do(job func()) {
	select {
	case w.jobs <- job:
	default:
		go w.work(job)
	}
}

func (w *workers) work(job func()) {
	for job != nil {
		job()
		if w.waiting.Add(1) > maxWaiting {
			w.waiting.Add(-1)
			return
		}
		job = w.next()
		w.waiting.Add(-1)
	}
}

// next is the next job; nil when none comes for some time.
func (w *workers) next() func() {
	enough := time.NewTimer(maxWait)
	defer enough.Stop()
	select {
	case job := <-w.jobs:
		return job
	case <-enough.C:
	case <-w.done:
	}
	return nil
}
