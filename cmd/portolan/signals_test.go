package main

import (
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/cmd/portolan/daemon"
)

func (s *server) signal(sig os.Signal) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil {
		s.t.Fatal(err)
	}
}

// TestGracefulStop: idle sessions are told, a running transfer finishes, and nobody new is let in.
func TestGracefulStop(t *testing.T) {
	t.Parallel()
	for _, sig := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		s := serve(t, "--user", "bob:pw")
		idle, busy := s.login("bob"), s.login("bob")
		data := busy.data()
		busy.says("STOR a", "150 Opening data connection.")
		s.signal(sig)
		idle.gets("421 The server is shutting down.")
		idle.closed()
		s.logged("stopping signal=" + sig.String() + " transfers=1")
		time.Sleep(100 * time.Millisecond) // long enough for a server that does not wait
		if _, err := data.Write([]byte("content")); err != nil {
			t.Fatal(err)
		}
		data.Close()
		busy.gets("226 Transfer complete.", "421 The server is shutting down.")
		busy.closed()
		if status := s.wait(); status != exitDone {
			t.Errorf("%v: status %d", sig, status)
		}
		if got := s.tree(); got["a"] != "content" {
			t.Errorf("%v: files: %q", sig, got)
		}
	}
}

// TestShutdownTimeout: patience ends, and a transfer that nobody feeds with it.
func TestShutdownTimeout(t *testing.T) {
	t.Parallel()
	for patience, least := range map[string]time.Duration{"0": 0, "300ms": 300 * time.Millisecond} {
		s := serve(t, "--user", "bob:pw", "--shutdown-timeout", patience)
		c := s.login("bob")
		c.data()
		c.says("STOR a", "150 Opening data connection.")
		began := time.Now()
		s.signal(os.Interrupt)
		c.gets("426 Transfer aborted.", "421 The server is shutting down.")
		c.closed()
		if status := s.wait(); status != exitDone {
			t.Errorf("%s: status %d", patience, status)
		}
		if took := time.Since(began); took < least {
			t.Errorf("%s: stopped after %v", patience, took)
		}
		s.logged("warning: stopped before all transfers had finished")
	}
}

// TestSecondSignal stops at once, although the first would wait half a minute.
func TestSecondSignal(t *testing.T) {
	t.Parallel()
	s := serve(t, "--user", "bob:pw")
	c := s.login("bob")
	c.data()
	c.says("STOR a", "150 Opening data connection.")
	s.signal(os.Interrupt)
	s.logged("stopping signal=interrupt transfers=1")
	time.Sleep(daemon.SameSignal)
	s.signal(syscall.SIGTERM)
	c.gets("426 Transfer aborted.", "421 The server is shutting down.")
	if status := s.wait(); status != exitDone {
		t.Errorf("status %d", status)
	}
}

// TestHangup: service managers send it to have files read again, which happens anyway.
func TestHangup(t *testing.T) {
	t.Parallel()
	s := serve(t, "--user", "bob:pw")
	c := s.login("bob")
	s.signal(syscall.SIGHUP)
	time.Sleep(100 * time.Millisecond) // long enough to die
	c.says("NOOP", "200 Done.")
	s.login("bob")
	if strings.Contains(s.log.String(), "stopping") {
		t.Error("SIGHUP stops the server")
	}
}

// TestLogGone: a server whose output and log nobody reads any more, as when a log collector restarts, serves on.
func TestLogGone(t *testing.T) {
	t.Parallel()
	s := &server{t: t, log: &logBuffer{}, cmd: commandIn(t.TempDir(), "serve", "--user", "bob:pw", "--listen", "127.0.0.1:0", t.TempDir())}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	s.cmd.Stderr = w
	s.start(1)
	w.Close()
	r.Close()
	s.login("bob").says("QUIT", "221 Goodbye.")
	s.login("bob").stores("a", "1", "226 Transfer complete.")
	s.signal(syscall.SIGTERM)
	if status := s.wait(); status != exitDone {
		t.Errorf("status %d", status)
	}
}

// TestStopSaysHow: whoever waits for transfers is told for how long, and how not to; without any there is nothing to
// tell.
func TestStopSaysHow(t *testing.T) {
	t.Parallel()
	const how = "waiting for transfers to finish; a second signal (Ctrl-C) stops at once limit=30s\n"
	for _, busy := range []bool{true, false} {
		s := serve(t, "--user", "bob:pw")
		c := s.login("bob")
		if busy {
			c.data()
			c.says("STOR a", "150 Opening data connection.")
		}
		s.signal(os.Interrupt)
		if busy {
			s.logged(how)
			time.Sleep(daemon.SameSignal)
			s.signal(os.Interrupt)
		}
		if status := s.wait(); status != exitDone {
			t.Errorf("status %d", status)
		}
		if got := strings.Contains(s.log.String(), how); got != busy {
			t.Errorf("busy %v: log\n%s", busy, s.log)
		}
		if got := strings.Contains(s.log.String(), "warning: stopped before all transfers had finished transfers=1\n"); got != busy {
			t.Errorf("busy %v: log\n%s", busy, s.log)
		}
		if got := strings.Contains(s.log.String(), "stopping at once signal=interrupt\n"); got != busy {
			t.Errorf("busy %v: log\n%s", busy, s.log)
		}
	}
}

// TestSignalSentTwice: what timeout(1) and some service managers send twice is one signal.
func TestSignalSentTwice(t *testing.T) {
	t.Parallel()
	s := serve(t, "--user", "bob:pw")
	c := s.login("bob")
	data := c.data()
	c.says("STOR a", "150 Opening data connection.")
	s.signal(syscall.SIGTERM)
	s.signal(syscall.SIGINT)
	s.logged("waiting for transfers")
	if _, err := data.Write([]byte("content")); err != nil {
		t.Fatal(err)
	}
	data.Close()
	c.gets("226 Transfer complete.", "421 The server is shutting down.")
	if status := s.wait(); status != exitDone || strings.Contains(s.log.String(), "stopping at once") {
		t.Errorf("status %d", status)
	}
}
