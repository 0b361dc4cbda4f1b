package audit

import (
	"os"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/report"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// relaxing is an overlay that refuses less than the base of these tests.
const relaxing = `extends: ./base.yaml
change:
  commands: {STOR: {drop: {needs: [logged-in]}}}
relaxes:
  - {what: STOR without the need logged-in, why: "a drop box"}
`

// TestRelaxationsAreReported: every report of an overlay says what it relaxes, and why; what that makes possible
// is found like any fault.
func TestRelaxationsAreReported(t *testing.T) {
	base, err := os.ReadFile("testdata/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s, err := decode.Overlay(syntax.File{Name: "site.yaml", Data: []byte(relaxing)}, syntax.File{Name: "base.yaml", Data: base})
	if err != nil {
		t.Fatal(err)
	}
	r := Audit(check.NewModel(s), Checks())
	var text, page, data strings.Builder
	if r.Text(&text, report.Plain(), false) != nil || r.HTML(&page) != nil || r.JSON(&data) != nil {
		t.Fatal("a report could not be written")
	}
	for _, c := range []struct{ report, want string }{
		{text.String(), "site.yaml:5:5: relaxes ./base.yaml: STOR without the need logged-in\n    because: a drop box\n\n"},
		{page.String(), "<code>site.yaml:5:5</code> <strong>STOR without the need logged-in</strong></p><p class=\"soft\">Because: a drop box</p>"},
		{data.String(), "\"what\": \"STOR without the need logged-in\",\n      \"why\": \"a drop box\",\n      \"file\": \"site.yaml\",\n      \"line\": 5,\n      \"column\": 5\n"},
	} {
		if !strings.Contains(c.report, c.want) {
			t.Errorf("no %q in:\n%s", c.want, c.report)
		}
	}
	found := false
	for _, f := range r.Findings {
		found = found || f.Check == "P08" && f.At == "STOR"
	}
	if !found {
		t.Errorf("nothing is found about STOR:\n%s", text.String())
	}
}

// TestOverlayMayLeaveInvariantsIdle: what an overlay does not offer any more, the invariants of its base may still
// speak of; its own may not.
func TestOverlayMayLeaveInvariantsIdle(t *testing.T) {
	base, err := os.ReadFile("testdata/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	const overlay = `extends: ./base.yaml
change:
  commands: {ACCT: {by: nobody}, STOR: {by: nobody}}
`
	const invariant = "invariants:\n  stor: {never: {command: [STOR], when: {login: out}}}\n"
	for extra, want := range map[string]int{"": 0, invariant: 1} {
		s, err := decode.Overlay(syntax.File{Name: "site.yaml", Data: []byte(overlay + extra)}, syntax.File{Name: "base.yaml", Data: base})
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for _, f := range named(t, "I06").Run(check.NewModel(s)) {
			found++
			if f.Pos.File != "site.yaml" {
				t.Errorf("%s: %s", f.Pos, f.Message)
			}
		}
		if found != want {
			t.Errorf("%d findings with %q, want %d", found, extra, want)
		}
	}
}

// TestOverlayMayLeaveStatesUnreached: a state of the base that only a command leads to that is not offered any
// more is no finding; one of the overlay's own is.
func TestOverlayMayLeaveStatesUnreached(t *testing.T) {
	base, err := os.ReadFile("testdata/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	const overlay = `extends: ./base.yaml
change:
  commands:
    TYPE I: {by: nobody}
    TYPE A: {needs: [{name: turned, when: {type: other}, else: {code: 503, text: {en: "No.", la: "Non."}}}],
             replies: {turn: {code: 200, when: {type: other}, to: {type: other}, text: {en: "Turned.", la: "Factum."}}},
             change: {ok: {when: {type: image}}}}
  regions: {type: {states: [other]}}
relaxes:
  - {what: TYPE A ok when, why: "x"}
`
	s, err := decode.Overlay(syntax.File{Name: "site.yaml", Data: []byte(overlay)}, syntax.File{Name: "base.yaml", Data: base})
	if s == nil {
		t.Fatal(err)
	}
	var found []string
	for _, f := range named(t, "T09").Run(check.NewModel(s)) {
		found = append(found, f.Message)
	}
	if len(found) != 1 || found[0] != "type=other cannot be reached" {
		t.Errorf("found %q", found)
	}
}
