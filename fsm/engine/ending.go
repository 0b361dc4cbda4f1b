package engine

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/fsm/table"
)

// Ending is how a transfer went.
type Ending struct {
	Own     table.Row         // the completion that the handler chose; NoRow for none
	Erred   bool              // the handler told of an error
	Failed  bool              // the data connection failed, or the work took too long
	Failure table.TransferEnd // and how
	Aborted bool              // ABOR came, or the session ends
}

// End is the row that ends the transfer that runs. declared is false when the handler chose no completion that its
// command declares here, and nothing else explains the end of the transfer.
//
// A successful end of the handler wins: an upload that is in the storage is reported as stored, even if ABOR came or
// the control connection was lost while it was stored. So reply, log and disk agree. A download is different: its
// handler does not know whether the last bytes could be sent, and the data connection does. In all other cases ABOR, or
// a failure of the data connection, decides before the handler.
func (e *Engine) End(s *State, w Ending) (row table.Row, declared bool) {
	own := e.ownEnd(s, w.Own)
	toClient := e.table.Rows[s.Running].Then == table.Send
	switch {
	case own != table.NoRow && !w.Erred && !(w.Failed && toClient):
		return own, true
	case w.Aborted:
		return e.aborted(s), true
	case w.Failed:
		return cmp.Or(e.endNamed(s, table.TransferEndNames[w.Failure]), e.aborted(s)), true
	case own != table.NoRow:
		return own, true
	}
	return e.aborted(s), false
}

// aborted is the completion that each transfer has in every state.
func (e *Engine) aborted(s *State) table.Row {
	return e.endNamed(s, table.TransferEndNames[table.EndAborted])
}

// ownEnd is the handler's own end, which is looked up by its name among the completions of the running reply. It comes
// after the data connection was opened.
func (e *Engine) ownEnd(s *State, r table.Row) table.Row {
	if r == table.NoRow || int(r) >= len(e.table.Rows) || e.table.Rows[r].Kind != table.KindEnd {
		return table.NoRow
	}
	if _, opening := e.Event(s, table.EventDataOpened); opening {
		return table.NoRow
	}
	return e.endNamed(s, lastName(e.table.Rows[r].Name))
}

// endNamed is the completion of that name, NoRow where the running transfer has none that may come now.
func (e *Engine) endNamed(s *State, name string) table.Row {
	for _, r := range e.table.Rows[s.Running].Ends {
		if row := &e.table.Rows[r]; lastName(row.Name) == name && hold(row.When, &s.Configuration) {
			return r
		}
	}
	return table.NoRow
}

// lastName is the part of an end row's name behind the dot: "opening.done" ends as "done".
func lastName(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// checkEnds refuses a transfer that could not be aborted anywhere: each ends when the session does.
func checkEnds(t *table.Table) error {
	for r := range t.Rows {
		row := &t.Rows[r]
		if begins(row) && !slices.ContainsFunc(row.Ends, func(end table.Row) bool {
			return lastName(t.Rows[end].Name) == table.TransferEndNames[table.EndAborted] && len(t.Rows[end].When) == 0
		}) {
			return fmt.Errorf("fsm: the row %s begins a transfer, and has no completion for one that is aborted", t.RowName(table.Row(r)))
		}
	}
	return nil
}
