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

// newStop takes the signals from now on. SIGHUP, by which service managers ask
// for a new reading of files, needs no answer: the users' file is read again
// by itself. From a terminal it says that the terminal has gone, and stops.
// SIGPIPE is ignored: a server whose log is no longer read serves on.
func newStop() *stopper {
	s := &stopper{signals: make(chan os.Signal, 2)}
	signal.Notify(s.signals, os.Interrupt, syscall.SIGTERM)
	signal.Ignore(syscall.SIGPIPE)
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
	select {
	case cause = <-failed:
		log.Error("listener failed", keyError, cause)
	case sig := <-s.signals:
		log.Info("stopping", "signal", sig.String(), "transfers", len(server.Transfers()))
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	go func() {
		select {
		case <-s.signals:
			cancel()
		case <-ctx.Done():
		}
	}()
	if err := server.Shutdown(ctx); err != nil {
		log.Warn("stopped before all transfers had finished")
	}
	return cause
}
