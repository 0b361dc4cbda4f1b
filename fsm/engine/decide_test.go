package engine_test

import (
	"errors"
	"testing"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/fsm/engine"
	"github.com/portolan-ftp/portolan/fsm/table"
)

func TestFind(t *testing.T) {
	e := newEngine(t)
	for _, c := range []struct {
		line    string
		command table.Command
		arg     string
		event   table.Event
	}{
		{"noop", cmdNoop, "", 0},
		{"NOOP  x", cmdNoop, " x", 0},
		{"RNFR a b", cmdRnfr, "a b", 0},
		{"auth tls", cmdAuth, "", 0},
		{"AUTH", table.NoCommand, "", table.EventUnknown},
		{"XYZZY", table.NoCommand, "", table.EventUnknown},
		{"get / HTTP/1.1", table.NoCommand, "", table.EventForeign},
	} {
		if command, arg, event := e.Find([]byte(c.line)); command != c.command || string(arg) != c.arg || event != c.event {
			t.Errorf("%q: command %d, argument %q, event %s", c.line, command, arg, table.EventNames[event])
		}
	}
}

// TestDecide: each step stands before the ones below it, and answers although they would, too.
func TestDecide(t *testing.T) {
	e := newEngine(t)
	const all = accounts.ReadWrite
	isIn, isOptional := to(login, in), to(tls, optional)
	for _, c := range []struct {
		name    string
		state   *engine.State
		command table.Command
		rights  accounts.Permission
		arg     string
		want    table.Row
	}{
		{"not offered, before its needs", at(0, engine.None), cmdMfct, 0, "x", mfctNotOffered},
		{"the first need, before the second and the rights", at(0, engine.None, isOptional), cmdRnfr, 0, "x", rnfrLogin},
		{"the second need, before the rights", at(0, engine.None, isIn, isOptional), cmdRnfr, 0, "x", rnfrNotOptional},
		{"no rights", at(0, engine.None, isIn), cmdRnfr, 0, "x", rnfrDenied},
		{"one right of two", at(0, engine.None, isIn), cmdRnfr, accounts.Rename, "x", rnfrDenied},
		{"all rights", at(0, engine.None, isIn), cmdRnfr, all, "x", table.NoRow},
		{"an argument that is missing is its parser's matter", at(0, engine.None, isIn), cmdRnfr, all, "", table.NoRow},
		{"an argument where there is none", at(0, engine.None), cmdNoop, 0, "x", noopSyntax},
		{"blanks are no argument", at(0, engine.None), cmdNoop, 0, "  ", table.NoRow},
		{"none needed", at(0, engine.None), cmdNoop, 0, "", table.NoRow},
		{"a need that must not hold", at(0, engine.None), cmdAuth, 0, "", authOk},
		{"and does not", at(0, engine.None, isOptional), cmdAuth, 0, "", table.NoRow},
	} {
		if got := e.Decide(c.state, c.command, c.rights, []byte(c.arg)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, e.Table().RowName(got), e.Table().RowName(c.want))
		}
	}
}

// TestByArgument: the first row whose guards hold of those for the state that the argument names.
func TestByArgument(t *testing.T) {
	e := newEngine(t)
	outside, inside := at(0, engine.None), at(0, engine.None, to(login, in))
	const english, chinese, french table.State = 1, 2, 3
	for _, c := range []struct {
		name  string
		state *engine.State
		names table.State
		want  table.Row
	}{
		{"a state with a row of its own", outside, english, langEnglish},
		{"the first of two rows", inside, french, langFrench},
		{"the second, where the first does not hold", outside, french, langAnyFrench},
		{"a row for several states", inside, chinese, langAnyFrench},
		{"no state, where a row says so", inside, table.OtherState, langOther},
		{"no state, and that row does not hold", outside, table.OtherState, table.NoRow},
		{"a state without a row is the handler's", inside, 0, table.NoRow},
	} {
		if got := e.ByArgument(c.state, cmdLang, c.names); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, e.Table().RowName(got), e.Table().RowName(c.want))
		}
	}
	if got := e.ByArgument(inside, cmdNoop, english); got != table.NoRow {
		t.Errorf("NOOP, which asks for no argument: %s", e.Table().RowName(got))
	}
	if got := e.ByTable(inside, cmdLang); got != langShown {
		t.Errorf("whatever the argument names: %s", e.Table().RowName(got))
	}
}

