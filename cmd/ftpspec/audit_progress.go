package main

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// progressAfter is how long something may take before a person wonders what is going on.
const progressAfter = time.Second

// progressEvery is how often the line is renewed: often enough to look alive.
const progressEvery = 200 * time.Millisecond

// eraseLine goes to the beginning of the line and erases it (ECMA-48 EL).
const eraseLine = "\r\x1b[K"

// progress is a line on a terminal that tells what is being done, once it takes long.
type progress struct {
	out   io.Writer // nil: no terminal
	begun time.Time
	mu    sync.Mutex
	what  string
	shown bool
	done  chan struct{}
	ended sync.WaitGroup
}

// startProgress begins to wait; the line appears after a while, if out is a terminal.
func startProgress(out io.Writer, after time.Duration) *progress {
	p := &progress{begun: time.Now(), done: make(chan struct{})}
	if isTerminal(out) {
		p.show(out, after)
	}
	return p
}

// show lets the line appear on out.
func (p *progress) show(out io.Writer, after time.Duration) {
	p.out = out
	p.ended.Go(func() {
		select {
		case <-p.done:
			return
		case <-time.After(after):
		}
		tick := time.NewTicker(progressEvery)
		defer tick.Stop()
		for {
			p.draw()
			select {
			case <-p.done:
				return
			case <-tick.C:
			}
		}
	})
}

// say tells what is going on.
func (p *progress) say(what string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.what = what
}

func (p *progress) draw() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.what == "" {
		return
	}
	fmt.Fprintf(p.out, "%s%s, %.0f s", eraseLine, p.what, time.Since(p.begun).Seconds())
	p.shown = true
}

// clear takes the line away, so that something else can be written; it comes back when there is more to say.
func (p *progress) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown {
		io.WriteString(p.out, eraseLine)
	}
	p.shown, p.what = false, ""
}

// stop ends the line for good.
func (p *progress) stop() {
	close(p.done)
	p.ended.Wait()
	p.clear()
}

// paced reports whether a line of progress is to be written again: at most once in progressEvery.
func paced() func() bool {
	last := time.Time{}
	return func() bool {
		now := time.Now()
		if now.Sub(last) <= progressEvery {
			return false
		}
		last = now
		return true
	}
}
