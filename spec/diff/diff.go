// Package diff compares two revisions of a spec by what they allow and not by their text: is every dialogue of the one
// a dialogue of the other?
//
//	report := diff.Compare(diff.Revision{Name: "v1", Spec: old}, diff.Revision{Name: "v2", Spec: s})
//	report.Text(os.Stdout)
//
//	v1 -> v2: widened
//
//	new, destructive: RNTO answers 250, 550
//	    ftp.yaml:158:7
//	    S: 220 Ready.
//	    …
//	    C: NOOP
//	    S: 200 Done.
//	    C: RNTO <to>
//	    S: 250 Renamed.
//	    before: 503 Send RNFR just before.
//
// A dialogue is a sequence of steps, and a step is what both sides see: which command came, with or without an
// argument, and the code that answered it; how a transfer ended; what happened by itself. To the step of a command
// belongs, too, what its handler is given (`with`): a RETR that begins where REST said is another than one that does
// not. Names are identity: a command, an event or a region is the same in both revisions when it has the same
// name. Configurations and the names of outcomes are not compared, so that a spec that says the same in another way
// is the same.
//
// Both explored graphs are walked together, under all valuations of the policies that both revisions know at once: a
// configuration of the one beside all configurations of the other that the same dialogue may have led to. A
// refusal is not behaviour: a command that is refused now and was not before is a lost dialogue, and no new one.
// A refusal in the place of another is reported apart, and makes a verdict only when there is nothing else.
//
// What multiplies configurations and is seldom asked about stays out of the nodes: regions that handlers alone read,
// and settings. Where a change is about them, the walk keeps beside each place what they may be there together, as a
// decision diagram: see setting. A comparison that would take more room than there is ends with the verdict unknown,
// and says why.
//
// What that takes of the server's table, BenchmarkDiff of cmd/ftpspec says (go test ./cmd/ftpspec -run NONE -bench Diff
// -benchtime 1x), for changes from one that no setting is asked about to one after which TYPE, MODE and STRU move
// nothing: 3 to 10 s of processor time on two cores of an AMD EPYC, and a heap of 370 to 440 MB.
//
// Defaults, types, error classes and invariants, which no dialogue shows, are compared by their declarations.
//
// It does not compare which outcome a handler chooses, nor the lines of a multi-line reply.
package diff

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// Revision is one of the two specs.
type Revision struct {
	Name string // for people: "HEAD~1", "old.yaml"
	Path string // of the file in the repository, for annotations; "" when there is none
	Spec *spec.Spec
}

// Verdict is the answer in one word.
type Verdict string

// The verdicts: the dialogues of the new revision are those of the old one, fewer, more, or some are new and some lost.
// Or they are the same, and what stands behind them is not: a default, how an argument is read, where a failure ends.
const (
	Same     Verdict = "same"
	Altered  Verdict = "altered"
	Narrowed Verdict = "narrowed"
	Widened  Verdict = "widened"
	Both     Verdict = "both"
	Unknown  Verdict = "unknown" // the comparison has come to a limit
)

// Report is the result of a comparison.
type Report struct {
	Old, New Revision
	Verdict  Verdict
	Limit    string // why the comparison did not come to its end
	// BySteps are regions that steps which look the same move differently, and that would take too many configurations:
	// a step that moves one otherwise counts as another step, whether anybody could tell later or not.
	BySteps  []string
	Texts    bool      // texts for people differ: replies, help
	Less     bool      // the new revision proves less: Lessening has something
	Findings []Finding // the gravest first
	// Lessening is what has the new revision prove less: an invariant that went or says less, or a waiver that came.
	Lessening []Declared
	Allowed   []Allowed  // what Allow has taken away
	Declared  []Declared // what came and went
	Before    []string   // commands with an effect before login, in the old revision
	After     []string   // in the new one
}

// Change is the kind of a finding.
type Change string

// The kinds of findings.
const (
	New     Change = "new"             // a dialogue that the old revision did not allow
	Lost    Change = "lost"            // a dialogue that the new revision does not allow
	Refusal Change = "another refusal" // refused before and now, with another code
)

// Finding is one thing that changed, with its witness.
type Finding struct {
	Change   Change
	Severity Severity
	Subject  string             // a command, an event, how a command's transfer ends ("RETR end"), or several commands
	Codes    []int              // the answers that are new or lost, in order; 0 is one that is not sent
	Pos      spec.Pos           // of the row that shows it, in the revision that has it
	Policies string             // the valuation under which it happens
	Witness  []explore.Exchange // the shortest dialogue that shows it, in the revision that has it
	Instead  []string           // what the other revision does in the place of the last step
}

// Compare compares two revisions.
func Compare(old, now Revision) *Report { return compareWithin(old, now, usualLimits) }

func compareWithin(old, now Revision, l limits) *Report {
	r := &Report{Old: old, New: now, Texts: textsDiffer(old.Spec, now.Spec), Declared: declared(old.Spec, now.Spec)}
	r.Lessening = lessening(old.Spec, now.Spec, r.Declared)
	c := newComparison(old.Spec, now.Spec, l)
	if alike(old.Spec, now.Spec) {
		c.now.look(c.now.machine.ExploreAll())
		c.old.before = c.now.before
	} else {
		c.walkAll()
		c.greeting()
		c.permissions()
	}
	r.Before, r.After = c.old.surface(), c.now.surface()
	r.Findings, r.Limit, r.BySteps = c.findings(), c.limit, c.steps
	r.decide()
	return r
}

// decide is the verdict about what was found and is not allowed.
func (r *Report) decide() {
	r.Less = len(r.Lessening) > 0
	switch r.Verdict = verdict(r.Findings); {
	case r.Limit != "":
		r.Verdict = Unknown
	case r.Verdict == Same && changesBehind(r.notAllowed()):
		r.Verdict = Altered
	}
}

// allows is what a finding means for what clients may do: a time-out that is lost lets them stay, and a new one does
// not.
func (f *Finding) allows() Change {
	if !slices.Contains(timeouts, f.Subject) {
		return f.Change
	}
	return map[Change]Change{New: Lost, Lost: New}[f.Change]
}

// timeouts are the events by which the server ends a session that is left lying.
var timeouts = []string{"login-timeout", "idle-timeout", "no-transfer-timeout"}

// verdict is the verdict that follows from the findings.
func verdict(findings []Finding) Verdict {
	count := map[Change]int{}
	for i := range findings {
		count[findings[i].allows()]++
	}
	switch {
	case count[New] > 0 && count[Lost] > 0:
		return Both
	case count[New] > 0:
		return Widened
	case count[Lost] > 0:
		return Narrowed
	case count[Refusal] > 0:
		return Both
	}
	return Same
}
