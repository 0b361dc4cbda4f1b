package audit

import (
	"slices"
	"testing"

	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/report"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/fix"
	"github.com/portolan-ftp/portolan/spec/syntax"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// mendedElsewhere are checks whose examples lack what would mend them, such as a need that has a name. That they mend
// something is shown by faults of the whole spec: TestFaultsAreMended of package mutate.
var mendedElsewhere = []string{"P24", "P30", "P33", "I01", "I08"}

// TestPatches: a check that says what mends its findings mends one of its faulty examples at least, so that no check
// finds anything more; a check that does not say so offers nothing.
func TestPatches(t *testing.T) {
	testcost.Long(t)
	for _, c := range Checks() {
		mended, offered := 0, []string(nil)
		for _, e := range c.Faulty {
			done, titles := mendExample(t, c, e)
			if offered = append(offered, titles...); done {
				mended++
			}
		}
		switch elsewhere := slices.Contains(mendedElsewhere, c.ID); {
		case c.Mends == "" && len(offered) > 0:
			t.Errorf("%s does not say what mends it, and offers %q", c.ID, offered)
		case c.Mends != "" && mended == 0 && !elsewhere:
			t.Errorf("%s says that %s mends it, and mends none of its examples; it offers %q", c.ID, c.Mends, offered)
		case mended > 0 && elsewhere:
			t.Errorf("%s mends an example", c.ID)
		}
	}
}

// mendExample applies patches until a check finds nothing any more in its example. It reports whether no other check
// finds anything then either, and what was offered.
func mendExample(t *testing.T, c check.Check, e check.Example) (mended bool, offered []string) {
	t.Helper()
	s, data := small(t, e)
	now := &fix.Text{Files: []syntax.File{{Name: s.File, Data: data}}, Spec: s}
	found := c.Run(check.NewModel(s))
	for now != nil && len(found) > 0 {
		next, titles := patched(now, found)
		offered = append(offered, titles...)
		if now = next; now != nil {
			found = c.Run(check.NewModel(now.Spec))
		}
	}
	return now != nil && len(Audit(check.NewModel(now.Spec), Checks()).Findings) == 0, offered
}

// patched is a spec with the first patch that leaves fewer findings, nil without one; and what all patches are called.
func patched(t *fix.Text, found []check.Finding) (next *fix.Text, titles []string) {
	before := len(Audit(check.NewModel(t.Spec), Checks()).Findings)
	for _, g := range report.Groups(found) {
		for _, p := range t.Finding(&g) {
			if p.Asks != "" {
				continue
			}
			titles = append(titles, p.Title)
			files, err := fix.Apply(t.Files, p.Edits)
			if err != nil || next != nil {
				continue
			}
			s, err := decode.Text(t.Spec.File, files[0].Data)
			if err == nil && len(Audit(check.NewModel(s), Checks()).Findings) < before {
				next = &fix.Text{Files: files, Spec: s}
			}
		}
	}
	return next, titles
}
