package mutate

import (
	"slices"
	"testing"

	"github.com/portolan-ftp/portolan/spec/audit"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/documents"
	"github.com/portolan-ftp/portolan/spec/audit/report"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/fix"
	"github.com/portolan-ftp/portolan/spec/syntax"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// leastMended is how many faults are made good by patches at least.
const leastMended = 20

// shownHere are checks that say what mends what they find, and of which no example of the small spec shows it.
var shownHere = []string{"P24", "P30", "P33", "I01", "I08", "R05", "W01"}

// TestFaultsAreMended: faults that a contributor could make in the server's own spec are found, and with the patch of
// the finding the audit finds nothing any more.
func TestFaultsAreMended(t *testing.T) {
	testcost.Long(t)
	faults, src := contributorFaults(t)
	faults = slices.DeleteFunc(faults, func(f Fault) bool { return f.Patch == "" })
	if len(faults) < leastMended {
		t.Fatalf("%d faults have patches, want %d", len(faults), leastMended)
	}
	for _, id := range shownHere {
		if !slices.ContainsFunc(faults, func(f Fault) bool { return f.By == id }) {
			t.Errorf("no fault that %s finds has a patch", id)
		}
	}
	checks := slices.Concat(audit.Checks(), documents.Checks())
	inParallel(len(faults), func(i int) {
		f := &faults[i]
		text, err := src.with(f)
		if err != nil {
			t.Error(err)
			return
		}
		for _, finding := range leftBy(t, f, text, checks) {
			t.Errorf("%s: with the patch %q there is still %v", f.ID, f.Patch, finding)
		}
	})
	t.Logf("%d faults are found, and made good by the patch of the finding", len(faults))
}

// leftBy is what the audit finds in a text with a fault after the fault's patch is applied.
func leftBy(t *testing.T, f *Fault, text []byte, checks []check.Check) []check.Finding {
	s, err := decode.Text("ftp.yaml", text)
	if err != nil {
		t.Errorf("%s: %v", f.ID, err)
		return nil
	}
	only := slices.DeleteFunc(slices.Clone(checks), func(c check.Check) bool { return c.ID != f.By })
	found := audit.Try(check.NewModel(s), only).Counting
	if f.By == report.Waivers.ID { // which no check proves: all have to run
		found = audit.Audit(check.NewModel(s), checks).Findings
	}
	now := &fix.Text{Files: []syntax.File{{Name: "ftp.yaml", Data: text}}, Spec: s}
	for _, g := range report.Groups(found) {
		for _, p := range now.Finding(&g) {
			if p.Title != f.Patch {
				continue
			}
			files, err := fix.Apply(now.Files, p.Edits)
			if err != nil {
				t.Errorf("%s: %v", f.ID, err)
				return nil
			}
			mended, err := decode.Text("ftp.yaml", files[0].Data)
			if err != nil {
				t.Errorf("%s: with the patch %q: %v", f.ID, f.Patch, err)
				return nil
			}
			return audit.Audit(check.NewModel(mended), checks).Findings
		}
	}
	t.Errorf("%s: %s finds %d things, and offers no patch %q", f.ID, f.By, len(found), f.Patch)
	return nil
}
