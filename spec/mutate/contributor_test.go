package mutate

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/documents"
	"github.com/portolan-ftp/portolan/spec/syntax"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// contributorFaults are the faults of contributor.yaml, and our spec to make them in.
func contributorFaults(t *testing.T) ([]Fault, *source) {
	t.Helper()
	book, err := syntax.Open(ourSpec)
	if err != nil {
		t.Fatal(err)
	}
	text := book.Text
	src, err := readSource(text)
	if err != nil {
		t.Fatal(err)
	}
	faults, err := Faults()
	if err != nil {
		t.Fatal(err)
	}
	return faults, src
}

// TestFaults: there are many faults of many kinds; the text of each is where it says; each changes the spec; and what
// should find it exists.
func TestFaults(t *testing.T) {
	faults, src := contributorFaults(t)
	standards, _ := documents.CountedChecks()
	known := []string{ByDecoder, ByCode, "W01"}
	for _, c := range slices.Concat(audit.Checks(), standards) {
		known = append(known, c.ID)
	}
	kinds := map[string]int{}
	for i := range faults {
		f := &faults[i]
		kinds[f.Kind]++
		if text, err := src.with(f); err != nil || string(text) == string(src.text) {
			t.Errorf("%s: it changes nothing; %v", f.ID, err)
		}
		if !slices.Contains(known, f.By) {
			t.Errorf("%s: nothing is called %q that could find it", f.ID, f.By)
		}
	}
	if len(faults) < 150 || len(kinds) < 15 {
		t.Errorf("%d faults of %d kinds", len(faults), len(kinds))
	}
}

// faultStep is how many faults are passed over: all of them are made by `ftpspec audit --mutants`.
const faultStep = 12

// TestSomeFaults makes some of the faults that the decoder or the audit finds, and each is found by what should.
func TestSomeFaults(t *testing.T) {
	testcost.Long(t)
	faults, src := contributorFaults(t)
	faults = slices.DeleteFunc(faults, func(f Fault) bool { return f.By == ByCode || f.By == "W01" })
	var some []Fault
	for i := 0; i < len(faults); i += faultStep {
		some = append(some, faults[i])
	}
	done := 0
	score, err := TryFaults(load(t, ourSpec), src.text, some, audit.Checks(), documents.Checks, Judges{Told: func(_, of int) { done = of }})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range score.Results {
		if r.Found != r.By && r.Found != ByDecoder || r.Says == "" {
			t.Errorf("%s: found by %q, not by %s: %s", r.ID, r.Found, r.By, r.Says)
		}
	}
	if done != len(some) || score.Rate() != 100 {
		t.Errorf("told of %d faults of %d; %d %% found", done, len(some), score.Rate())
	}
}

// TestStaleFault: a fault whose text the spec has lost, or has twice, is an error.
func TestStaleFault(t *testing.T) {
	src, err := readSource([]byte("commands:\n  A.B: {码: x, to: y}\n  A: {to: y y}\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ in, old, want string }{
		{"commands.A.B", "to: y", "commands:\n  A.B: {码: x, to: z}\n  A: {to: y y}\n"},
		{"commands.A.B.to", "y", "commands:\n  A.B: {码: x, to: z}\n  A: {to: y y}\n"},
		{"commands.C", "y", "contributor.yaml:7: f: the spec has no commands.C"},
		{"commands.A", "y", `contributor.yaml:7: f: "y" is 2 times in commands.A, not once`},
		{"commands.A.to", "x", `contributor.yaml:7: f: "x" is 0 times in commands.A.to, not once`},
	} {
		got, err := src.with(&Fault{ID: "f", Line: 7, Edits: []Edit{{c.in, c.old, strings.Replace(c.old, "y", "z", 1)}}})
		if err != nil {
			got = []byte(err.Error())
		}
		if string(got) != c.want {
			t.Errorf("%s: got %s, want %s", c.in, got, c.want)
		}
	}
}

// TestFaultList: what is no fault is refused with its line.
func TestFaultList(t *testing.T) {
	for text, want := range map[string]string{
		"- {id: a, kind: k, what: w, edits: [{in: a, old: b, new: c}]}\n- {id: a, kind: k, what: w, edits: [{in: a, old: b}]}": "contributor.yaml:2: a fault needs an id of its own, a kind, what it is, and edits",
		"- {id: a, kind: k, what: w}": "contributor.yaml:1: a fault needs an id of its own, a kind, what it is, and edits",
		"- {id: a, kinds: k}":         "contributor.yaml:1: ",
	} {
		if _, err := readFaults([]byte(text)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestFaultScoreText is the score as people see it; a fault that nothing in the audit finds is shown to the code.
func TestFaultScoreText(t *testing.T) {
	testcost.Long(t)
	faults, src := contributorFaults(t)
	some := slices.DeleteFunc(faults, func(f Fault) bool { return f.ID != "foreign-verbs-lost" && f.ID != "reason-empty" })
	for i := range some {
		some[i].Line, some[i].By = i+1, "T01"
	}
	asked := 0
	score, err := TryFaults(load(t, ourSpec), src.text, some, nil, func() []check.Check { return nil }, Judges{
		Code: func(s *spec.Spec) (string, error) { asked++; return strings.Repeat("no", asked-1), nil },
		Diff: func(_, _ *spec.Spec) string { return "same" },
	})
	if err != nil {
		t.Fatal(err)
	}
	score.Results = append(score.Results, FaultResult{Fault: Fault{ID: "x", Kind: "limits", Line: 9, By: "T02"}, Found: "T03"})
	score.Took = time.Second
	want := `3 faults of contributors: 2 found (66 %; at least 95 % have to be), in 1.0 s
    limits          1 of 2
    deviations      1 of 1
contributor.yaml:1: nothing finds foreign-verbs-lost: browsers are no longer told apart (diff says same)
contributor.yaml:9: T03 finds x, and should be named there
`
	if got := score.Text(); got != want || asked != 1 {
		t.Errorf("the code was asked %d times; got\n%swant\n%s", asked, got, want)
	}
}
