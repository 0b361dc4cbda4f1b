package main

import (
	"net"
	"os"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// fullPipe is a pipe that nobody reads and that has no room.
func fullPipe(t *testing.T) (read, write *os.File) {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		read.Close()
		write.Close()
	})
	size, err := unix.FcntlInt(write.Fd(), unix.F_GETPIPE_SZ, 0)
	if err == nil {
		_, err = write.WriteString(strings.Repeat("x", size))
	}
	if err != nil {
		t.Fatal(err)
	}
	return read, write
}

// serveBlind starts a server whose output the test gives; nothing can be read from it.
func serveBlind(t *testing.T, stdout, stderr *os.File) *server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{t: t, dir: t.TempDir(), addresses: []string{l.Addr().String()}, log: &logBuffer{}}
	l.Close()
	s.cmd = commandIn(t.TempDir(), "serve", "--user", "bob:pw", "--listen", s.addresses[0], s.dir)
	s.cmd.Stdout, s.cmd.Stderr = stdout, stderr
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.cmd.Process.Kill()
		s.cmd.Wait()
	})
	eventually(t, "the server listens", func() bool {
		c, err := net.Dial("tcp", s.addresses[0])
		if err == nil {
			c.Close()
		}
		return err == nil
	})
	return s
}

// servesAndStops has sessions, and a stop by SIGTERM, which nothing may hold up.
func (s *server) servesAndStops() {
	s.t.Helper()
	for range 3 {
		c := s.login("bob")
		c.stores("a", "1", "226 Transfer complete.")
		c.says("QUIT", "221 Goodbye.")
		c.closed()
	}
	s.signal(syscall.SIGTERM)
	if status := s.wait(); status != exitDone {
		s.t.Errorf("status %d", status)
	}
}

// TestOutputNotRead: no pipe that nobody empties, and no full disk, holds up a session or a signal.
func TestOutputNotRead(t *testing.T) {
	testcost.Some(t)
	t.Parallel()
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	disk, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer disk.Close()
	_, pipe := fullPipe(t)
	for what, to := range map[string]struct{ stdout, stderr *os.File }{
		"log into a full pipe":    {null, pipe},
		"log onto a full disk":    {null, disk},
		"output into a full pipe": {pipe, null},
		"output onto a full disk": {disk, null},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			serveBlind(t, to.stdout, to.stderr).servesAndStops()
		})
	}
}

// TestLogReadLate: whoever empties the pipe at last gets every line, in order.
func TestLogReadLate(t *testing.T) {
	t.Parallel()
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	read, pipe := fullPipe(t)
	s := serveBlind(t, null, pipe)
	c := s.login("bob")
	for range 20 {
		c.stores("a", "1", "226 Transfer complete.")
	}
	c.says("QUIT", "221 Goodbye.")
	c.closed()
	pipe.Close()
	go func() {
		buf := make([]byte, 4096)
		for {
			n, err := read.Read(buf)
			if err != nil {
				return
			}
			s.log.Write(buf[:n])
		}
	}()
	s.logged("disconnected bye")
	if got := strings.Count(s.log.String(), "upload /a done"); got != 20 || strings.Contains(s.log.String(), "missing") {
		t.Errorf("%d uploads in the log:\n%s", got, s.log.String())
	}
}

// TestErrorNotRead: the last words of a program that fails are for whoever reads them in time.
func TestErrorNotRead(t *testing.T) {
	testcost.Some(t)
	t.Parallel()
	_, pipe := fullPipe(t)
	s := &server{t: t, log: &logBuffer{}, cmd: commandIn(t.TempDir(), "serve", "/nowhere")}
	s.cmd.Stderr = pipe
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.cmd.Process.Kill() })
	if status := s.wait(); status != exitUsage {
		t.Errorf("status %d", status)
	}
}

// TestTerminalStopped: ^S stops the log, and the line of progress, and nothing else.
func TestTerminalStopped(t *testing.T) {
	testcost.Some(t)
	t.Parallel()
	tty := newTerminal(t, 80)
	s := tty.serve(t, "xterm")
	tty.types(t, "\x13")
	busy := s.login("bob")
	busy.data()
	busy.says("STOR b", "150 Opening data connection.")
	s.login("bob").stores("a", strings.Repeat("x", 100_000), "226 Transfer complete.")
	busy.says("ABOR", "426 Transfer aborted.", "226 Abort done.")
	s.servesAndStops()
}
