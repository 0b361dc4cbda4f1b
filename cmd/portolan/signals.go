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
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- server.Shutdown(ctx) }()
	select {
	case err := <-ended:
		return stopped(err, cause, log)
	case sig := <-s.signals:
		log.Info("stopping at once", keySignal, sig.String(), keyRunning, len(server.Transfers()))
		cancel()
	case <-ctx.Done():
	}
	select {
	case err := <-ended:
		return stopped(err, cause, log)
	case <-time.After(killPatience):
		log.Error("stopped although sessions had not ended", keyRunning, len(server.Transfers()))
		return cause
	}
}

// stopped tells whether the patience was enough.
func stopped(err, cause error, log *slog.Logger) error {
	if err != nil {
		log.Warn("stopped before all transfers had finished")
	}
	return cause
}
