package fsm

import "sync/atomic"

// workers lends goroutines to sessions that begin. One that has run a session has a stack as large as logging
// in needs; growing a new one to that size takes longer than all else that a login computes.
type workers struct {
	jobs    chan func()
	done    <-chan struct{} // closed when the server has shut down
	waiting atomic.Int32
}

// maxWaiting is how many goroutines wait for the next session: for the peaks of a busy server, while those of
// an idle one go when the watchdog does.
const maxWaiting = 16

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
		select {
		case job = <-w.jobs:
		case <-w.done:
			job = nil
		}
		w.waiting.Add(-1)
	}
}

// dismiss ends the goroutines that wait.
func (w *workers) dismiss() {
	for {
		select {
		case w.jobs <- nil:
		default:
			return
		}
	}
}
