package fsm

import (
	"sync/atomic"
	"time"
)

// workers lends goroutines to sessions that begin. One that has run a session has a stack as large as logging
// in needs; growing a new one to that size takes longer than all else that a login computes.
type workers struct {
	jobs    chan func()
	done    <-chan struct{} // closed when the server has shut down
	waiting atomic.Int32
}

const (
	// maxWaiting is how many goroutines wait for the next session: for the peaks of a busy server.
	maxWaiting = 16
	// maxWait is how long they wait: those of an idle server go.
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
