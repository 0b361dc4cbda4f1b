// Package fsm has the shapes of the runtime that analyzers look for.
package fsm

import (
	"context"

	"github.com/portolan-ftp/portolan/fsm/table"
)

type (
	Region     = table.Region
	State      = table.State
	Row        = table.Row
	Outcome    struct{ row Row }
	ClassRows  [2]Row
	DataWriter struct{}
	DataReader struct{}
	Progress   struct{}
	RowInfo    = table.RowInfo
	Table      = table.Table
	Session    struct{ table *Table }
	Protocol   struct{ Handlers any }
)

// Granted is what a single outcome takes.
type Granted[T any] struct {
	value T
	ok    bool
}

func (g Granted[T]) Get() (T, bool) { return g.value, g.ok }

func Answer(row Row) Outcome                  { return Outcome{row} }
func Fail(err error, rows *ClassRows) Outcome { return Outcome{rows[0]} }
func (s *Session) Table() *Table              { return s.table }

func (o Outcome) WithSend(func(context.Context, *DataWriter) Outcome) Outcome { return o }

func (w *DataWriter) Write(p []byte) (int, error) { return len(p), nil }

func (s *Session) change() { s.table.Rows[0].Code++ }
