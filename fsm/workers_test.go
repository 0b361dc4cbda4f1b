package fsm

import (
	"sync"
	"testing"
	"time"
)

// waitingNow is how many workers wait, once there are as many as are wanted.
func waitingNow(t *testing.T, w *workers, want int) {
	t.Helper()
	n := -1
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end) && n != want; time.Sleep(time.Millisecond) {
		w.mu.Lock()
		n = len(w.waiting)
		w.mu.Unlock()
	}
	if n != want {
		t.Fatalf("%d workers wait, want %d", n, want)
	}
}

// TestWorkers: those that have worked work again, up to a number, and end when nobody needs them.
func TestWorkers(t *testing.T) {
	var w workers
	w.mu.Lock()
	w.timed = true // the test retires them
	w.mu.Unlock()
	var running, begun sync.WaitGroup
	running.Add(1)
	for range maxWaiting + 4 {
		begun.Add(1)
		w.do(func() { begun.Done(); running.Wait() })
	}
	begun.Wait()
	running.Done()
	waitingNow(t, &w, maxWaiting)
	last := w.waiting[maxWaiting-1]
	worked := make(chan int)
	w.do(func() { worked <- len(w.waiting) })
	if n := <-worked; n != maxWaiting-1 {
		t.Errorf("%d workers wait while one works, want %d", n, maxWaiting-1)
	}
	waitingNow(t, &w, maxWaiting)
	if w.waiting[maxWaiting-1] != last {
		t.Error("another worker worked than the one that had waited least")
	}
	w.retire()
	waitingNow(t, &w, maxWaiting)
	w.mu.Lock()
	for _, each := range w.waiting[:3] {
		each.since = each.since.Add(-maxWait)
	}
	w.mu.Unlock()
	w.retire()
	waitingNow(t, &w, maxWaiting-3)
	w.close()
	waitingNow(t, &w, 0)
	w.do(func() { worked <- 0 })
	<-worked
	waitingNow(t, &w, 0)
}
