package fsm

import (
	"sync"
	"sync/atomic"
	"time"
)

// watchdog strikes the time-outs of all sessions of a server, and finds goroutines that should change.
//
// Deadlines of package net would strike too, but each is a timer of its own that has to be set anew for every
// line and every block of data, and one that becomes the next to fire wakes another thread. A look around now
// and then costs a command nothing, so time-outs are exact to a tick only: never early, up to two ticks late.
//
// It runs while there are sessions. Besides its rounds over all of them it glances at a few, often: those in a
// transfer that has just begun, and those that wait on a stack that commands have made large.
type watchdog struct {
	server  *Server
	epoch   time.Time
	tick    time.Duration // from round to round
	now     atomic.Int64  // nanoseconds since epoch, as of the last look
	dozing  atomic.Bool   // nobody is glanced at, so the next look is a tick away
	kick    chan struct{}
	mu      sync.Mutex
	running bool
	added   []*Session // to be glanced at
}

const (
	// glanceTime is from glance to glance.
	glanceTime = 10 * time.Millisecond
	// glancesToRest is after how many glances a waiting session gets a small stack. Until then it is likely
	// that the next command, which needs a large one, is on its way.
	glancesToRest = 4
	// slowestTick is precise enough for time-outs of minutes.
	slowestTick = time.Second
	// fastestTick keeps tests with time-outs of milliseconds from spinning.
	fastestTick = 5 * time.Millisecond
	// ticksInTimeout is how precise a short time-out is.
	ticksInTimeout = 8
)

func newWatchdog(s *Server) *watchdog {
	l := &s.limits
	shortest := min(l.LoginTimeout, l.IdleTimeout, l.NoTransferTimeout, l.WriteTimeout)
	return &watchdog{server: s, epoch: time.Now(), kick: make(chan struct{}, 1),
		tick: min(max(shortest/ticksInTimeout, fastestTick), slowestTick)}
}

// after is when a time-out strikes that begins now: a tick later than it seems, because now is up to a tick old.
func (w *watchdog) after(d time.Duration) int64 { return w.now.Load() + int64(d+w.tick) }

// passed says whether the time at has come; 0 never comes.
func (w *watchdog) passed(at int64) bool { return at != 0 && w.now.Load() >= at }

// start makes sure that the watchdog runs.
func (w *watchdog) start() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.running {
		w.running = true
		w.look()
		go w.run()
	}
}

// look takes the time.
func (w *watchdog) look() int64 {
	now := int64(time.Since(w.epoch)) + 1 // never 0
	w.now.Store(now)
	return now
}

// add has a session glanced at until it says that there is no need.
func (w *watchdog) add(s *Session) {
	w.mu.Lock()
	w.added = append(w.added, s)
	w.mu.Unlock()
	if w.dozing.Load() && w.dozing.CompareAndSwap(true, false) {
		w.wake()
	}
}

func (w *watchdog) wake() {
	select {
	case w.kick <- struct{}{}:
	default:
	}
}

// take are the sessions that were added.
func (w *watchdog) take(to []*Session) []*Session {
	w.mu.Lock()
	defer w.mu.Unlock()
	to = append(to, w.added...)
	clear(w.added)
	w.added = w.added[:0]
	return to
}

func (w *watchdog) run() {
	var watched []*Session
	round := w.now.Load() + int64(w.tick)
	timer := time.NewTimer(w.pause(false))
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
		case <-w.kick:
		}
		now := w.look()
		watched = glance(w.take(watched))
		if now >= round || w.server.isStopping() {
			round = now + int64(w.tick)
			if !w.server.round() && w.stop() {
				w.server.workers.dismiss()
				return
			}
		}
		timer.Reset(w.pause(len(watched) > 0))
	}
}

// pause is how long to the next look.
func (w *watchdog) pause(busy bool) time.Duration {
	if !busy {
		w.dozing.Store(true)
		w.mu.Lock()
		busy = len(w.added) > 0 // since they were taken
		w.mu.Unlock()
	}
	if busy {
		w.dozing.Store(false)
		return min(glanceTime, w.tick)
	}
	return w.tick
}

// stop ends the watchdog, unless there are sessions again.
func (w *watchdog) stop() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.server.mu.Lock()
	defer w.server.mu.Unlock()
	w.running = len(w.server.sessions) > 0
	if !w.running {
		clear(w.added)
		w.added = w.added[:0]
	}
	return !w.running
}

// glance looks at each session and keeps those that ask for more.
func glance(watched []*Session) []*Session {
	kept := watched[:0]
	for _, s := range watched {
		if s.glance() {
			kept = append(kept, s)
		}
	}
	clear(watched[len(kept):])
	return kept
}

// round strikes what is due, and says whether there are sessions.
func (s *Server) round() bool {
	some := false
	s.each(func(session *Session) {
		some = true
		session.strike()
	})
	return some
}
