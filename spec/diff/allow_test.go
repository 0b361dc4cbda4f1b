package diff

import (
	"strings"
	"testing"
)

// survives has RNFR's name last over a NOOP, so that RNTO is possible where it was not.
var survives = []string{renaming, renaming + ", survives: [NOOP]"}

// TestFingerprint: a finding keeps its name when lines move and texts change, and gets another one when there is more
// to it.
func TestFingerprint(t *testing.T) {
	mark := func(edits ...string) string {
		r := compare(t, edits...)
		if len(r.Findings) != 1 {
			t.Fatalf("there are %d findings", len(r.Findings))
		}
		return r.Findings[0].Fingerprint()
	}
	first := mark(survives...)
	moved := append([]string{"protocol: ", "# another line\nprotocol: ", "Please log in", "Log in, please"}, survives...)
	if again := mark(moved...); again != first || !fingerprintForm.MatchString(first) {
		t.Errorf("%s, and %s when lines have moved", first, again)
	}
	f := compare(t, survives...).Findings[0]
	for what, change := range map[string]func(*Finding){
		"another answer":   func(f *Finding) { f.Codes = append(f.Codes, 553) },
		"another severity": func(f *Finding) { f.Severity = BeforeLogin },
		"another command":  func(f *Finding) { f.Subject = "DELE" },
		"another kind":     func(f *Finding) { f.Change = Lost },
	} {
		other := f
		if change(&other); other.Fingerprint() == first {
			t.Errorf("%s has the same fingerprint", what)
		}
	}
}

// TestAllow: what is allowed counts no more, until its last day, and an entry about nothing is told.
func TestAllow(t *testing.T) {
	entry := func(mark string) Allowance {
		return Allowance{Finding: mark, About: "as before", Why: "agreed", Until: "2027-03-31"}
	}
	mark := compare(t, survives...).Findings[0].Fingerprint()
	r := compare(t, survives...)
	if notes := r.Allow([]Allowance{entry(mark)}, "2027-03-31"); notes != nil || r.Word() != "same, beside 1 that are allowed" || len(r.Findings) != 0 {
		t.Errorf("on the last day: %s, %q", r.Word(), notes)
	}
	if got, want := text(t, r), "\nallowed until 2027-03-31: "+r.Allowed[0].Title+"\n    :0:0: agreed\n"; !strings.Contains(got, want) {
		t.Errorf("%q is missing in\n%s", want, got)
	}
	r = compare(t, survives...)
	notes := r.Allow([]Allowance{entry(mark), entry("000000000000")}, "2027-04-01")
	if r.Word() != "widened" || len(notes) != 2 || !strings.Contains(notes[0], "it was allowed until 2027-03-31: new") || !strings.Contains(notes[1], "no finding has the fingerprint 000000000000") {
		t.Errorf("a day later: %s, %q", r.Word(), notes)
	}
}

// TestAllowLess: that less is proved can be allowed as well.
func TestAllowLess(t *testing.T) {
	edits := []string{"  nothing-is-changed:    {never: {does: [files.delete, files.rename], when: {policy.files: read-only}}}\n", ""}
	r := compare(t, edits...)
	if !r.Less || len(r.Lessening) != 1 {
		t.Fatalf("%s, %v", r.Word(), r.Lessening)
	}
	var entries strings.Builder
	if err := r.Allowances(&entries); err != nil {
		t.Fatal(err)
	}
	filled := strings.NewReplacer(`why: "", until: ""`, `why: "agreed", until: "2027-03-31"`).Replace(entries.String())
	list, err := ReadAllowances("allow.yaml", []byte(filled))
	if err != nil || len(list) != 1 {
		t.Fatalf("%v\n%s", err, filled)
	}
	if notes := r.Allow(list, "2027-01-01"); notes != nil || r.Less || r.Verdict != Same {
		t.Errorf("%s, %q", r.Word(), notes)
	}
}

// TestReadAllowances: every fault of a file is told at its place.
func TestReadAllowances(t *testing.T) {
	for text, want := range map[string]string{
		"":                "allow.yaml: there is nothing in it",
		"- x":             "allow.yaml:1:1: this is no mapping",
		"allowed: []":     "allow.yaml:1:1: a list with the key allow is all that there is",
		"allow: {a: b}":   "allow.yaml:1:1: a list with the key allow is all that there is",
		"allow: [{x: 1}]": "allow.yaml:1:10: unknown key \"x\"; there are finding, about, why and until\nallow.yaml:1:9: finding is a fingerprint, 12 letters of 0-9 and a-f\nallow.yaml:1:9: why is it allowed?\nallow.yaml:1:9: until when is it allowed? A day is written 2027-03-31",
		"allow: [{finding: 0123456789ab, why: x, until: 2027-02-30}]":                                                           "allow.yaml:1:9: until when is it allowed? A day is written 2027-03-31",
		"allow:\n- &a {finding: 0123456789ab, why: x, until: 2027-02-03}\n- {finding: 0123456789ab, why: y, until: 2027-02-03}": "allow.yaml:3:3: 0123456789ab is allowed already",
	} {
		if _, err := ReadAllowances("allow.yaml", []byte(text)); err == nil || err.Error() != want {
			t.Errorf("%s: %v\nwant %s", text, err, want)
		}
	}
	if _, err := ReadAllowances("allow.yaml", []byte("allow: [")); err == nil {
		t.Error("what is no YAML is read")
	}
}

// TestMarkdownMeansNothing: what an author writes is no markup, and a report stays within what a comment can hold.
func TestMarkdownMeansNothing(t *testing.T) {
	var b strings.Builder
	r := compare(t, append([]string{"Renamed.", "``` </details> @all | x"}, survives...)...)
	for range 2000 {
		r.Declared = append(r.Declared, Declared{Came: true, What: "command", Name: "<b>@X|*"})
	}
	if err := r.Markdown(&b); err != nil {
		t.Fatal(err)
	}
	if got := b.String(); len(got) > longestMarkdown+100 || !strings.Contains(got, "\n````\n") || strings.Contains(got, "<b>") || !strings.HasSuffix(got, "More is left out; `ftpspec diff` has all of it.\n") {
		t.Errorf("%d bytes: %s", len(got), got[:2000])
	}
}
