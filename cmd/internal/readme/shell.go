package readme

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// Shell runs the commands of blocks in a directory, by sh.
type Shell struct {
	Dir      string
	Env      []string          // beside the test's own
	Instead  *strings.Replacer // what to read instead of parts of the blocks, such as ports
	Patience time.Duration     // for one command
}

// Run runs all commands of a block and checks what they print. A test stops at the first that does not print
// what the block shows, or that fails.
func (s *Shell) Run(t *testing.T, b Block) {
	t.Helper()
	if s.Instead != nil {
		b.Text = s.Instead.Replace(b.Text)
	}
	for _, c := range b.Commands() {
		if c.Background {
			s.start(t, c)
		} else {
			s.run(t, c)
		}
	}
}

// run runs a command to its end.
func (s *Shell) run(t *testing.T, c Command) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), s.Patience)
	defer cancel()
	cmd := s.command(ctx, c.Line)
	out, err := cmd.CombinedOutput()
	if missing := c.Missing(string(out)); err != nil || missing != "" {
		t.Fatalf("line %d: $ %s\nprints\n%s\nand ends with %v; missing is the line\n%s", c.At, c.Line, out, err, missing)
	}
}

// start runs a command until the test ends, and waits until it has printed what is expected.
func (s *Shell) start(t *testing.T, c Command) {
	t.Helper()
	out := &output{}
	ctx, cancel := context.WithCancel(context.Background())
	cmd := s.command(ctx, c.Line)
	cmd.Stdout, cmd.Stderr = out, out
	ended := make(chan struct{})
	if err := cmd.Start(); err != nil {
		t.Fatalf("line %d: $ %s &: %v", c.At, c.Line, err)
	}
	go func() {
		cmd.Wait()
		close(ended)
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
	})
	const pollEvery = 10 * time.Millisecond
	for late := time.Now().Add(s.Patience); ; {
		missing := c.Missing(out.String())
		if missing == "" {
			return
		}
		select {
		case <-ended:
		case <-time.After(pollEvery):
			if time.Now().Before(late) {
				continue
			}
		}
		t.Fatalf("line %d: $ %s &\nprints\n%s\nmissing is the line\n%s", c.At, c.Line, out, missing)
	}
}

func (s *Shell) command(ctx context.Context, line string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "sh", "-c", line)
	cmd.Dir = s.Dir
	cmd.Env = append(os.Environ(), s.Env...)
	cmd.WaitDelay = time.Second
	group(cmd)
	return cmd
}

// output is what a command has printed so far.
type output struct {
	mu   sync.Mutex
	text []byte
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text = append(o.text, p...)
	return len(p), nil
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return string(o.text)
}
