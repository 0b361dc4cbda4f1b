package engine_test

import (
	"slices"
	"testing"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/fsm/engine"
	"github.com/portolan-ftp/portolan/fsm/table"
)

// TestGrants: what an outcome takes is given where the outcome may be chosen, and to those who have the right, or the
// other one that is enough.
func TestGrants(t *testing.T) {
	changed := *newEngine(t).Table()
	changed.Capabilities = append(slices.Clone(changed.Capabilities),
		table.CapabilityInfo{Name: "files.replace", Permission: accounts.Delete, Or: accounts.Write, Changes: true})
	changed.Rows = slices.Clone(changed.Rows)
	changed.Rows[authOk].Does = []string{"files.replace"}
	changed.Rows[authOk].When = []table.Guard{{Region: login, States: 1 << in}}
	e, err := engine.New(&changed)
	if err != nil {
		t.Fatal(err)
	}
	here, elsewhere := at(0, engine.None, to(login, in)), at(0, engine.None)
	for _, c := range []struct {
		state      *engine.State
		command    table.Command
		capability string
		rights     accounts.Permission
		want       bool
	}{
		{here, cmdAuth, "files.replace", accounts.Delete, true},
		{here, cmdAuth, "files.replace", accounts.Write, true},
		{here, cmdAuth, "files.replace", accounts.ReadWrite, true},
		{here, cmdAuth, "files.replace", accounts.ReadWrite &^ (accounts.Delete | accounts.Write), false},
		{here, cmdAuth, "files.replace", 0, false},
		{elsewhere, cmdAuth, "files.replace", accounts.ReadWrite, false},
		{here, cmdNoop, "files.replace", accounts.ReadWrite, false},
		{here, cmdAuth, "files.other", accounts.ReadWrite, false},
	} {
		if got := e.Grants(c.state, c.command, c.capability, c.rights); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
	if !e.Permits(authOk, accounts.Write) || e.Permits(authOk, accounts.Read) || !e.Permits(noopSyntax, 0) {
		t.Error("a row is for those who have the right that it takes, and one that takes none for everybody")
	}
	if !changed.Changes(authOk) || changed.Changes(noopSyntax) {
		t.Error("a row that takes what changes files is a change, and no other")
	}
}
