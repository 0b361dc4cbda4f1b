package audit

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/golden"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/flaws"
	"github.com/portolan-ftp/portolan/spec/decode"
)

// ourSpec is the spec of the server.
func ourSpec(t testing.TB) *spec.Spec {
	t.Helper()
	s, err := decode.Load("../ftp.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// evidence are the tests that stand against each flaw at run time, as package main of the server lists them.
func evidence(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("../../cmd/portolan/testdata/evidence.md")
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^\| (S[0-9]+) \| [^|]+ \| ([^|]+) \|$`).FindAllStringSubmatch(string(text), -1) {
		tests[m[1]] = m[2]
	}
	return tests
}

// TestFlaws: every flaw is there once; what is said to stand against it exists.
func TestFlaws(t *testing.T) {
	var want, got []string
	for i := range 20 {
		want = append(want, fmt.Sprint("D", i+1))
	}
	for i := range 60 {
		want = append(want, fmt.Sprint("S", i+1))
	}
	s, tests := ourSpec(t), evidence(t)
	for _, f := range flaws.Flaws() {
		got = append(got, f.ID)
		if f.Against() == "" {
			t.Errorf("nothing stands against %s", f.ID)
		}
		for _, id := range f.Checks {
			if !slices.ContainsFunc(Checks(), func(c check.Check) bool { return c.ID == id }) {
				t.Errorf("%s: there is no check %s", f.ID, id)
			}
		}
		for _, name := range f.Invariants {
			if !slices.ContainsFunc(s.Invariants, func(v spec.Invariant) bool { return v.Name == name }) {
				t.Errorf("%s: there is no invariant %s", f.ID, name)
			}
		}
		if strings.HasPrefix(f.ID, "S") && tests[f.ID] == "" {
			t.Errorf("%s: no test at run time is listed", f.ID)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("flaws %v\nwant  %v", got, want)
	}
}

// TestProtectionStandsForFlaws: every check of protection is there because of a flaw, or says otherwise below.
func TestProtectionStandsForFlaws(t *testing.T) {
	own := []string{"P12", "P28"} // a flaw of Go servers: an upload without a data connection; and courtesy
	for _, c := range Checks() {
		if c.ID[0] != 'P' {
			continue
		}
		named := slices.ContainsFunc(flaws.Flaws(), func(f flaws.Flaw) bool { return slices.Contains(f.Checks, c.ID) })
		if named == slices.Contains(own, c.ID) {
			t.Errorf("%s (%s): named by a flaw: %t", c.ID, c.Title, named)
		}
	}
}

// TestSecurityDocument compares SECURITY.md with the flaws and the tests; -update writes it.
func TestSecurityDocument(t *testing.T) {
	var b strings.Builder
	b.WriteString(securityHead)
	tests := evidence(t)
	for _, f := range flaws.Flaws() {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", f.ID, f.What, f.Against(), tests[f.ID])
	}
	b.WriteString(matrixText())
	b.WriteString("\n## Checks\n\n| check | what is proved, in every reachable configuration under every policy |\n|---|---|\n")
	for _, c := range Checks() {
		fmt.Fprintf(&b, "| %s | %s |\n", c.ID, c.Title)
	}
	golden.File(t, "SECURITY.md", b.String())
}

const securityHead = `<!-- Made by go test ./spec/audit -run SecurityDocument -update. DO NOT EDIT. -->

# What has gone wrong in FTP servers, and what stands against it here

Twenty defects (D) found in the command tables of other servers, and sixty flaws (S) that have been published. What
the table alone decides is proved by the audit: the checks below, and the invariants of ftp.yaml. What stands behind
the table is tested at run time; "D:" names a dialogue in commands/testdata.

| | flaw | proved on the table | tested at run time |
|---|---|---|---|
`
