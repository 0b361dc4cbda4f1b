package fsm

import (
	"context"
	"fmt"
	"slices"
)

// Adoption lets the handlers of one protocol answer commands of a table that extends theirs. The extended table has the
// same commands, regions, states and payload at the same numbers, and more behind them. Its rows have other numbers, so
// outcomes are translated by the names of command and row. Generated code makes one Adoption for a package. It is
// read-only.
type Adoption struct {
	base, table *Table
	rows        []Row // by row of the base
	err         error
}

// NewAdoption compares the tables. If the second does not extend the first, no server can be made of a protocol
// of the adoption.
func NewAdoption(base, table *Table) *Adoption {
	a := &Adoption{base: base, table: table, rows: make([]Row, len(base.Rows)), err: extends(base, table)}
	type name struct {
		command Command
		row     string
	}
	known := make(map[name]Row, len(table.Rows))
	for r := range table.Rows {
		known[name{table.Rows[r].Command, table.Rows[r].Name}] = Row(r)
	}
	for r := range base.Rows {
		a.rows[r] = known[name{base.Rows[r].Command, base.Rows[r].Name}]
	}
	return a
}

// extends says why the handlers of base cannot work on table; nil when they can.
func extends(base, table *Table) error {
	if !begins(table.Regions, base.Regions, func(r RegionInfo) string { return r.Name }) ||
		!begins(table.Slots, base.Slots, func(s SlotInfo) string { return s.Name }) ||
		!begins(table.Commands, base.Commands, func(c CommandInfo) string { return c.Name }) {
		return fmt.Errorf("fsm: the table does not begin with the regions, payload and commands of the one that it extends")
	}
	for i := range base.Regions {
		if !begins(table.Regions[i].States, base.Regions[i].States, func(s string) string { return s }) {
			return fmt.Errorf("fsm: region %s does not begin with the states that it has in the table that is extended", base.Regions[i].Name)
		}
	}
	return nil
}

// begins says whether list begins with what prefix has, by name.
func begins[T any](list, prefix []T, name func(T) string) bool {
	return len(list) >= len(prefix) &&
		slices.EqualFunc(list[:len(prefix)], prefix, func(a, b T) bool { return name(a) == name(b) })
}

// Protocol is the table with own to answer the commands that have an entry there, and the handlers of base, whose
// table is the one extended, to answer all others.
func (a *Adoption) Protocol(base Protocol, own []HandlerFunc) Protocol {
	handlers := make([]HandlerFunc, len(a.table.Commands))
	for c := range handlers {
		switch {
		case c < len(own) && own[c] != nil:
			handlers[c] = own[c]
		case c < len(base.Handlers) && base.Handlers[c] != nil && a.table.Commands[c].By == ByHandler:
			handlers[c] = a.adopt(base.Handlers[c])
		}
	}
	return Protocol{Table: a.table, Handlers: handlers, err: a.err}
}

// adopt wraps a handler of the base.
func (a *Adoption) adopt(h HandlerFunc) HandlerFunc {
	return func(ctx context.Context, c *Call) Outcome {
		c.made = a.base
		return a.Outcome(h(ctx, c))
	}
}

// Outcome is an outcome of the base as one of the table; a transfer's completion follows.
func (a *Adoption) Outcome(o Outcome) Outcome {
	if o.own {
		return o
	}
	if int(o.row) >= len(a.rows) {
		return Outcome{cause: o.cause}
	}
	o.row = a.rows[o.row]
	if send := o.send; send != nil {
		o.send = func(ctx context.Context, w *DataWriter) Outcome { return a.Outcome(send(ctx, w)) }
	}
	if work := o.work; work != nil {
		o.work = func(ctx context.Context, p *Progress) Outcome { return a.Outcome(work(ctx, p)) }
	}
	if receive := o.recv; receive != nil {
		o.recv = func(ctx context.Context, r *DataReader) Outcome { return a.Outcome(receive(ctx, r)) }
	}
	return o
}
