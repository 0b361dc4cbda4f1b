package daemon

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/term"

	"github.com/portolan-ftp/portolan/cmd/portolan/logging"
	"github.com/portolan-ftp/portolan/fsm"
)

// killPatience is how long sessions have to end after their transfers are cut off. Some cannot end: their goroutines
// are in a system call, on a dead network file system for example.
const killPatience = 5 * time.Second

// SameSignal is the time in which a second signal counts as the first one: timeout(1) sends a signal to the program and
// then to its group, and other programs pass on a signal that this one has already.
const SameSignal = 200 * time.Millisecond

// Signals takes the signals that stop a server from now on, until release: SIGINT and SIGTERM. SIGHUP, by which service
// managers ask for a new reading of files, needs no answer: the files are read again by themselves. To a program with a
// terminal it says that the terminal has gone, and stops the server too.
func Signals() (signals <-chan os.Signal, release func()) {
	taken := make(chan os.Signal, 2)
	signal.Notify(taken, os.Interrupt, syscall.SIGTERM)
	if term.IsTerminal(int(os.Stderr.Fd())) && !signal.Ignored(syscall.SIGHUP) {
		signal.Notify(taken, syscall.SIGHUP)
	} else {
		signal.Ignore(syscall.SIGHUP)
	}
	return taken, func() { signal.Stop(taken) }
}

// Wait serves until ctx ends, or a signal comes, or a listener fails, which is its error. Then it drains for
// Options.DrainTime: all goes on, but Ready says no. Then idle sessions are told goodbye, and running transfers may
// finish, for Options.ShutdownTimeout. A second signal ends both at once. When Wait returns all is closed.
//
// The signals are those of package function Signals, or others that mean the same; nil is none.
func (s *Server) Wait(ctx context.Context, signals <-chan os.Signal) error {
	defer s.release()
	log, patience := s.options.Log, s.options.ShutdownTimeout
	var cause error
	running, hurried := 0, false
	select {
	case err := <-s.failed:
		if !errors.Is(err, fsm.ErrServerClosed) { // by Close
			cause = err
			log.Error("listener failed", logging.KeyError, cause)
		}
		s.leaving.Store(true)
	case sig := <-signals:
		hurried = s.drain(signals)
		running = len(s.Transfers())
		log.Info("stopping", logging.KeySignal, sig.String(), logging.KeyRunning, running)
	case <-ctx.Done():
		hurried = s.drain(signals)
		running = len(s.Transfers())
		log.Info("stopping", logging.KeyError, context.Cause(ctx), logging.KeyRunning, running)
	}
	if running > 0 && patience > 0 && !hurried {
		log.Info("waiting for transfers to finish; a second signal (Ctrl-C) stops at once", logging.KeyLimit, patience.String())
	}
	shutdown, cutOff := context.WithCancel(context.Background())
	defer cutOff()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = s.running.Shutdown(shutdown) // whose error is that of the context
	}()
	defer s.tellAlarms()
	if !hurried {
		late, again := s.pause(ended, patience, signals)
		if !late && !again {
			return cause
		}
	}
	if cut := len(s.Transfers()); cut > 0 {
		log.Warn("stopped before all transfers had finished", logging.KeyRunning, cut)
	}
	cutOff()
	select {
	case <-ended:
	case <-time.After(killPatience):
		log.Error("stopped although sessions had not ended")
	}
	return cause
}

// tellAlarms says at the end whether sessions ran as they are proved to.
func (s *Server) tellAlarms() {
	if n := s.running.Alarms(); n > 0 {
		s.options.Log.Error("sessions were about to do what is not proved; each time is told above", logging.KeyAlarms, n)
	}
}

// drain serves on for a while, and reports whether a second signal ended that.
func (s *Server) drain(signals <-chan os.Signal) (hurried bool) {
	s.leaving.Store(true)
	if s.options.DrainTime == 0 {
		return false
	}
	s.options.Log.Info("draining; a second signal (Ctrl-C) stops at once", logging.KeyLimit, s.options.DrainTime.String())
	_, hurried = s.pause(nil, s.options.DrainTime, signals)
	return hurried
}

// pause waits until done is closed, for some time at most, and until a second signal. It says which of these two came
// instead.
func (s *Server) pause(done <-chan struct{}, most time.Duration, signals <-chan os.Signal) (late, hurried bool) {
	began, end := time.Now(), time.After(most)
	for {
		select {
		case <-done:
			return false, false
		case <-end:
			return true, false
		case sig := <-signals:
			if time.Since(began) >= SameSignal {
				s.options.Log.Info("stopping at once", logging.KeySignal, sig.String())
				return false, true
			}
		}
	}
}

// Close stops the server at once: running transfers are aborted. When it returns all is closed. The error says that
// sessions did not end.
func (s *Server) Close() error {
	defer s.release()
	now, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.running.Shutdown(now); errors.Is(err, fsm.ErrStuck) {
		return fsm.ErrStuck
	}
	return nil
}