// TestGiven: another row answers where the one that a handler has chosen does not hold, and the table names it.
func TestGiven(t *testing.T) {
	e := newEngine(t)
	here, elsewhere := at(0, engine.None), at(0, engine.None, to(rename, pending))
	for _, c := range []struct {
		name         string
		state        *engine.State
		chosen, want table.Row
	}{
		{"it holds", here, sizeExact, sizeExact},
		{"it does not", elsewhere, sizeExact, sizeRough},
		{"the other one", here, sizeRough, sizeRough},
		{"it does not hold, and there is no other", elsewhere, rnfrMissing, rnfrMissing},
		{"no row", elsewhere, table.NoRow, table.NoRow},
		{"a row of another table", here, table.Row(len(e.Table().Rows)), table.Row(len(e.Table().Rows))},
	} {
		if got := e.Given(c.state, c.chosen); got != c.want {
			t.Errorf("%s: row %d, want %d", c.name, got, c.want)
		}
	}
}

func TestByTable(t *testing.T) {
	e := newEngine(t)
	for _, c := range []struct {
		name    string
		state   *engine.State
		command table.Command
		want    table.Row
	}{
		{"the first reply, not the syntax row", at(0, engine.None), cmdNoop, noopOk},
		{"the first that fits", at(retrOpening, engine.None, to(transfer, busy)), cmdAbor, aborAborted},
		{"the next that fits", at(0, engine.None), cmdAbor, aborNothing},
		{"not the row of one that waits", at(0, engine.None), cmdQuit, quitBye},
		{"nothing but replies", at(0, engine.None), cmdMfct, table.NoRow},
	} {
		if got := e.ByTable(c.state, c.command); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, e.Table().RowName(got), e.Table().RowName(c.want))
		}
	}
}

func TestCheck(t *testing.T) {
	e := newEngine(t)
	fresh, twice := at(0, engine.None, to(login, in)), at(0, engine.None, to(rename, pending))
	for _, c := range []struct {
		name    string
		state   *engine.State
		command table.Command
		row     table.Row
		with    table.Then
		want    error
	}{
		{"a reply", fresh, cmdRnfr, rnfrPending, table.Nothing, nil},
		{"a syntax error", fresh, cmdRnfr, rnfrSyntax, table.Nothing, nil},
		{"a stub", fresh, cmdRnfr, rnfrUnwritten, table.Nothing, nil},
		{"none", fresh, cmdRnfr, table.NoRow, table.Nothing, engine.ErrUndeclared},
		{"another command's before", fresh, cmdRnfr, rnfrLogin - 1, table.Nothing, engine.ErrUndeclared},
		{"another command's behind", fresh, cmdRnfr, rnfrMissing + 1, table.Nothing, engine.ErrUndeclared},
		{"no row of the table", fresh, cmdMfct, mfctNotOffered + 1, table.Nothing, engine.ErrUndeclared},
		{"a need's", fresh, cmdRnfr, rnfrLogin, table.Nothing, engine.ErrUndeclared},
		{"a denial, which is not the handler's", fresh, cmdRnfr, rnfrDenied, table.Nothing, engine.ErrUndeclared},
		{"a reply for another place", twice, cmdRnfr, rnfrMissing, table.Nothing, engine.ErrUndeclared},
		{"a completion", fresh, cmdRetr, retrDone, table.Nothing, engine.ErrUndeclared},
		{"the runtime's completion", fresh, cmdRetr, retrAborted, table.Nothing, engine.ErrUndeclared},
		{"a transfer", fresh, cmdRetr, retrOpening, table.Send, nil},
		{"a transfer without its completion", fresh, cmdRetr, retrOpening, table.Nothing, engine.ErrIncomplete},
		{"a transfer the other way", fresh, cmdRetr, retrOpening, table.Receive, engine.ErrIncomplete},
		{"an upload", fresh, cmdStor, storOpening, table.Receive, nil},
		{"work", fresh, cmdHash, hashHashing, table.Work, nil},
		{"work that sends", fresh, cmdHash, hashHashing, table.Send, engine.ErrIncomplete},
		{"a completion that nobody asked for", fresh, cmdRnfr, rnfrPending, table.Send, engine.ErrIncomplete},
		{"what follows is the runtime's", fresh, cmdAuth, authOk, table.Nothing, nil},
	} {
		if got := e.Check(c.state, c.command, c.row, c.with); !errors.Is(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestAborts(t *testing.T) {
	e := newEngine(t)
	for c := range e.Table().Commands {
		if got := e.Aborts(table.Command(c)); got != (table.Command(c) == cmdAbor) {
			t.Errorf("%s: %t", e.Table().Commands[c].Name, got)
		}
	}
}
