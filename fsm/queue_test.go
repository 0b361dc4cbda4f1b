package fsm

import (
	"bytes"
	"testing"

	"github.com/portolan-ftp/portolan/fsm/line"
)

// TestQueueIsCounted: every line that waits counts, and is counted off when it goes, whatever it is.
func TestQueueIsCounted(t *testing.T) {
	s := &Session{}
	for range 3 {
		for _, text := range [][]byte{[]byte("PWD"), overlongMark, []byte("XYZZY"), bytes.Repeat([]byte("x"), line.Max)} {
			s.enqueue(text)
		}
	}
	if want := 3 * (len("PWD") + len(overlongMark) + len("XYZZY") + line.Max); s.queued != want {
		t.Errorf("%d bytes wait, want %d", s.queued, want)
	}
	for range 12 {
		if _, ok := s.postponed(); !ok {
			t.Fatal("the queue is empty too early")
		}
	}
	if _, ok := s.postponed(); ok || s.queued != 0 || s.queue != nil {
		t.Errorf("%d bytes are left of %d lines", s.queued, len(s.queue))
	}
	for range maxQueuedLines {
		if s.queueFull() {
			t.Fatal("the queue is full too early")
		}
		s.enqueue(overlongMark)
	}
	if !s.queueFull() {
		t.Error("overlong lines do not fill the queue")
	}
}
