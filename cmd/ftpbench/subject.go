package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// The account that all servers get, where they have accounts.
const (
	benchUser     = "bench"
	benchPassword = "bench-password"
)

const (
	// startPatience is how long a server may take until it accepts.
	startPatience = 10 * time.Second
	// stopPatience is how long it may take to end when asked to.
	stopPatience = 5 * time.Second
)

// subject is a server under measurement, in a process of its own.
type subject struct {
	name           string
	addr           string
	user, password string
	dir            string // what it serves, as this process sees it
	golang         bool   // it dumps its goroutines on SIGQUIT
	forks          bool   // a process for each session, so one process's figures say nothing
	secure         bool   // it is spoken to over TLS

	command *exec.Cmd
	log     *os.File      // its output
	ended   chan struct{} // closed when the process has ended
}

// launch says how to start a server at an address; it may write a config file into the scratch directory.
type launch struct {
	name   string
	args   func(addr, dir, scratch string) ([]string, error)
	anon   bool // logs in as "anonymous"
	golang bool
	forks  bool
	secure bool
}

// start runs a server on a free port and waits until it accepts.
func (l launch) start(ctx context.Context, dir, scratch string) (*subject, error) {
	addr, err := freeAddress()
	if err != nil {
		return nil, err
	}
	if scratch, err = os.MkdirTemp(scratch, l.name+"-"); err != nil {
		return nil, err
	}
	args, err := l.args(addr, dir, scratch)
	if err != nil {
		return nil, err
	}
	s := &subject{name: l.name, addr: addr, user: benchUser, password: benchPassword, dir: dir,
		golang: l.golang, forks: l.forks, secure: l.secure, ended: make(chan struct{})}
	if l.anon {
		s.user, s.password = "anonymous", "bench@localhost"
	}
	if s.log, err = os.CreateTemp(scratch, l.name+"-*.log"); err != nil {
		return nil, err
	}
	s.command = exec.CommandContext(ctx, args[0], args[1:]...)
	s.command.Stdout, s.command.Stderr = s.log, s.log
	if err := s.command.Start(); err != nil {
		s.log.Close()
		return nil, err
	}
	go func() {
		s.command.Wait()
		close(s.ended)
	}()
	if err := s.awaitStart(ctx); err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

// freeAddress is a port of the loopback interface that nobody listens on now.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

func (s *subject) awaitStart(ctx context.Context) error {
	for deadline := time.Now().Add(startPatience); time.Now().Before(deadline); {
		if c, err := login(s); err == nil {
			c.close()
			return nil
		}
		select {
		case <-s.ended:
			return fmt.Errorf("%s ended at once: %s", s.name, s.lastWords())
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
	return fmt.Errorf("%s does not accept logins: %s", s.name, s.lastWords())
}

// lastWords is the end of what the server printed.
func (s *subject) lastWords() string {
	const enough = 300
	data, err := os.ReadFile(s.log.Name())
	if err != nil {
		return err.Error()
	}
	return string(bytes.TrimSpace(data[max(0, len(data)-enough):]))
}

func (s *subject) pid() int { return s.command.Process.Pid }

// stop ends the server, kindly first.
func (s *subject) stop() {
	s.command.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.ended:
	case <-time.After(stopPatience):
		s.command.Process.Kill()
		<-s.ended
	}
	s.log.Close()
}

// goroutines makes a Go program dump its goroutines, which ends it, and counts them.
func (s *subject) goroutines() int {
	s.command.Process.Signal(syscall.SIGQUIT)
	<-s.ended
	data, err := os.ReadFile(s.log.Name())
	if err != nil {
		return 0
	}
	return bytes.Count(data, []byte("\ngoroutine "))
}

// ownFigure is v, or NaN where one process's figure does not tell the server's.
func (s *subject) ownFigure(v float64) float64 {
	if s.forks {
		return math.NaN()
	}
	return v
}

// clearUploads removes what was uploaded.
func (s *subject) clearUploads() error {
	var errs []error
	uploaded, _ := filepath.Glob(filepath.Join(s.dir, uploadDir, "*"))
	for _, path := range uploaded {
		errs = append(errs, os.Remove(path))
	}
	return errors.Join(errs...)
}
