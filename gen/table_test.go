package gen

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/spec"
)

// The compiled table says what the spec's expanded rows say, row by row, when both are written out in names.
func TestTableIsTheSpecs(t *testing.T) {
	s := decoded(t, specFile)
	table := ftp.Table()
	rows := s.Rows()
	if len(table.Rows) != len(rows) {
		t.Fatalf("%d rows, the spec has %d", len(table.Rows), len(rows))
	}
	for i := range rows {
		want, got := specRow(rows, i), tableRow(table, i)
		if got != want {
			t.Errorf("row %d:\ngot  %s\nwant %s", i, got, want)
		}
	}
	if table.Hash != s.Hash {
		t.Errorf("hash %s, want %s", table.Hash, s.Hash)
	}
}

// specRow writes a row of the spec in names.
func specRow(rows []spec.Row, i int) string {
	r := &rows[i]
	var when, moves, sets, ends, params []string
	for _, t := range r.When {
		when = append(when, fmt.Sprint(t.Region, t.Policy, t.States))
	}
	for _, m := range r.Moves {
		moves = append(moves, m.Region+":"+m.State)
	}
	for _, f := range r.Fills {
		if f.Source != spec.SourcePayload {
			sets = append(sets, f.Name)
		}
	}
	for _, e := range r.Ends {
		ends = append(ends, rows[e].Name)
	}
	for _, p := range r.Params {
		params = append(params, p.Name)
	}
	return fmt.Sprint(r.Command, "|", r.Name, int(r.Kind), r.Code, when, moves, sets, r.Then, ends, params, r.Body,
		[]string(r.Text), []string(r.End))
}

// tableRow writes a row of the compiled table in names.
func tableRow(t *fsm.Table, i int) string {
	r := &t.Rows[i]
	all := slices.Concat(t.Regions, t.Policies)
	command := ""
	if r.Command != fsm.NoCommand {
		command = t.Commands[r.Command].Name
	}
	var when, moves, sets, ends []string
	for _, g := range r.When {
		var states []string
		for s, name := range all[g.Region].States {
			if g.States&(1<<s) != 0 {
				states = append(states, name)
			}
		}
		when = append(when, fmt.Sprint(all[g.Region].Name, int(g.Region) >= len(t.Regions), states))
	}
	for _, m := range r.Moves {
		moves = append(moves, all[m.Region].Name+":"+all[m.Region].States[m.State])
	}
	for _, s := range r.Sets {
		sets = append(sets, t.Slots[s].Name)
	}
	for _, e := range r.Ends {
		ends = append(ends, t.Rows[e].Name)
	}
	then := [...]string{"", "send", "receive", "abort", "protect", "unprotect", "work"}[r.Then]
	return fmt.Sprint(command, "|", r.Name, int(r.Kind), r.Code, when, moves, sets, then, ends, r.Params, r.Body, r.Text, r.End)
}

// The commands' own part of the table is the spec's.
func TestTableCommands(t *testing.T) {
	s := decoded(t, specFile)
	table := ftp.Table()
	if len(table.Commands) != len(s.Commands) {
		t.Fatalf("%d commands, the spec has %d", len(table.Commands), len(s.Commands))
	}
	next := table.Commands[0].First
	for i, c := range s.Commands {
		got := table.Commands[i]
		var args, needs, wantNeeds []string
		for _, a := range c.Args {
			args = append(args, a.Name)
		}
		if secret := c.Name == "PASS" || c.Name == "ACCT"; got.Secret != secret {
			t.Errorf("%s: secret is %v", c.Name, got.Secret)
		}
		for _, n := range got.Needs {
			needs = append(needs, n.Name+" "+table.Rows[n.Row].Name)
		}
		for _, n := range c.Needs {
			wantNeeds = append(wantNeeds, n.Name+" "+n.Name)
		}
		g := fmt.Sprint(got.Name, got.RFC, got.Aliases, got.Args, got.Does, got.Feat, got.Help, int(got.By), int(got.During), needs)
		w := fmt.Sprint(c.Name, c.RFC, c.Aliases, args, c.Does, c.Feat, c.Help, int(c.By), int(c.During), wantNeeds)
		if g != w {
			t.Errorf("got  %s\nwant %s", g, w)
		}
		if got.First != next || got.Last <= got.First {
			t.Errorf("%s: rows %d to %d, want from %d", c.Name, got.First, got.Last, next)
		}
		next = got.Last
		for row := got.First; row < got.Last; row++ {
			if table.Rows[row].Command != fsm.Command(i) {
				t.Errorf("%s: row %d is %s", c.Name, row, table.RowName(row))
			}
		}
	}
	if int(next) != len(table.Rows) {
		t.Errorf("the commands' rows end at %d of %d", next, len(table.Rows))
	}
}

// Every spelling is in the table once, sorted.
func TestTableWords(t *testing.T) {
	s := decoded(t, specFile)
	var got, want []string
	for _, w := range ftp.Table().Words {
		got = append(got, fmt.Sprint(w.Text, w.WithArg, " ", ftp.Table().Commands[w.Command].Name))
	}
	for _, c := range s.Commands {
		name, withArg := c.Name, false
		for _, variant := range []string{" path", " tag", " switch", " mask", " limit", " algorithm"} {
			if before, ok := strings.CutSuffix(name, variant); ok {
				name, withArg = before, true
			}
		}
		want = append(want, fmt.Sprint(name, withArg, " ", c.Name))
		for _, a := range c.Aliases {
			want = append(want, fmt.Sprint(a, false, " ", c.Name))
		}
	}
	if !slices.IsSortedFunc(ftp.Table().Words, func(a, b fsm.Word) int { return strings.Compare(a.Text, b.Text) }) {
		t.Errorf("not sorted: %q", got)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// rowLine is a row of the table's source.
var rowLine = regexp.MustCompile(`^\trow\w+:( +)\{Code: `)

// The rows are one on a line, and in each group the codes stand below each other.
func TestTableIsAligned(t *testing.T) {
	s, files := our(t)
	source := string(files["commands/ftp/table_gen.go"])
	_, source, _ = strings.Cut(source, "\nvar rows = ")
	rows, column := 0, 0
	for line := range strings.Lines(source) {
		if at := rowLine.FindStringIndex(line); at != nil {
			rows++
			if column != 0 && at[1] != column {
				t.Errorf("not below the row above: %s", line)
			}
			column = at[1]
		} else {
			column = 0
		}
	}
	if rows != len(s.Rows()) {
		t.Errorf("%d lines are rows, want %d", rows, len(s.Rows()))
	}
}
