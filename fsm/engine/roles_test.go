package engine_test

import (
	"testing"

	"github.com/portolan-ftp/portolan/fsm/engine"
	"github.com/portolan-ftp/portolan/fsm/table"
)

func TestInitial(t *testing.T) {
	e := newEngine(t)
	if got, err := e.Initial(map[string]string{"tls": "required", "fxp": "allowed"}); err != nil || got != *at(0, engine.None, to(tls, required), to(fxp, 1)) {
		t.Errorf("%v %v", got, err)
	}
	for _, c := range []struct{ policy, value, want string }{
		{"tsl", "off", `fsm: there is no policy "tsl"`},
		{"tls", "maybe", `fsm: policy tls is one of off, optional, required, not "maybe"`},
	} {
		if _, err := e.Initial(map[string]string{c.policy: c.value}); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", c.policy, err, c.want)
		}
	}
}

// TestPossible: only what no login, or anything else, can change makes a command impossible.
func TestPossible(t *testing.T) {
	e := newEngine(t)
	for _, c := range []struct {
		name    string
		state   *engine.State
		command table.Command
		want    bool
	}{
		{"needs a login", at(0, engine.None), cmdRetr, true},
		{"nobody answers it", at(0, engine.None), cmdMfct, false},
		{"a policy is against it", at(0, engine.None), cmdAuth, false},
		{"a policy is not", at(0, engine.None, to(tls, required)), cmdAuth, true},
		{"a login and a policy", at(0, engine.None, to(tls, optional)), cmdRnfr, false},
	} {
		if got := e.Possible(c.state, c.command); got != c.want {
			t.Errorf("%s: %t", c.name, got)
		}
	}
}

func TestLanguage(t *testing.T) {
	e := newEngine(t)
	for state, want := range []int{7, 0, 1, 7} { // the server's, en, zh, and one that has no texts
		if got := e.Language(&at(0, engine.None, to(language, table.State(state))).Configuration, 7); got != want {
			t.Errorf("state %d: language %d, want %d", state, got, want)
		}
	}
}

func TestDataConnections(t *testing.T) {
	e := newEngine(t)
	at := func(all ...table.Move) *table.Configuration { return &at(0, engine.None, all...).Configuration }
	for _, c := range []struct {
		name      string
		got, want bool
	}{
		{"clear", e.Private(at()), false},
		{"private", e.Private(at(to(prot, 1))), true},
		{"server of a file", e.Client(at(), cmdRetr), false},
		{"client of a file", e.Client(at(to(sscn, 1)), cmdRetr), true},
		{"client of what is no file", e.Client(at(to(sscn, 1)), cmdNoop), false},
		{"among two ends", e.Exchanges(at()), false},
		{"among three", e.Exchanges(at(to(fxp, 1))), true},
	} {
		if c.got != c.want {
			t.Errorf("%s: %t", c.name, c.got)
		}
	}
}

// TestRolesThatNothingPlays: a table without the parts for what not every protocol has does without that.
func TestRolesThatNothingPlays(t *testing.T) {
	p := protocol()
	p.Roles = table.Roles{Over: p.Roles.Over, Transfer: transfer, Language: table.NoRegion, User: table.NoSlot, Account: table.NoSlot,
		Idle: table.NoSlot, Host: table.NoSlot, Cwd: table.NoSlot, Offset: table.NoSlot}
	e, err := engine.New(p)
	if err != nil {
		t.Fatal(err)
	}
	all := at(0, engine.None, to(prot, 1), to(sscn, 1), to(fxp, 1), to(language, 2), to(login, in))
	c := &all.Configuration
	if e.Private(c) || e.Client(c, cmdRetr) || e.Exchanges(c) || e.Language(c, 7) != 7 || e.LoggedIn(all) {
		t.Error("a role is played by nothing")
	}
	if event := e.Changed(userIn, at(0, engine.None), all); event.In {
		t.Error("a login without an account")
	}
}

// TestRefusedTables: what the engine could not run is no engine.
func TestRefusedTables(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*table.Table)
		want   string
	}{
		{"too many regions", func(p *table.Table) {
			p.Policies = append(p.Policies, make([]table.RegionInfo, table.MaxRegions-len(p.Regions)-len(p.Policies)+1)...)
		}, "fsm: the table has more than 40 regions and policies or 48 payload values"},
		{"too much payload", func(p *table.Table) { p.Slots = make([]table.SlotInfo, table.MaxSlots+1) },
			"fsm: the table has more than 40 regions and policies or 48 payload values"},
		{"no end", func(p *table.Table) { p.Roles.Over = table.Guard{} }, "fsm: the table does not say when a session is over; generate it anew"},
		{"a transfer that cannot be aborted", func(p *table.Table) { p.Rows[storAborted].Name = "opening.given-up" },
			"fsm: the row STOR opening begins a transfer, and has no completion for one that is aborted"},
		{"one that can be aborted at times", func(p *table.Table) { p.Rows[hashAborted].When = guards{is(login, in)} },
			"fsm: the row HASH hashing begins a transfer, and has no completion for one that is aborted"},
	} {
		p := protocol()
		c.change(p)
		if _, err := engine.New(p); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
	if _, err := engine.New(protocol()); err != nil {
		t.Error(err)
	}
}
