package learn

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/golden"
)

// packages are the servers whose machines are kept, as Debian 12 has them, and the alphabets.
var packages = []struct {
	name, version string
	alphabets     []string
}{
	{"vsftpd", "vsftpd 3.0.3", []string{"login", "rename", "epsv-all"}},
	{"proftpd", "ProFTPD 1.3.8", []string{"login", "rename", "epsv-all"}},
	{"pure-ftpd", "Pure-FTPd 1.0.50", []string{"login", "rename", "epsv-all"}},
	{"pyftpdlib", "pyftpdlib 1.5.7", []string{"login", "rename", "epsv-all"}},
}

// TestMachines: each machine that is kept is a spec that loads and has the states and commands of its report, and
// MACHINES.md is made from the reports.
func TestMachines(t *testing.T) {
	var text strings.Builder
	text.WriteString(preface)
	reports := map[string]*Report{}
	for _, p := range packages {
		for _, a := range p.alphabets {
			r := keptReport(t, p.name, a)
			reports[p.name+a] = r
			fmt.Fprintf(&text, "| %s | %s | %d | %d | %d | %d | %d | %d | %.0f |\n", p.version, a, len(r.States), r.TableSize,
				len(r.Differs), len(r.Split), len(r.Violations), r.Queries, r.Seconds)
		}
	}
	for _, p := range packages {
		fmt.Fprintf(&text, "\n## %s\n", p.version)
		for _, a := range p.alphabets {
			fmt.Fprintf(&text, "\n### %s\n\n%s", a, section(reports[p.name+a]))
		}
	}
	golden.File(t, filepath.Join("machines", "MACHINES.md"), text.String())
}

const preface = `<!-- Made by go test ./spec/learn -run Machines -update from the reports beside it. DO NOT EDIT. -->

# The machines of four FTP servers

` + "`spec/learn/peers/run`" + ` has learned them, each as its package of Debian 12 has it, twice and with other words at random the
second time: the machines were the same. NAME.yaml is a machine as a spec, which ` + "`ftpspec audit`, `chart` and `diff`" + ` take;
NAME.json is the report. A dialogue is the steps of the alphabet with the codes that they are answered. The differences, typed
again by hand, and where they come from, are in [PEERS.md](PEERS.md).

| server | alphabet | states | of our table | differences | states split | invariants violated | sessions | seconds |
|---|---|---|---|---|---|---|---|---|
`

// keptReport reads a report, and holds the machine beside it against it.
func keptReport(t *testing.T, server, alphabet string) *Report {
	t.Helper()
	name := filepath.Join("machines", server+"-"+alphabet)
	data, err := os.ReadFile(name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	r := &Report{}
	if err := json.Unmarshal(data, r); err != nil {
		t.Fatal(err)
	}
	s, err := decode.Load(name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	var states, live []string
	for _, region := range s.Regions {
		if region.Name == "at" {
			states = region.States
		}
	}
	for _, state := range r.States {
		if slices.ContainsFunc(state.Out, func(out string) bool { return out != Closed }) {
			live = append(live, state.Name)
		}
	}
	if !slices.Equal(states, live) {
		t.Errorf("%s: the machine has the states %v, the report %v", name, states, live)
	}
	if r.Target != server || r.Alphabet != alphabet || r.Queries == 0 {
		t.Errorf("%s is the report of %s over %s with %d sessions", name, r.Target, r.Alphabet, r.Queries)
	}
	return r
}

// section is what a report says, as a list.
func section(r *Report) string {
	var b strings.Builder
	item := func(format string, args ...any) { fmt.Fprintf(&b, "- "+format+"\n", args...) }
	for _, s := range r.States {
		item("state **%s**: %s", s.Name, told(s.Way))
	}
	if len(r.NotOffered) > 0 {
		item("not offered: %s", strings.Join(r.NotOffered, ", "))
	}
	for _, d := range r.Differs {
		need := ""
		if d.Need != "" {
			need = ", for the need " + d.Need
		}
		item("differs: %s; the table answers %s%s", told(d.Dialogue), d.Table, need)
	}
	for _, p := range r.Split {
		item("splits the table's state %s: %s; %s; the table answers both %s", p.State, told(p.A), told(p.B), p.Otherwise)
	}
	for _, p := range r.Merged {
		item("merges in %s: the table tells %s from %s; the server answers both %s", p.State, told(p.A), told(p.B), p.Otherwise)
	}
	for _, v := range r.Violations {
		item("violates **%s**: %s", v.Invariant, told(v.Dialogue))
	}
	for _, u := range r.Unsure {
		item("does not come each time: %s: %v", told(u.Dialogue), u.Answers)
	}
	return b.String()
}

func told(dialogue []string) string {
	if len(dialogue) == 0 {
		return "right after connecting"
	}
	return "`" + strings.Join(dialogue, ", ") + "`"
}
