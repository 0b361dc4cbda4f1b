package main

import (
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/portolan-ftp/portolan/cmd/portolan/cli"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// terminal is a pseudo-terminal: the test is the person before it.
type terminal struct {
	person *os.File
	device *os.File
	shown  logBuffer
}

// newTerminal makes one of so many columns.
func newTerminal(t *testing.T, columns uint16) *terminal {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	fd := int(person.Fd())
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: columns})
	}
	if err != nil {
		t.Fatal(err)
	}
	device, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	tty := &terminal{person: person, device: device}
	t.Cleanup(func() {
		device.Close()
		person.Close()
	})
	go func() {
		buf := make([]byte, 4096)
		for {
			n, err := person.Read(buf)
			if err != nil {
				return
			}
			tty.shown.Write(buf[:n])
		}
	}()
	return tty
}

// start runs the program at the terminal, with everything on it that a shell would put there.
func (tty *terminal) start(t *testing.T, term string, args ...string) *server {
	t.Helper()
	s := &server{t: t, log: &tty.shown, cmd: commandIn(t.TempDir(), args...)}
	s.cmd.Env = append(os.Environ(), "TERM="+term)
	s.cmd.Stdin, s.cmd.Stdout, s.cmd.Stderr = tty.device, tty.device, tty.device
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.cmd.Process.Kill()
		s.cmd.Wait()
	})
	return s
}

// serve starts a server for a new directory, where bob may log in.
func (tty *terminal) serve(t *testing.T, term string, args ...string) *server {
	t.Helper()
	dir := t.TempDir()
	s := tty.start(t, term, append(append([]string{"serve"}, args...), "--user", "bob:pw", "--listen", "127.0.0.1:0", dir)...)
	s.dir = dir
	url := regexp.MustCompile(`ftp://bob@(127\.0\.0\.1:\d+)/\r\n`)
	eventually(t, "the URL is shown", func() bool { return url.MatchString(tty.shown.String()) })
	s.addresses = url.FindStringSubmatch(tty.shown.String())[1:]
	return s
}

// types writes what the person types.
func (tty *terminal) types(t *testing.T, keys string) {
	t.Helper()
	if _, err := tty.person.WriteString(keys); err != nil {
		t.Fatal(err)
	}
}

// echoes reports whether the terminal shows what is typed.
func (tty *terminal) echoes(t *testing.T) bool {
	t.Helper()
	state, err := unix.IoctlGetTermios(int(tty.device.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return state.Lflag&unix.ECHO != 0
}

// TestProgressLine: a running transfer moves on a line of its own below the log, and a finished one leaves one line.
func TestProgressLine(t *testing.T) {
	t.Parallel()
	signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP) // so that the program gets it, also if these tests are run by nohup
	tty := newTerminal(t, 60)
	s := tty.serve(t, "xterm")
	const size = 8 << 20
	s.write("large file", strings.Repeat("x", size))
	c := s.login("bob")
	c.says("TYPE I", "200 Type is image.")
	data := c.data()
	c.says("RETR large file", fmt.Sprintf("150 Opening data connection (%d bytes).", size))
	line := regexp.MustCompile(`[\r\n]download /large file \d+% of 8\.4 MB, \d+(\.\d)? [kM]?B/s \(bob\)`)
	eventually(t, "progress is shown", func() bool { return line.MatchString(tty.shown.String()) })
	s.login("bob").says("QUIT", "221 Goodbye.")
	eventually(t, "the log goes above the line", func() bool {
		return regexp.MustCompile(`\r {30,}\r(\d\d:[^\r\n]*\r\n)*\d\d:\d\d:\d\d disconnected bye [^\n]*\r\ndownload `).MatchString(tty.shown.String())
	})
	buf := make([]byte, 64<<10)
	for got := 0; got < size; {
		n, err := data.Read(buf)
		if err != nil {
			t.Fatal(err)
		}
		got += n
	}
	c.gets("226 Transfer complete.")
	eventually(t, "one line is left", func() bool {
		return regexp.MustCompile(`download "/large file" done 8\.4 MB .* bob 127\.0\.0\.1:\d+\r\n(.*\r)*$`).MatchString(tty.shown.String())
	})
	s.signal(syscall.SIGHUP) // the terminal goes
	if status := s.wait(); status != exitDone {
		t.Errorf("status %d", status)
	}
}

// TestNoProgressLine: formats for machines, and terminals that cannot go back, have none.
func TestNoProgressLine(t *testing.T) {
	testcost.Some(t)
	t.Parallel()
	for _, test := range []struct{ term, format string }{{"dumb", "plain"}, {"xterm", "text"}, {"xterm", "json"}} {
		tty := newTerminal(t, 80)
		s := tty.serve(t, test.term, "--log-format", test.format)
		c := s.login("bob")
		c.data()
		c.says("STOR a", "150 Opening data connection.")
		time.Sleep(3 * cli.ProgressEvery)
		c.says("ABOR", "426 Transfer aborted.", "226 Abort done.")
		s.logged("aborted")
		if got := tty.shown.String(); strings.Contains(strings.ReplaceAll(got, "\r\n", ""), "\r") || strings.Contains(got, "B/s (bob)") {
			t.Errorf("%v: shown %q", test, got)
		}
	}
}

// TestAskPassword: it is asked twice and not shown.
func TestAskPassword(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "users")
	for _, test := range []struct {
		command, again string
		status         int
		shown          string
	}{
		{"add", "sesame", exitDone, "Password: \r\nAgain: \r\n" + file + ": added bob\r\n"},
		{"passwd", "sesamm", exitFailed, "Password: \r\nAgain: \r\nportolan: the two passwords differ\r\n"},
	} {
		tty := newTerminal(t, 80)
		s := tty.start(t, "xterm", "user", test.command, "--users", file, "bob")
		s.logged("Password: ")
		eventually(t, "echo is off", func() bool { return !tty.echoes(t) })
		tty.types(t, "sesame\n")
		s.logged("Again: ")
		eventually(t, "echo is off", func() bool { return !tty.echoes(t) })
		tty.types(t, test.again+"\n")
		if status := s.wait(); status != test.status {
			t.Errorf("%s: status %d", test.command, status)
		}
		eventually(t, "everything is shown", func() bool { return len(tty.shown.String()) >= len(test.shown) })
		if got := tty.shown.String(); got != test.shown {
			t.Errorf("%s: shown %q, want %q", test.command, got, test.shown)
		}
		if !tty.echoes(t) {
			t.Errorf("%s: the terminal does not echo", test.command)
		}
	}
	c := serve(t, "--users", file).dial()
	c.says("USER bob", "331 Password, please.")
	c.says("PASS sesame", "230 Logged in.")
}

// TestAskPasswordInterrupted: Ctrl-C leaves the terminal as it was, and no file.
func TestAskPasswordInterrupted(t *testing.T) {
	t.Parallel()
	tty := newTerminal(t, 80)
	file := filepath.Join(t.TempDir(), "users")
	s := tty.start(t, "xterm", "user", "add", "--users", file, "bob")
	s.logged("Password: ")
	eventually(t, "echo is off", func() bool { return !tty.echoes(t) })
	tty.types(t, "ses\x03")
	if status := s.wait(); status != exitFailed {
		t.Errorf("status %d", status)
	}
	s.logged("portolan: interrupted\r\n")
	if !tty.echoes(t) {
		t.Error("the terminal does not echo")
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("the file was made: %v", err)
	}
}
