package cover

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/portolan-ftp/portolan/fsm"
)

var table = &fsm.Table{
	Hash:     "abc",
	Commands: []fsm.CommandInfo{{Name: "NOOP", First: 1, Last: 3}},
	Rows: []fsm.RowInfo{
		{Command: fsm.NoCommand, Name: "connected", Kind: fsm.KindEvent}, {Name: "syntax"}, {Name: "ok"},
	},
}

func TestCounter(t *testing.T) {
	c := NewCounter(table)
	var wait sync.WaitGroup
	for range 100 {
		wait.Go(func() { c.Step(fsm.Step{Row: 2}) })
	}
	wait.Wait()
	c.Add(0)
	if c.Count(2) != 100 || c.Count(1) != 0 {
		t.Errorf("counts %d and %d", c.Count(2), c.Count(1))
	}
	const want = "{\"spec\":\"abc\",\"row\":\"connected\",\"count\":1}\n{\"spec\":\"abc\",\"row\":\"NOOP ok\",\"count\":100}\n"
	var b strings.Builder
	if err := c.Write(&b); err != nil || b.String() != want {
		t.Errorf("%v: %q", err, b.String())
	}
	name := filepath.Join(t.TempDir(), "rows.jsonl")
	for range 2 {
		if err := c.WriteFile(name); err != nil {
			t.Fatal(err)
		}
	}
	if data, err := os.ReadFile(name); err != nil || string(data) != want+want {
		t.Errorf("%v: %q", err, data)
	}
}

// broken is a writer that fails.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errFull }

var errFull = errors.New("full")

func TestErrors(t *testing.T) {
	c := NewCounter(table)
	if err := c.Write(broken{}); err != nil {
		t.Errorf("nothing has run, nothing is written: %v", err)
	}
	c.Add(1)
	if err := c.Write(broken{}); !errors.Is(err, errFull) || err.Error() != "cover: full" {
		t.Errorf("%v", err)
	}
	if err := c.WriteFile(filepath.Join(t.TempDir(), "none", "rows")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
}
