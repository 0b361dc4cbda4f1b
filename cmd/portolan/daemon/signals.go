package main

import (
	"context"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/term"

	"github.com/portolan-ftp/portolan/fsm"
)

// stopper waits for what ends the server.
type stopper struct{ signals chan os.Signal }

// killPatience is how long sessions get to end when their transfers are cut off. Some cannot: their goroutines
// stand in a system call, on a dead network file system perhaps.
const killPatience = 5 * time.Second

// sameSignal is how soon a second signal is still the first one: timeout(1) sends it to the program and then to its
// group, and others pass on what the program has got already.
const sameSignal = 200 * time.Millisecond

// newStop takes the signals from now on. SIGHUP, by which service managers ask
// for a new reading of files, needs no answer: the users' file is read again
// by itself. From a terminal it says that the terminal has gone, and stops.
func newStop() *stopper {
	s := &stopper{signals: make(chan os.Signal, 2)}
	signal.Notify(s.signals, os.Interrupt, syscall.SIGTERM)
	if term.IsTerminal(int(os.Stderr.Fd())) && !signal.Ignored(syscall.SIGHUP) {
		signal.Notify(s.signals, syscall.SIGHUP)
	} else {
		signal.Ignore(syscall.SIGHUP)
	}
	return s
}

func (s *stopper) release() { signal.Stop(s.signals) }

// wait returns when the server has stopped: after a signal, and then with
// patience for running transfers until a second one, or because a listener failed.
func (s *stopper) wait(server *fsm.Server, failed <-chan error, patience time.Duration, log *slog.Logger) error {
	var cause error
	running := 0
	select {
	case cause = <-failed:
		log.Error("listener failed", keyError, cause)
	case sig := <-s.signals:
		running = len(server.Transfers())
		log.Info("stopping", keySignal, sig.String(), keyRunning, running)
	}
	if running > 0 && patience > 0 {
		log.Info("waiting for transfers to finish; a second signal (Ctrl-C) stops at once", keyLimit, patience.String())
	}
	ctx, cutOff := context.WithCancel(context.Background())
	defer cutOff()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Shutdown(ctx) // whose error is that of ctx
	}()
	defer func() {
		if n := server.Alarms(); n > 0 {
			log.Error("sessions were about to do what is not proved; each time is told above", keyAlarms, n)
		}
	}()
	if s.ends(ended, patience, log) {
		return cause
	}
	if cut := len(server.Transfers()); cut > 0 {
		log.Warn("stopped before all transfers had finished", keyRunning, cut)
	}
	cutOff()
	select {
	case <-ended:
	case <-time.After(killPatience):
		log.Error("stopped although sessions had not ended")
	}
	return cause
}

// ends waits for the end, with patience and until a second signal, and reports whether it came.
func (s *stopper) ends(ended <-chan struct{}, patience time.Duration, log *slog.Logger) bool {
	began, late := time.Now(), time.After(patience)
	for {
		select {
		case <-ended:
			return true
		case <-late:
			return false
		case sig := <-s.signals:
			if time.Since(began) >= sameSignal {
				log.Info("stopping at once", keySignal, sig.String())
				return false
			}
		}
	}
}
