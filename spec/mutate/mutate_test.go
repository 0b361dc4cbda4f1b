package mutate

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/golden"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/documents"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// load decodes a spec.
func load(t testing.TB, file string) *spec.Spec {
	t.Helper()
	s, err := decode.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The specs that the tests mutate: a small one and our own.
const (
	smallSpec = "../audit/testdata/base.yaml"
	ourSpec   = "../ftp.yaml"
)

// TestClone: a copy is equal, and shares nothing.
func TestClone(t *testing.T) {
	s := load(t, ourSpec)
	copied := clone(s)
	if !reflect.DeepEqual(s, copied) {
		t.Fatal("the copy is not equal")
	}
	for c := range copied.Commands {
		copied.Commands[c].Needs = nil
		for r := range copied.Commands[c].Replies {
			copied.Commands[c].Replies[r].To = append(copied.Commands[c].Replies[r].To[:0], spec.Move{})
		}
	}
	for k := range copied.Capabilities {
		if copied.Capabilities[k].Else != nil {
			copied.Capabilities[k].Else.Code = 1
		}
	}
	if !reflect.DeepEqual(s, load(t, ourSpec)) {
		t.Error("a change of the copy changed the spec")
	}
}

// TestMutants: each mutant has a key of its own and differs from the spec, which stays as it is.
func TestMutants(t *testing.T) {
	s, untouched := load(t, smallSpec), load(t, smallSpec)
	keys := map[string]bool{}
	for _, c := range changes(s) {
		m := c.mutant(s)
		if keys[m.Key] {
			t.Errorf("two mutants are called %q", m.Key)
		}
		keys[m.Key] = true
		if reflect.DeepEqual(m.Spec, s) {
			t.Errorf("%q changes nothing", m.Key)
		}
		if m.Pos.Line == 0 {
			t.Errorf("%q is nowhere", m.Key)
		}
	}
	if n := len(changes(load(t, ourSpec))); n < 2000 {
		t.Errorf("only %d mutants of our spec", n)
	}
	if !reflect.DeepEqual(s, untouched) {
		t.Error("mutating changed the spec")
	}
}

// TestSmallSpec tries every mutant of a small spec: which check finds it, and which survive because the small spec
// says less of itself than ours.
func TestSmallSpec(t *testing.T) {
	testcost.Some(t)
	done := 0
	score := Run(load(t, smallSpec), audit.Checks(), func() []check.Check { return nil }, func(_, of int) { done = of })
	var b strings.Builder
	fmt.Fprintf(&b, "%v\n\n", score)
	for _, r := range score.Results {
		line := r.Key + ": survived"
		switch r.Verdict {
		case Killed:
			line = fmt.Sprintf("%s: %s %s", r.Key, r.Finding.Check, r.Finding.At)
		case SameTable:
			line = r.Key + ": the same table"
		}
		b.WriteString(line + "\n")
	}
	golden.File(t, "testdata/small.txt", b.String())
	if done != len(score.Results) {
		t.Errorf("progress told of %d mutants of %d", done, len(score.Results))
	}
	if score.Clean() {
		t.Error("survivors and stale keys, and the score is clean")
	}
}

// step is how many mutants of our own spec are passed over: all of them take two minutes, which
// `ftpspec audit --mutants` spends.
const step = 601

// TestOurSpec tries some mutants of our own spec, and all that are said to be equivalent: the former are found, the
// latter exist and are not.
func TestOurSpec(t *testing.T) {
	testcost.Long(t)
	s := load(t, ourSpec)
	h, known := newHunt(s, audit.Checks(), documents.Checks), equivalents()
	seen := map[string]bool{}
	for i, c := range changes(s) {
		why, equivalent := known[c.key]
		if !equivalent && i%step != 0 {
			continue
		}
		seen[c.key] = true
		t.Run(c.key, func(t *testing.T) {
			t.Parallel()
			switch r := h.judge(c.mutant(s), equivalent, h.trail()); {
			case equivalent && r.Verdict != Survived:
				t.Errorf("%s finds it; equivalent.txt says: %s", r.Finding.Check, why)
			case !equivalent && r.Verdict == Survived:
				t.Errorf("%s: it survived", r.Pos)
			}
		})
	}
	for key := range known {
		if !seen[key] {
			t.Errorf("equivalent.txt: there is no mutant %q", key)
		}
	}
}

// TestSample: a sample is as large as it is asked to be, the same for one seed and another for another, and says so.
func TestSample(t *testing.T) {
	s := load(t, smallSpec)
	keys := func(sample Sample) []string {
		score := RunSome(s, nil, func() []check.Check { return nil }, sample, nil)
		var keys []string
		for _, r := range score.Results {
			keys = append(keys, r.Key)
		}
		if !strings.HasPrefix(score.String(), fmt.Sprintf("%d of %d mutants: ", len(keys), len(changes(s)))) || len(score.Stale)+len(score.Idle) > 0 {
			t.Errorf("%v: %v, %v, %v", sample, score, score.Stale, score.Idle)
		}
		return keys
	}
	first := keys(Sample{Size: 20, Seed: 1})
	if again := keys(Sample{Size: 20, Seed: 1}); len(first) != 20 || !slices.Equal(first, again) {
		t.Errorf("%q, and once more %q", first, again)
	}
	if other := keys(Sample{Size: 20, Seed: 2}); slices.Equal(first, other) {
		t.Errorf("another seed, and the same: %q", other)
	}
	for _, size := range []int{0, 40} {
		if got := (Sample{Size: size}).of(40); len(got) != 40 || got[0] != 0 || got[39] != 39 {
			t.Errorf("a sample of %d: %v", size, got)
		}
	}
}

// TestCover: a few valuations are enough to look at most mutants, and to them too the standards say nothing.
func TestCover(t *testing.T) {
	testcost.Some(t)
	h := newHunt(load(t, ourSpec), audit.Checks(), documents.Checks)
	if len(h.cover) > 8 {
		t.Errorf("%d valuations cover, of %d", len(h.cover), len(h.original.Graph.Valuations))
	}
	for _, f := range audit.Try(h.original.With(h.graphs[underCover]), documents.Checks()).Counting {
		t.Errorf("every mutant would be found by it: %v", f)
	}
}

// TestEquivalentText: each line is a comment, or a key with a reason.
func TestEquivalentText(t *testing.T) {
	form := regexp.MustCompile(`^(#.*|[^#].* -- [A-Za-z].*[^.])?$`)
	for line := range strings.Lines(equivalentText) {
		if line = strings.TrimSuffix(line, "\n"); !form.MatchString(line) {
			t.Errorf("%q", line)
		}
	}
}

// TestScoreText is the score as people see it.
func TestScoreText(t *testing.T) {
	pos := spec.Pos{File: "a.yaml", Line: 3, Column: 5}
	score := tally([]Result{
		{Key: "A", Kind: "needs", Verdict: Killed, Finding: &check.Finding{Check: "T01"}}, {Key: "B", Kind: "codes", Verdict: SameTable},
		{Key: "C", Kind: "needs", Pos: pos, Verdict: Survived}, {Key: "D", Kind: "codes", Verdict: Survived},
	}, map[string]string{"D": "it is", "E": "nothing is"})
	score.Idle = []string{"T05", "T06"}
	want := `4 mutants: 1 killed, 1 the same table, 1 equivalent, 1 survived, in 0.0 s
    needs             1 killed, 0 the same table, 0 equivalent, 1 survived
    codes             0 killed, 1 the same table, 1 equivalent, 0 survived
a.yaml:3:5: survived: C
equivalent.txt: no surviving mutant is called "E"
checks that no mutant trips: T05, T06
`
	if got := score.Text(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if want := map[string]int{"T01": 1}; !reflect.DeepEqual(score.Kills, want) || score.Clean() {
		t.Errorf("%v, clean: %t", score.Kills, score.Clean())
	}
	if r := score.Results[3]; r.Verdict != Equivalent || r.Why != "it is" {
		t.Errorf("%+v", r)
	}
}
