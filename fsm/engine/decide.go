package engine

import (
	"errors"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/fsm/line"
	"github.com/portolan-ftp/portolan/fsm/table"
)

// Decide is the row that answers a command before its handler is asked, in the table's order: needs, permissions,
// syntax. With NoRow the handler decides, or the table where there is no handler (see ByTable). The rights are the
// account's; there are none before the login.
func (e *Engine) Decide(s *State, c table.Command, rights accounts.Permission, arg []byte) table.Row {
	info := &e.table.Commands[c]
	if info.By == table.ByNobody {
		return info.NotOffered
	}
	for i := range info.Needs {
		if !met(&info.Needs[i], &s.Configuration) {
			return info.Needs[i].Row
		}
	}
	if info.Permission != 0 && !rights.Has(info.Permission) {
		return info.Denied
	}
	if len(info.Args) == 0 && !line.Blank(arg) {
		return info.SyntaxError
	}
	return table.NoRow
}

// ByTable is the reply that the table itself gives to a command, whatever its argument is: the first whose guards hold.
func (e *Engine) ByTable(s *State, c table.Command) table.Row {
	return e.first(s, c, func(row *table.RowInfo) bool { return row.Argument == 0 })
}

// ByArgument is the reply that the table gives to a command because its argument names a state, or OtherState: the
// first whose guards hold. With NoRow the handler or ByTable decides.
func (e *Engine) ByArgument(s *State, c table.Command, names table.State) table.Row {
	return e.first(s, c, func(row *table.RowInfo) bool { return row.Argument&(1<<names) != 0 })
}

func (e *Engine) first(s *State, c table.Command, fits func(*table.RowInfo) bool) table.Row {
	info := &e.table.Commands[c]
	for r := info.First; r < info.Last; r++ {
		if row := &e.table.Rows[r]; row.Kind == table.KindReply && fits(row) && hold(row.When, &s.Configuration) {
			return r
		}
	}
	return table.NoRow
}

// Given is the row that answers when a handler has chosen a row. It is another row where the table names one for the
// case that the chosen row cannot be given.
func (e *Engine) Given(s *State, r table.Row) table.Row {
	if int(r) >= len(e.table.Rows) {
		return r
	}
	if row := &e.table.Rows[r]; row.Else != table.NoRow && !hold(row.When, &s.Configuration) {
		return row.Else
	}
	return r
}

// The mistakes that a handler may make.
var (
	ErrUndeclared = errors.New("no outcome that is declared for the command here")
	ErrIncomplete = errors.New("an outcome without its completion, or with one that it does not have")
)

// Check reports whether a handler may answer a command by a row here. then is what the outcome brings (it sends,
// receives or works), in the terms of a row's Then; Nothing stands for none.
func (e *Engine) Check(s *State, c table.Command, r table.Row, with table.Then) error {
	info := &e.table.Commands[c]
	if r < info.First || r >= info.Last || r == table.NoRow {
		return ErrUndeclared
	}
	row := &e.table.Rows[r]
	switch row.Kind {
	case table.KindReply, table.KindSyntax, table.KindUnwritten:
	default:
		return ErrUndeclared
	}
	if !hold(row.When, &s.Configuration) {
		return ErrUndeclared
	}
	wants := table.Nothing
	if begins(row) {
		wants = row.Then
	}
	if with != wants {
		return ErrIncomplete
	}
	return nil
}

// begins says whether a row begins a transfer.
func begins(row *table.RowInfo) bool {
	return row.Then == table.Send || row.Then == table.Receive || row.Then == table.Work
}

// Begins says whether a row begins a transfer, or work that is answered like one.
func (e *Engine) Begins(r table.Row) bool { return begins(&e.table.Rows[r]) }

// Aborts says whether a command ends what runs, as ABOR does.
func (e *Engine) Aborts(c table.Command) bool {
	info := &e.table.Commands[c]
	for r := info.First; r < info.Last; r++ {
		if e.table.Rows[r].Then == table.Abort {
			return true
		}
	}
	return false
}
