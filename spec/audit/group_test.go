package audit

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/audittest"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/report"
)

// described is a group in a few lines.
func described(g *report.Group) string {
	return fmt.Sprintf("%d:%d %s %s: %s (%d places)\n    %s", g.Pos.Line, g.Pos.Column, g.Check, g.At, g.Message, g.Places(), strings.Join(g.Notes(false), "\n    "))
}

// TestGroups: a row that breaks an invariant wherever it is given is one finding, at the row, with the number of
// configurations; the other rows that break it are its other places. What has another cause is another finding.
func TestGroups(t *testing.T) {
	s := audittest.Decoded(t, audittest.Overlaid(t, "testdata/base.yaml", `
invariants:
  no-image: {never: {command: [TYPE I, STOR, NOOP], when: {login: in}}}
  no-quit:  {never: {command: [QUIT], when: {login: in}}}
commands:
  STAT: {during: wait}
`), false)
	r := Audit(check.NewModel(s), Checks())
	at := func(name string) spec.Pos {
		for _, row := range s.Rows() {
			if check.Label(&row) == name {
				return row.Pos
			}
		}
		t.Fatalf("no row %s", name)
		return spec.Pos{}
	}
	all := r.Groups()
	var got []string
	for i := range all {
		g := &all[i]
		if g.Times == 0 && g.Check != "T18" || g.Check == "I01" && g.Pos != at(g.Step) {
			t.Errorf("%s: it is counted %d times, and stands at %v", g.At, g.Times, g.Pos)
		}
		var others []string
		for _, f := range g.Also {
			others = append(others, f.Step)
		}
		slices.Sort(others)
		got = append(got, fmt.Sprintf("%s %s: %s; %v", g.Check, g.At, g.Step, others))
	}
	want := []string{
		"I01 no-image TYPE I: TYPE I ok; [NOOP ok STOR opening]",
		"I01 no-quit QUIT: QUIT bye; []",
		"T18 STAT: ; []",
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestGroupOrder: the serious come first; what nobody knows the cause of is alone; a list that is too long is cut; and
// what could be added to the spec is told.
func TestGroupOrder(t *testing.T) {
	place := func(line int) spec.Pos { return spec.Pos{File: "a", Line: line, Column: 1} }
	var found []check.Finding
	for i, code := range []int{426, 150, 150, 226} {
		row := []string{"a.broken", "a", "b", "a.done"}[i]
		found = append(found, check.Finding{
			Check: "R01", Severity: check.Nonstandard, At: "XTAIL " + row, Pos: place(10 + i), Message: "no document says what XTAIL may answer", Cause: "none",
			Answer: &spec.Answer{Command: "XTAIL", Code: code},
		})
	}
	for i := range 12 {
		found = append(found, check.Finding{Check: "T07", Severity: check.Broken, At: fmt.Sprint("C", i), Pos: place(20 + i), Message: "m", Times: 3, Cause: "m"})
	}
	found = append(found, check.Finding{Check: "C01", Severity: check.Handler, At: "code", Pos: place(1), Message: "one"}, check.Finding{Check: "C01", Severity: check.Handler, At: "code", Pos: place(2), Message: "two"},
		check.Finding{Check: "W01", Severity: check.Needless, At: "x", Pos: place(3), Message: "no"},
		check.Finding{Check: "P01", Severity: check.Unsafe, At: "y", Pos: place(40), Message: "bad", Step: "y row", Times: 1, Related: []check.Related{{What: "invariant v", Pos: place(50)}}, Cause: "bad"})
	var got []string
	all := report.Groups(found)
	for i := range all {
		got = append(got, described(&all[i]))
	}
	const want = `40:1 P01 y: bad (1 places)
    the step is y row
    a:50:1: invariant v
20:1 T07 C0: m (12 places)
    so in 36 configurations
    also a:21:1: C1
    also a:22:1: C2
    also a:23:1: C3
    also a:24:1: C4
    also a:25:1: C5
    also a:26:1: C6
    also a:27:1: C7
    also a:28:1: C8
    also 3 more, which -v shows
1:1 C01 code: one (1 places)
    
2:1 C01 code: two (1 places)
    
10:1 R01 XTAIL a.broken: no document says what XTAIL may answer (4 places)
    also a:11:1: XTAIL a
    also a:12:1: XTAIL b
    also a:13:1: XTAIL a.done
    to accept it, say why:
    deviations:
      - {about: XTAIL, do: "", answers: [XTAIL 150, XTAIL 226, XTAIL 426], why: ""}
3:1 W01 x: no (1 places)
    `
	if all := strings.Join(got, "\n"); all != want {
		t.Errorf("got\n%s\nwant\n%s", all, want)
	}
}

// TestOutlived: a region that outlives what should end it is one finding, whichever checks say so, and the longest
// lifetime that would do is its cure.
func TestOutlived(t *testing.T) {
	change := `
lifetimes:
  user: {ends: [USER], within: dialogue}
regions:
  lock: {states: [none, held], lasts: %s, moved-by: [RNTO]}
  told: {states: [new, told], lasts: user, moved-by: [RNTO]}
commands:
  RNTO: {replies: {ok: {to: {lock: held, told: told}}}}
  STAT: {with: [login, lock, told]}
`
	groups := func(lasts string) []report.Group {
		s := audittest.Decoded(t, audittest.Overlaid(t, "testdata/base.yaml", fmt.Sprintf(change, lasts)), false)
		return Audit(check.NewModel(s), Checks()).Groups()
	}
	all := groups("session")
	if len(all) != 1 || all[0].Cure != "regions:\n  lock: {lasts: user}" || all[0].Accepts {
		t.Fatalf("%d groups: %s; the cure is %q", len(all), all[0].Finding, all[0].Cure)
	}
	checks := []string{all[0].Check}
	for _, f := range all[0].Also {
		checks = check.AppendNew(checks, f.Check)
	}
	slices.Sort(checks)
	if want := []string{"P06", "P07"}; !slices.Equal(checks, want) {
		t.Errorf("%q say so, want %q", checks, want)
	}
	if rest := groups("user"); len(rest) > 0 {
		t.Errorf("with the cure there is %s", rest[0].Finding)
	}
}
