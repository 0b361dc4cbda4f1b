package fsm_test

import (
	"io"
	"slices"
	"sync"
	"testing"

	"github.com/portolan-ftp/portolan/fsm"
)

// ends keeps the lines of steps that end transfers.
type ends struct {
	mu    sync.Mutex
	lines []string
}

func (e *ends) Step(s fsm.Step) {
	if s.Transfer == nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.lines = append(e.lines, s.Line+": "+s.Session.Table().Rows[s.Row].Name)
}

// TestLineOfATransfersEnd: the step that ends a transfer has the line of the command that began it, whatever was sent
// and answered meanwhile, and however it ends.
func TestLineOfATransfersEnd(t *testing.T) {
	seen := &ends{}
	address, _ := serveFiles(t, fsm.Options{Observer: seen})
	c := connect(t, address)
	c.login()
	data := c.passive()
	c.expect("STOR a name", "150 ")
	io.WriteString(c.conn, "PWD\r\n")
	waiting(c)
	data.Close()
	c.expect("", "226 ")
	c.expect("", "257 ")
	data = c.passive()
	c.expect("RETR a name", "150 ")
	io.ReadAll(data)
	c.expect("", "226 ")
	c.passive()
	c.expect("STOR b", "150 ")
	c.expect("ABOR", "426 ")
	c.expect("", "226 ")
	c.passive()
	c.expect("NLST", "150 ")
	c.expect("", "226 ")
	c.expect("QUIT", "221 ")
	seen.mu.Lock()
	defer seen.mu.Unlock()
	want := []string{"STOR a name: opening.done", "RETR a name: opening.done", "STOR b: opening.aborted", "NLST: opening.done"}
	if !slices.Equal(seen.lines, want) {
		t.Errorf("%q, want %q", seen.lines, want)
	}
}
