package documents

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/audittest"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/standards"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// ours is the spec that the tests change.
const ours = "../../ftp.yaml"

// changedSpec is our spec with changes laid over it. Deviations of a change replace those about the same thing, one
// without more than `about` takes them away.
func changedSpec(t testing.TB, changes ...string) *spec.Spec {
	t.Helper()
	base := audittest.Whole(t, ours)
	for _, change := range changes {
		over := audittest.Tree(t, []byte(change))
		if at := audittest.Entry(over, "deviations"); at >= 0 {
			layDeviations(base.Content[audittest.Entry(base, "deviations")+1], over.Content[at+1])
			over.Content = slices.Delete(over.Content, at, at+2)
		}
		audittest.Lay(base, over)
	}
	data, err := yaml.Marshal(base)
	if err != nil {
		t.Fatal(err)
	}
	s, err := decode.Text("ftp.yaml", data)
	if s == nil {
		t.Fatal(err) // what the decoder refuses besides, like a need that nothing uses, is judged all the same
	}
	return s
}

func layDeviations(base, over *yaml.Node) {
	for _, d := range over.Content {
		about := d.Content[audittest.Entry(d, "about")+1].Value
		base.Content = slices.DeleteFunc(base.Content, func(known *yaml.Node) bool {
			return known.Content[audittest.Entry(known, "about")+1].Value == about
		})
		if len(d.Content) > 2 {
			base.Content = append(base.Content, d)
		}
	}
}

// judged judges a spec, with the policies that the standards speak of: the defaults, no active mode, TLS required.
func judged(t testing.TB, s *spec.Spec) (*judge, *Judgement) {
	t.Helper()
	book, err := standards.Load()
	if err != nil {
		t.Fatal(err)
	}
	m := check.NewRowModel(s)
	var valuations [][]uint8
	for _, v := range m.Machine.Valuations() {
		switch m.Machine.DescribeValuation(v) {
		case check.DefaultPolicies, "active=refused", "tls=required":
			valuations = append(valuations, v)
		}
	}
	if len(valuations) != 3 {
		t.Fatalf("%d valuations", len(valuations))
	}
	m = m.With(m.Machine.Explore(valuations...))
	return newJudge(m, book), judgeBy(m, book)
}

// told are findings, a line each.
func told(j *Judgement) []string {
	var all []string
	for _, check := range Checks() {
		for _, f := range j.Findings[check.ID] {
			all = append(all, fmt.Sprintf("%s %s: %s", check.ID, f.At, f.Message))
		}
	}
	return all
}

// Our spec keeps the standards, or says why not; and every requirement has an answer.
func TestOurSpecKeepsTheStandards(t *testing.T) {
	testcost.Some(t)
	s, err := decode.Load(ours)
	if err != nil {
		t.Fatal(err)
	}
	m := check.NewModel(s)
	for _, c := range Checks() {
		for _, f := range c.Run(m) {
			t.Error(f)
		}
	}
	j, err := Judge(m)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[Status][]standards.Means{
		Met: {standards.ByTable}, Deviates: {standards.ByTable, standards.ByTest}, Tested: {standards.ByTest}, ToTest: {standards.ByTest},
		Manual: {standards.ByPerson}, OfClients: {standards.ByClient}, NotApplicable: {standards.ByTable, standards.ByTest, standards.ByPerson},
	}
	for _, a := range j.Answers {
		if !slices.Contains(kinds[a.Status], a.By) || a.Why == "" && a.Status != ToTest {
			t.Errorf("%s: %s by %q because %q", a.ID, a.Status, a.By, a.Why)
		}
	}
	if len(j.Answers) != 827 || len(j.Decisions) != 52 {
		t.Errorf("%d answers, %d decisions", len(j.Answers), len(j.Decisions))
	}
}

// Each check finds in its faulty examples what it declares to find.
func TestFaultyExamples(t *testing.T) {
	testcost.Some(t)
	for _, c := range Checks() {
		if len(c.Faulty) == 0 {
			t.Errorf("%s has no faulty example", c.ID)
		}
		for _, e := range c.Faulty {
			t.Run(c.ID, func(t *testing.T) {
				_, j := judged(t, changedSpec(t, e.Change))
				var got []string
				for _, f := range j.Findings[c.ID] {
					got = append(got, strings.TrimRight(f.At+": "+f.Message+"\n"+audittest.IndentBlock(f.Evidence()), "\n"))
				}
				if all, want := strings.Join(got, "\n"), strings.TrimSpace(e.Finds); all != want {
					t.Errorf("got:\n%s\nwant:\n%s", all, want)
				}
			})
		}
	}
}

// Each check has a clean example, which changes our spec. They are laid over it together: no check finds anything.
func TestCleanExamples(t *testing.T) {
	testcost.Some(t)
	var changes []string
	for _, c := range Checks() {
		if len(c.Clean) == 0 {
			t.Errorf("%s has no clean example", c.ID)
		}
		for _, e := range c.Clean {
			if reflect.DeepEqual(changedSpec(t, e.Change), changedSpec(t)) {
				t.Errorf("%s: the example changes nothing:\n%s", c.ID, e.Change)
			}
			changes = append(changes, e.Change)
		}
	}
	_, j := judged(t, changedSpec(t, changes...))
	for _, finding := range told(j) {
		t.Error(finding)
	}
}

// What a broken spec is told: all findings, of all checks.
func TestBrokenSpecs(t *testing.T) {
	testcost.Long(t)
	data, err := os.ReadFile("testdata/standards.txt")
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, part := range strings.Split(string(data), "\n== ")[1:] {
		name, rest, _ := strings.Cut(part, "\n")
		change, _, found := strings.Cut(rest, "\n-- findings\n")
		if !found {
			t.Fatalf("%s: no findings", name)
		}
		_, j := judged(t, changedSpec(t, change))
		fmt.Fprintf(&got, "\n== %s\n%s\n-- findings\n%s\n", name, change, strings.Join(told(j), "\n"))
	}
	head, _, _ := strings.Cut(string(data), "\n== ")
	all := head + strings.TrimRight(got.String(), "\n") + "\n"
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile("testdata/standards.txt", []byte(all), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if all != string(data) {
		t.Errorf("got:\n%s", diffOf(string(data), all))
	}
}

// diffOf are the lines that differ.
func diffOf(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	var out []string
	for _, line := range g {
		if !slices.Contains(w, line) {
			out = append(out, "+ "+line)
		}
	}
	for _, line := range w {
		if !slices.Contains(g, line) {
			out = append(out, "- "+line)
		}
	}
	return strings.Join(out, "\n")
}
