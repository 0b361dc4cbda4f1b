package watch

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Server is a process that newer ones take the place of. All serve on one socket, their file descriptor 3, which stays
// open between them: whoever connects meanwhile waits for the next. One that is replaced is asked to end, and may
// finish what runs.
type Server struct {
	listener *os.File
	address  string
	args     []string
	out      io.Writer // gets what a process says on standard error, and what the first one announces

	mu        sync.Mutex
	current   *process
	processes map[*process]bool // that have not ended, as far as was looked
}

// process is one that was started.
type process struct {
	*exec.Cmd
	ended chan struct{} // closed when it has
}

// The patience with processes.
const (
	startPatience = time.Minute            // until a new one announces that it serves
	handover      = 100 * time.Millisecond // for one that is asked to end to accept nobody any more
	stopPatience  = 10 * time.Second       // after the end of all: for what runs to finish
)

// NewServer listens on an address, HOST:PORT, for the processes that Replace will start, each with these arguments.
func NewServer(address string, out io.Writer, args ...string) (*Server, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("watch: the server: %w", err)
	}
	defer l.Close()
	file, err := l.(*net.TCPListener).File()
	if err != nil {
		return nil, fmt.Errorf("watch: the server: %w", err)
	}
	return &Server{listener: file, address: l.Addr().String(), args: args, out: out, processes: map[*process]bool{}}, nil
}

// Address is where the server is.
func (s *Server) Address() string { return s.address }

// Replace starts a program, waits until it serves, and asks the one before it to end. If the new one does not serve,
// the old one goes on, and the error says why.
func (s *Server) Replace(program string) error {
	next, err := s.start(program)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for p := range s.processes {
		select {
		case <-p.ended:
			delete(s.processes, p)
		default:
		}
	}
	if s.current != nil {
		s.current.stop()
		time.Sleep(handover)
	}
	s.current = next
	s.processes[next] = true
	return nil
}

// stop asks a process to end. One that has ended need not be asked.
func (p *process) stop() { _ = p.Process.Signal(syscall.SIGTERM) }

// start starts a process and waits until it announces an address.
func (s *Server) start(program string) (*process, error) {
	p := &process{exec.Command(program, s.args...), make(chan struct{})}
	p.ExtraFiles = []*os.File{s.listener}
	said := &tail{next: s.out}
	p.Stderr = said
	out, err := p.StdoutPipe()
	if err == nil {
		err = p.Start()
	}
	if err != nil {
		return nil, fmt.Errorf("watch: the server: %w", err)
	}
	serves := make(chan struct{})
	go func() {
		defer close(p.ended)
		announced := sync.OnceFunc(func() { close(serves) })
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if strings.HasPrefix(lines.Text(), "ftp") {
				announced()
			}
		}
		_ = p.Wait()
	}()
	select {
	case <-serves:
		return p, nil
	case <-p.ended:
		return nil, fmt.Errorf("watch: the server does not start: %s", said.last())
	case <-time.After(startPatience):
		return nil, errors.Join(fmt.Errorf("watch: the server has not started in %v", startPatience), p.Process.Kill())
	}
}

// Close asks all processes to end, gives them some time for what runs, and ends those that are left.
func (s *Server) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for p := range s.processes {
		p.stop()
	}
	late := time.After(stopPatience)
	for p := range s.processes {
		select {
		case <-p.ended:
		case <-late:
			late = time.After(0)
			_ = p.Process.Kill()
		}
	}
	return s.listener.Close()
}

// tail passes on what is written, and keeps the last line.
type tail struct {
	next io.Writer
	mu   sync.Mutex
	line string
}

func (t *tail) Write(text []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	lines := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	t.line = lines[len(lines)-1]
	return t.next.Write(text)
}

// last is the last line.
func (t *tail) last() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.line
}
