package audit

import (
	"slices"
	"testing"

	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// TestAsideFindings: with all regions in the nodes every check finds the same in the examples of all checks, with the
// same shortest dialogues.
func TestAsideFindings(t *testing.T) {
	testcost.Long(t)
	checks := slices.DeleteFunc(Checks(), func(c check.Check) bool { return c.Rows })
	aside := 0
	for _, e := range slices.Concat(faultyExamples()...) {
		s, _ := small(t, e)
		m, full := check.NewModel(s), check.NewRowModel(s)
		full.Machine = full.Machine.Keep(full.Machine.Aside()...)
		full.Explore()
		aside += m.Numbers().Aside
		for _, c := range checks {
			got, want := said(c.Run(m)), said(c.Run(full))
			if !slices.Equal(got, want) {
				t.Errorf("%s: %s finds\n%q\nwith all regions in the nodes\n%q", e.Change, c.ID, got, want)
			}
		}
	}
	if aside < 50 {
		t.Errorf("only %d regions aside in all examples", aside)
	}
}

// said are findings as people read them.
func said(all []check.Finding) []string {
	var found []string
	for _, f := range all {
		found = append(found, f.String())
	}
	return found
}

// named is the check with an ID.
func named(t *testing.T, id string) check.Check {
	t.Helper()
	i := slices.IndexFunc(Checks(), func(c check.Check) bool { return c.ID == id })
	if i < 0 {
		t.Fatalf("there is no check %s", id)
	}
	return Checks()[i]
}

// faultyExamples are the faulty examples of each check.
func faultyExamples() [][]check.Example {
	var all [][]check.Example
	for _, c := range Checks() {
		all = append(all, c.Faulty)
	}
	return all
}
