package audit

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/audittest"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/documents"
	"github.com/portolan-ftp/portolan/spec/audit/report"
)

// small is the small spec with an example's change laid over it, and its text.
func small(t *testing.T, e check.Example) (*spec.Spec, []byte) {
	t.Helper()
	changes := []string{e.Change}
	if e.On == check.OnTLS {
		changes = []string{tlsChange(t), e.Change}
	}
	data := audittest.Overlaid(t, "testdata/base.yaml", changes...)
	return audittest.Decoded(t, data, e.Refused), data
}

func tlsChange(t testing.TB) string {
	t.Helper()
	return string(audittest.Overlaid(t, "testdata/tls.yaml"))
}

// TestBases: the specs that the examples change have no findings themselves.
func TestBases(t *testing.T) {
	for name, data := range map[string][]byte{
		"base": audittest.Overlaid(t, "testdata/base.yaml"), "tls": audittest.Overlaid(t, "testdata/base.yaml", tlsChange(t)),
	} {
		s := audittest.Decoded(t, data, false)
		for _, f := range Audit(check.NewModel(s), Checks()).Findings {
			t.Errorf("%s: %v", name, f)
		}
	}
}

// TestFaultyExamples: each check finds in its faulty examples exactly what it declares to find. It has one at least.
func TestFaultyExamples(t *testing.T) {
	for _, c := range Checks() {
		if len(c.Faulty) == 0 {
			t.Errorf("%s has no faulty example", c.ID)
		}
		for i, e := range c.Faulty {
			t.Run(fmt.Sprintf("%s/%d", c.ID, i+1), func(t *testing.T) { runFaulty(t, c, e) })
		}
	}
}

// TestCleanExamples: each check has a clean example beside its faulty ones, which changes the small spec; the decoder
// accepts it, and no check of the audit finds anything.
func TestCleanExamples(t *testing.T) {
	for _, c := range Checks() {
		if len(c.Clean) == 0 {
			t.Errorf("%s has no clean example", c.ID)
		}
		for i, e := range c.Clean {
			t.Run(fmt.Sprintf("%s/%d", c.ID, i+1), func(t *testing.T) { runClean(t, e) })
		}
	}
}

func runClean(t *testing.T, e check.Example) {
	s, data := small(t, e)
	if _, unchanged := small(t, check.Example{On: e.On, Change: "{}"}); bytes.Equal(data, unchanged) || e.Refused || e.Finds != "" {
		t.Errorf("the example is not one of a clean change:\n%s", e.Change)
	}
	for _, f := range Audit(check.NewModel(s), Checks()).Findings {
		t.Errorf("%v\nin\n%s", f, e.Change)
	}
}

// TestWaiverExamples runs the examples of W01, which the audit itself proves.
func TestWaiverExamples(t *testing.T) {
	for _, e := range report.Waivers.Faulty {
		s, _ := small(t, e)
		var got []string
		for _, f := range Audit(check.NewModel(s), Checks()).Findings {
			got = append(got, f.At+": "+f.Message)
		}
		if all := strings.Join(got, "\n"); all != strings.TrimSpace(e.Finds) {
			t.Errorf("%s\ngot:\n%s\nwant:\n%s", e.Change, all, e.Finds)
		}
	}
	for _, e := range report.Waivers.Clean {
		runClean(t, e)
	}
}

// TestDeclarations: every check says what it proves, why, and what breaks without it.
func TestDeclarations(t *testing.T) {
	for _, c := range slices.Concat(Checks(), documents.Checks(), []check.Check{report.Waivers}) {
		for _, text := range []string{c.What, c.Why, c.Without} {
			if text = strings.TrimSpace(text); text == "" || !strings.HasSuffix(text, ".") && text != strings.TrimSpace(c.Why) {
				t.Errorf("%s: %q is no sentence", c.ID, text)
			}
		}
	}
}

func runFaulty(t *testing.T, c check.Check, e check.Example) {
	s, data := small(t, e)
	m := check.NewRowModel(s)
	if !c.Rows {
		m.Explore()
	}
	var got []string
	for _, f := range c.Run(m) {
		if f.Check != c.ID || f.Severity != c.Severity {
			t.Errorf("%s reports a finding of %s (%s)", c.ID, f.Check, f.Severity)
		}
		checkPos(t, &f, data)
		got = append(got, strings.TrimRight(f.At+": "+f.Message+"\n"+audittest.IndentBlock(f.Evidence()), "\n"))
	}
	want := strings.TrimSpace(e.Finds)
	if short, others := strings.CutSuffix(want, "\n…"); others && len(got) > 1 {
		want, got = short, got[:strings.Count(short, "\n")-strings.Count(short, "\n    ")+1]
	}
	if all := strings.Join(got, "\n"); all != want {
		t.Errorf("example of %s\n%sgot:\n%s\nwant:\n%s", c.ID, e.Change, all, want)
	}
}

// checkPos: the position of a finding is in the spec, at a word of what it is about, or of the parts that are
// declared once for many commands.
func checkPos(t *testing.T, f *check.Finding, data []byte) {
	t.Helper()
	all := audittest.Lines(data)
	if f.Pos.Line < 1 || f.Pos.Line > len(all) || f.Pos.Column < 1 || f.Pos.Column > len(all[f.Pos.Line-1]) {
		t.Errorf("%s: position %v is not in the spec", f.At, f.Pos)
		return
	}
	word := regexp.MustCompile(`^[A-Za-z0-9@-]+( [A-Z0-9-]+)*`).FindString(string(all[f.Pos.Line-1][f.Pos.Column-1:]))
	shared := []string{"else", "transfer", "name", "session", "login", "logged-in", "writable", "any-setup"}
	if !strings.Contains(f.At+" "+f.Step, word) && !slices.Contains(shared, word) || word == "" {
		t.Errorf("%s: position %v is at %q", f.At, f.Pos, word)
	}
}
