package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/cmd/portolan/cli"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// portolan is the program, built once for all the tests, which run it as a user would.
var portolan string

// The exit statuses of the program.
const (
	exitDone   = cli.ExitDone
	exitFailed = cli.ExitFailed
	exitUsage  = cli.ExitUsage
)

// patience is how long a test waits for what should happen at once: on a machine with ten times as much to do as it
// can, a program may take seconds to start.
const patience = time.Minute

// buildFlags are those of the tests that the program is built with as well.
var buildFlags []string

func TestMain(m *testing.M) {
	testcost.Beside(6) // they wait for the server and for clients
	dir, err := os.MkdirTemp("", "portolan")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitFailed)
	}
	portolan = filepath.Join(dir, "portolan")
	races := filepath.Join(dir, "race")
	os.Setenv("GORACE", "log_path="+races) // of the programs that the tests start
	status := exitFailed
	if out, err := exec.Command("go", slices.Concat([]string{"build", "-o", portolan}, buildFlags, []string{"."})...).CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%v\n%s", err, out)
	} else {
		status = max(m.Run(), reportRaces(races))
	}
	os.RemoveAll(dir)
	os.Exit(status)
}

// reportRaces prints what the detector found in the programs that the tests started, each of which has a file of its
// own.
func reportRaces(path string) (status int) {
	reports, _ := filepath.Glob(path + ".*")
	for _, name := range reports {
		text, err := os.ReadFile(name)
		if err != nil {
			text = []byte(err.Error() + "\n")
		}
		os.Stderr.Write(text)
		status = exitFailed
	}
	return status
}

// result is what a program left behind.
type result struct {
	status         int
	stdout, stderr string
}

// runProgram runs the program to its end.
func runProgram(t *testing.T, stdin string, args ...string) result {
	t.Helper()
	c := commandIn(t.TempDir(), args...)
	late := time.AfterFunc(patience, func() { c.Process.Kill() })
	defer late.Stop()
	var stdout, stderr bytes.Buffer
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(stdin), &stdout, &stderr
	err := c.Run()
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited {
		t.Fatal(err)
	}
	return result{c.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// commandIn is the program, to be run in a directory.
func commandIn(dir string, args ...string) *exec.Cmd {
	c := exec.Command(portolan, args...)
	c.Dir = dir
	return c
}

// server is a running "portolan serve".
type server struct {
	t           *testing.T
	cmd         *exec.Cmd
	dir         string   // what it serves
	intro       string   // the first line of standard output
	fingerprint string   // the line after it, with a self-signed certificate
	urls        []string // the lines after it
	addresses   []string // HOST:PORT of each
	log         *logBuffer
}

// logBuffer is standard error, to be looked at while it grows.
type logBuffer struct {
	mu   sync.Mutex
	text []byte
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.text = append(b.text, p...)
	return len(p), nil
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return string(b.text)
}

var urlForm = regexp.MustCompile(`^ftps?://(?:.*@)?([^@]*)/$`)

// serve starts the program for an empty directory, on ports of its own unless
// the arguments say where, and stops it with the test.
func serve(t *testing.T, args ...string) *server {
	t.Helper()
	return serveDir(t, t.TempDir(), 1, args...)
}

// serveDir does the same for a directory, and for as many addresses as it will print.
func serveDir(t *testing.T, dir string, urls int, args ...string) *server {
	t.Helper()
	if !strings.Contains(strings.Join(args, " "), "--listen") {
		args = append([]string{"--listen", "127.0.0.1:0"}, args...)
	}
	s := &server{t: t, dir: dir, log: &logBuffer{}}
	s.cmd = commandIn(t.TempDir(), append(append([]string{"serve"}, args...), dir)...)
	s.start(urls)
	return s
}

func (s *server) start(urls int) {
	s.t.Helper()
	if s.cmd.Stderr == nil {
		s.cmd.Stderr = s.log
	}
	out, err := s.cmd.StdoutPipe()
	if err == nil {
		err = s.cmd.Start()
	}
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		s.cmd.Process.Kill()
		s.cmd.Wait()
		if s.t.Failed() {
			s.t.Logf("standard error:\n%s", s.log)
		}
	})
	lines := bufio.NewReader(out)
	s.intro = s.line(lines)
	if slices.Contains(s.cmd.Args, "--tls-self-signed") {
		s.fingerprint = s.line(lines)
	}
	for range urls {
		url := s.line(lines)
		parts := urlForm.FindStringSubmatch(url)
		if parts == nil {
			s.t.Fatalf("no URL: %q", url)
		}
		s.urls, s.addresses = append(s.urls, url), append(s.addresses, parts[1])
	}
}

func (s *server) line(r *bufio.Reader) string {
	s.t.Helper()
	line, err := r.ReadString('\n')
	if err != nil {
		s.cmd.Wait()
		s.t.Fatalf("standard output: %v after %q; standard error:\n%s", err, line, s.log)
	}
	return strings.TrimSuffix(line, "\n")
}

// write puts a file into the served directory.
func (s *server) write(name, content string) {
	s.t.Helper()
	writeFile(s.t, filepath.Join(s.dir, name), content)
}

func writeFile(t *testing.T, path, content string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// tree is the served directory: each file with its content.
func (s *server) tree() map[string]string {
	s.t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(s.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		all[strings.TrimPrefix(path, s.dir+"/")] = string(content)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return all
}

// eventually waits until done says true.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within %v: %s", patience, what)
		}
	}
}

// logged waits for a text in the log.
func (s *server) logged(text string) {
	s.t.Helper()
	eventually(s.t, "log has "+text, func() bool { return strings.Contains(s.log.String(), text) })
}

// wait waits for the program to end and returns its exit status.
func (s *server) wait() int {
	s.t.Helper()
	ended := make(chan struct{})
	go func() {
		s.cmd.Wait()
		close(ended)
	}()
	select {
	case <-ended:
		return s.cmd.ProcessState.ExitCode()
	case <-time.After(patience):
		s.t.Fatal("the program does not end")
		return exitFailed
	}
}
