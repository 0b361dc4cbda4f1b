package audit

import (
	"slices"
	"testing"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// TestAsideFindings: with all regions in the nodes every check finds the same in the examples of all checks, with the
// same shortest dialogues.
func TestAsideFindings(t *testing.T) {
	testcost.Some(t)
	checks := slices.DeleteFunc(Checks(), func(c Check) bool { return c.Rows })
	aside := 0
	for _, e := range readExamples(t) {
		s, _ := e.spec(t)
		m, full := NewModel(s), NewRowModel(s)
		full.Machine = full.Machine.Keep(full.Machine.Aside()...)
		full.Explore()
		aside += m.numbers().Aside
		for _, c := range checks {
			got, want := said(c.Run(m)), said(c.Run(full))
			if !slices.Equal(got, want) {
				t.Errorf("%s: %s finds\n%q\nwith all regions in the nodes\n%q", e.where, c.ID, got, want)
			}
		}
	}
	if aside < 50 {
		t.Errorf("only %d regions aside in all examples", aside)
	}
}

// said are findings as people read them.
func said(all []Finding) []string {
	var found []string
	for _, f := range all {
		found = append(found, f.String())
	}
	return found
}
