package engine

import (
	"fmt"
	"slices"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/fsm/table"
)

// roles are the parts of a table that mean something to the runtime itself.
type roles struct {
	session, transfer table.Region
	closed            table.State // of session
	working           table.State // of transfer, while work is done that no data connection belongs to; no state when there is none
	prot              int         // region of PROT's level, -1 if the table has none; state 0 is the clear
	sscn              int         // region of SSCN's choice, -1 if the table has none; state 0 is the TLS server
	language          int         // region of LANG's choice, -1 if the table has none
	spoken            []int       // by state of language: which of the table's languages it is, -1 for the server's
	fxp               int         // policy of transfers between servers, -1 if the table has none; value 0 is none of them
	slots             Slots
}

// Slots are the payload values that mean something to the runtime itself; NoSlot where the table has none.
type Slots struct{ Account, User, Idle, Host, Cwd, Offset table.Slot }

// noState is no state of any region.
const noState table.State = 1<<8 - 1

// checkSize refuses a table that does not fit into a session.
func checkSize(t *table.Table) error {
	if len(t.Regions)+len(t.Policies) > table.MaxRegions || len(t.Slots) > table.MaxSlots {
		return fmt.Errorf("fsm: the table has more than %d regions and policies or %d payload values", table.MaxRegions, table.MaxSlots)
	}
	return nil
}

func findRoles(t *table.Table) (roles, error) {
	session, transfer := region(t, "session"), region(t, "transfer")
	if session < 0 || transfer < 0 {
		return roles{}, fmt.Errorf("fsm: the table needs the regions session and transfer")
	}
	closed := slices.Index(t.Regions[session].States, "closed")
	if closed < 0 {
		return roles{}, fmt.Errorf("fsm: region session needs the state closed")
	}
	r := roles{session: table.Region(session), transfer: table.Region(transfer), closed: table.State(closed),
		working: working(t, table.Region(transfer)), prot: region(t, "prot"), sscn: region(t, "sscn"),
		language: region(t, "language"), fxp: policy(t, "fxp"),
		slots: Slots{Account: t.SlotOf("account"), User: t.SlotOf("user"), Idle: t.SlotOf("idle"), Host: t.SlotOf("host"),
			Cwd: t.SlotOf("cwd"), Offset: t.SlotOf("offset")}}
	if r.language >= 0 {
		r.spoken = spoken(t, r.language)
	}
	return r, nil
}

// spoken are the languages of the states of the region language, which have their names. The first state is the server's
// choice, and so is one whose language the table has lost to an overlay.
func spoken(t *table.Table, language int) []int {
	var all []int
	for i, state := range t.Regions[language].States {
		if l := slices.Index(t.Languages, state); i > 0 {
			all = append(all, l)
		} else {
			all = append(all, -1)
		}
	}
	return all
}

// working is the state of transfer to which rows that begin work lead.
func working(t *table.Table, transfer table.Region) table.State {
	for i := range t.Rows {
		row := &t.Rows[i]
		if at := slices.IndexFunc(row.Moves, func(m table.Move) bool { return m.Region == transfer }); row.Then == table.Work && at >= 0 {
			return row.Moves[at].State
		}
	}
	return noState
}

func region(t *table.Table, name string) int {
	return slices.IndexFunc(t.Regions, func(r table.RegionInfo) bool { return r.Name == name })
}

// policy is where the value of a policy stands in a configuration.
func policy(t *table.Table, name string) int {
	i := slices.IndexFunc(t.Policies, func(p table.RegionInfo) bool { return p.Name == name })
	if i < 0 {
		return -1
	}
	return len(t.Regions) + i
}

// Slots are the payload values that mean something to the runtime itself.
func (e *Engine) Slots() *Slots { return &e.roles.slots }

// Language is the language of replies in a configuration, as an index of the table's: the one that LANG chose, or the
// server's.
func (e *Engine) Language(c *table.Configuration, server int) int {
	if r := e.roles.language; r >= 0 {
		if l := e.roles.spoken[c[r]]; l >= 0 {
			return l
		}
	}
	return server
}

// Private says whether data connections are protected.
func (e *Engine) Private(c *table.Configuration) bool {
	return e.roles.prot >= 0 && c[e.roles.prot] != 0
}

// filePermissions are those of the commands that move files, and not listings.
const filePermissions = accounts.Read | accounts.Write | accounts.Append

// Client says whether the server is the TLS client of the data connection of a command: after SSCN ON if a file is moved.
// Clients that want a listing expect a server, whatever SSCN says.
func (e *Engine) Client(c *table.Configuration, k table.Command) bool {
	return e.roles.sscn >= 0 && c[e.roles.sscn] != 0 && e.table.Commands[k].Permission&filePermissions != 0
}

// Exchanges says whether data connections with other servers are allowed.
func (e *Engine) Exchanges(c *table.Configuration) bool {
	return e.roles.fxp >= 0 && c[e.roles.fxp] != 0
}
