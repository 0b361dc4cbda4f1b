package engine

import (
	"errors"
	"fmt"
	"slices"

	"github.com/portolan-ftp/portolan/fsm/table"
)

// noState is no state of any region.
const noState table.State = 1<<8 - 1

// checkSize refuses a table that does not fit into a session.
func checkSize(t *table.Table) error {
	if len(t.Regions)+len(t.Policies) > table.MaxRegions || len(t.Slots) > table.MaxSlots {
		return fmt.Errorf("fsm: the table has more than %d regions and policies or %d payload values", table.MaxRegions, table.MaxSlots)
	}
	return nil
}

// checkRoles refuses a table whose sessions would never end.
func checkRoles(t *table.Table) error {
	if t.Roles.Over.States == 0 {
		return errors.New("fsm: the table does not say when a session is over; generate it anew")
	}
	return nil
}

// spoken is, for each state of the region of languages, the index of the language of that name. -1 stands for the
// server's own language: the first state has it, and so has a state whose language an overlay has dropped.
func spoken(t *table.Table) []int {
	if t.Roles.Language == table.NoRegion {
		return nil
	}
	var all []int
	for i, state := range t.Regions[t.Roles.Language].States {
		if l := slices.Index(t.Languages, state); i > 0 {
			all = append(all, l)
		} else {
			all = append(all, -1)
		}
	}
	return all
}

// working is the state of transfer to which rows that begin work lead; no state when there are none.
func working(t *table.Table) table.State {
	for i := range t.Rows {
		row := &t.Rows[i]
		if at := slices.IndexFunc(row.Moves, func(m table.Move) bool { return m.Region == t.Roles.Transfer }); row.Then == table.Work && at >= 0 {
			return row.Moves[at].State
		}
	}
	return noState
}

// Roles are the parts of the table that the runtime itself acts on.
func (e *Engine) Roles() *table.Roles { return &e.table.Roles }

// plays reports whether a session is in the states that a role names.
func plays(role *table.Guard, c *table.Configuration) bool {
	return role.States&(1<<c[role.Region]) != 0
}

// Language is the language of replies in a configuration, as an index of the table's: the one that LANG chose, or the
// server's.
func (e *Engine) Language(c *table.Configuration, server int) int {
	if e.spoken != nil {
		if l := e.spoken[c[e.table.Roles.Language]]; l >= 0 {
			return l
		}
	}
	return server
}

// Private says whether data connections are protected.
func (e *Engine) Private(c *table.Configuration) bool { return plays(&e.table.Roles.Private, c) }

// Client reports whether the server is the TLS client on the data connection of a command. It is after SSCN ON, if the
// command moves a file. For a listing clients expect a TLS server, whatever SSCN says.
func (e *Engine) Client(c *table.Configuration, k table.Command) bool {
	return plays(&e.table.Roles.Client, c) && slices.ContainsFunc(e.table.Commands[k].Does, func(name string) bool {
		capability := e.table.Capability(name)
		return capability != nil && capability.Content
	})
}

// Exchanges says whether data connections with other servers are allowed.
func (e *Engine) Exchanges(c *table.Configuration) bool {
	return plays(&e.table.Roles.Exchange, c)
}
