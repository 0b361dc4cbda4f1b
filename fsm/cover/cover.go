// Package cover counts how often each row of a table runs, so that `ftpspec cover` can tell which rows no test and
// no client has ever run:
//
//	counter := cover.NewCounter(ftp.Table())
//	server, err := fsm.NewServer(fsm.Options{Observer: fsm.Observers(log, counter), …})
//	…
//	err = counter.WriteFile("rows.jsonl")
//
// The file has a line for each row that has run, by the name that the spec gives it:
//
//	{"spec":"86471493…","row":"RNTO ok","count":3}
//
// Files of several runs may be concatenated, or given to ftpspec together.
package cover

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sync/atomic"

	"github.com/portolan-ftp/portolan/fsm"
)

// Line is one line of a file: how often a row ran, and the hash of the spec that its table was made from.
type Line struct {
	Spec  string `json:"spec"`
	Row   string `json:"row"` // "RNTO ok", or the name of an event
	Count int64  `json:"count"`
}

// Counter is an fsm.Observer that counts. Many sessions may use it at once.
type Counter struct {
	table *fsm.Table
	runs  []atomic.Int64 // by row
}

// NewCounter makes a counter for a table.
func NewCounter(t *fsm.Table) *Counter {
	return &Counter{table: t, runs: make([]atomic.Int64, len(t.Rows))}
}

// Step implements fsm.Observer.
func (c *Counter) Step(s fsm.Step) { c.Add(s.Row) }

// Add counts one run of a row.
func (c *Counter) Add(r fsm.Row) { c.runs[r].Add(1) }

// Count is how often a row has run.
func (c *Counter) Count(r fsm.Row) int64 { return c.runs[r].Load() }

// Write writes a line for each row that has run, in the order of the table.
func (c *Counter) Write(out io.Writer) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	for i := range c.runs {
		n := c.runs[i].Load()
		if n == 0 {
			continue
		}
		if err := e.Encode(Line{Spec: c.table.Hash, Row: c.table.RowName(fsm.Row(i)), Count: n}); err != nil {
			return fmt.Errorf("cover: %w", err)
		}
	}
	return nil
}

// WriteFile adds the lines to a file, which is made if there is none: several test binaries may share one.
func (c *Counter) WriteFile(name string) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("cover: %w", err)
	}
	w := bufio.NewWriter(f)
	if err := c.Write(w); err != nil {
		f.Close()
		return err
	}
	if err := w.Flush(); err != nil {
		f.Close()
		return fmt.Errorf("cover: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("cover: %w", err)
	}
	return nil
}
