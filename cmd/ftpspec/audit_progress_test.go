package main

import (
	"bytes"
	"regexp"
	"sync"
	"testing"
	"time"
)

// screen is a terminal that a test looks at.
type screen struct {
	mu   sync.Mutex
	text bytes.Buffer
	seen chan struct{}
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.seen <- struct{}{}:
	default:
	}
	return s.text.Write(p)
}

// TestProgress: the line appears once it takes long, says what is going on, and is gone at the end.
func TestProgress(t *testing.T) {
	s := &screen{seen: make(chan struct{}, 1)}
	p := startProgress(s, 0) // no terminal: nothing is shown
	p.say("not seen")
	p.show(s, time.Millisecond)
	p.say("auditing x.yaml")
	<-s.seen
	p.clear()
	p.stop()
	want := regexp.MustCompile(`^(\r\x1b\[K(not seen|auditing x\.yaml), 0 s)+\r\x1b\[K$`)
	if got := s.text.String(); !want.MatchString(got) {
		t.Errorf("%q", got)
	}
}

// TestProgressOfQuickWork: what is quick shows nothing.
func TestProgressOfQuickWork(t *testing.T) {
	s := &screen{}
	p := startProgress(s, time.Hour)
	p.show(s, time.Hour)
	p.say("quick")
	p.stop()
	if got := s.text.String(); got != "" {
		t.Errorf("%q", got)
	}
}
