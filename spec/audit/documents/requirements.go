package documents

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/standards"
)

// Status is how a requirement is answered.
type Status string

// The answers to requirements.
const (
	Met           Status = "met"
	Deviates      Status = "deviates"       // for a written reason
	NotApplicable Status = "not applicable" // it is about something that is not there
	Tested        Status = "tested"         // by a test of a running server
	ToTest        Status = "wire"           // only a running server can show it, and no test is named
	Manual        Status = "manual"         // a person has answered it
	OfClients     Status = "client"         // it binds clients
	Unmet         Status = "unmet"
)

// Answer is a spec's answer to a requirement.
type Answer struct {
	*standards.Requirement
	Status Status
	Why    string // what was seen, the reason, or the tests
	told   bool   // unmet for faults that other checks report
	seen   verdict
}

// requirementsCheck is R03.
var requirementsCheck = check.Check{
	ID: "R03", Severity: check.Nonstandard,
	Mends: "the lifetime of what outlives the command",
	Title: "every requirement is met, does not apply, or is left for a written reason",
	What: `
Every requirement that a table can answer is met, is about something that is not there, or is left by a
deviation with a reason. A permission that is not used counts as not applicable. R03 does not repeat what R01,
R02 and R06 report.
`,
	Why:     "RFC 1123 4.1 and the other documents under spec/standards.",
	Without: "The server is said to conform and does not.",
	Faulty: []check.Example{{Change: `
commands:
  TYPE I: {aliases: null}
  TYPE L: null
`, Finds: `
R1123-4.1.2.1-TYPE-2: MUST: TYPE L 8 is there; but TYPE L 8 is not accepted
R1123-4.1.2.13-TYPE-1: MUST: TYPE A N, TYPE I and TYPE L 8 are there; but TYPE L 8 is not accepted
`}},
	Clean: []check.Example{{Change: `
commands:
  TYPE I: {aliases: [TYPE L 8]}
  TYPE L: null
`}},
}

// requirements reports what R03 finds.
func (j *judge) requirements() []Answer {
	var all []Answer
	for r := range j.book.Requirements() {
		a := j.answer(r, 0)
		all = append(all, a)
		if a.Status == Unmet && !a.told {
			j.unmet(a)
		}
	}
	return all
}

// unmet reports a requirement, at the first command that it is about.
func (j *judge) unmet(a Answer) {
	pos := spec.Pos{File: j.Spec.File, Line: 1, Column: 1}
	for _, name := range a.For {
		if all := j.commandsOf(name); len(all) > 0 {
			pos = all[0].Pos
			break
		}
	}
	r := j.reporters[requirementsCheck.ID]
	r.Text(a.ID, pos, "%s: %s; but %s", a.Level(), a.Text(), a.Why)
	if a.seen.region != "" {
		r.Outlives(a.ID, a.seen.region, a.seen.row)
	}
	for _, clause := range a.Holds {
		name, _ := strings.CutPrefix(clause, "order ")
		if o := j.book.Order(name); o != nil && len(j.breaches(o)) > 0 {
			first := j.breaches(o)[0]
			r.Shown(a.ID, first.witness, first.policies)
		}
	}
}

// maxLater bounds how often a later requirement takes the place of an earlier one.
const maxLater = 4

// answer answers one requirement; depth counts later requirements that took its place.
func (j *judge) answer(r *standards.Requirement, depth int) Answer {
	if r.By == standards.ByClient {
		return Answer{Requirement: r, Status: OfClients, Why: "binds clients"}
	}
	if why, applies := j.applies(r); !applies {
		return Answer{Requirement: r, Status: NotApplicable, Why: why}
	}
	if r.By != standards.ByTable {
		return j.outside(r, depth)
	}
	v := j.hold(r.Holds)
	if v.ok {
		return Answer{Requirement: r, Status: Met, Why: v.seen}
	}
	if r.Optional() {
		return Answer{Requirement: r, Status: NotApplicable, Why: "not used: " + v.seen}
	}
	if v.decided != nil {
		return Answer{Requirement: r, Status: Deviates, Why: j.reasons(v.decided)}
	}
	return j.excuse(r, v, depth)
}

// outside answers a requirement that no table can answer.
func (j *judge) outside(r *standards.Requirement, depth int) Answer {
	if d := j.left[r.ID]; d != nil {
		j.unkept[r.ID] = true
		return Answer{Requirement: r, Status: Deviates, Why: j.reasons([]*spec.Deviation{d})}
	}
	if why, ok := j.replaced(r, depth); ok {
		return Answer{Requirement: r, Status: NotApplicable, Why: why}
	}
	if r.By == standards.ByPerson {
		return Answer{Requirement: r, Status: Manual, Why: r.Note}
	}
	if tests := j.book.Tests[r.ID]; len(tests) > 0 {
		return Answer{Requirement: r, Status: Tested, Why: strings.Join(tests, ", ")}
	}
	return Answer{Requirement: r, Status: ToTest, Why: ""}
}

// excuse answers a requirement that is not met: a later one takes its place, a deviation gives the reason, or nothing
// does.
func (j *judge) excuse(r *standards.Requirement, v verdict, depth int) Answer {
	if why, ok := j.replaced(r, depth); ok {
		return Answer{Requirement: r, Status: NotApplicable, Why: why}
	}
	if d := j.left[r.ID]; d != nil {
		j.unkept[r.ID] = true
		return Answer{Requirement: r, Status: Deviates, Why: j.reasons([]*spec.Deviation{d})}
	}
	return Answer{Requirement: r, Status: Unmet, Why: v.seen, told: v.told, seen: v}
}

// replaced reports whether a later requirement takes the place of one: it is met, or does not apply.
func (j *judge) replaced(r *standards.Requirement, depth int) (why string, ok bool) {
	if r.Later == "" || depth == maxLater {
		return "", false
	}
	later := j.answer(j.book.Requirement(r.Later), depth+1)
	return r.Later + " takes its place", later.Status != Unmet
}

// reasons are what deviations do and why; they count as needed.
func (j *judge) reasons(deviations []*spec.Deviation) string {
	var all []string
	for _, d := range deviations {
		j.used[d] = true
		all = append(all, d.Do+": "+d.Why)
	}
	return strings.Join(all, "; ")
}

// applies reports whether a requirement is about something that the spec has.
func (j *judge) applies(r *standards.Requirement) (why string, ok bool) {
	if len(r.If) > 0 {
		return j.concerned(r.If)
	}
	if len(r.For) == 0 || j.presence(r.Holds) {
		return "", true
	}
	if slices.ContainsFunc(r.For, func(name string) bool { return name == "connected" || j.offered(name) }) {
		return "", true
	}
	return listOf(r.For) + " " + isOrAre(r.For) + " not offered", false
}

// concerned reports whether one of some clauses holds, and what is missing if none does.
func (j *judge) concerned(clauses []string) (why string, ok bool) {
	var missing []string
	for _, clause := range clauses {
		v := j.clause(clause)
		if v.ok {
			return "", true
		}
		missing = check.AppendNew(missing, v.seen)
	}
	return strings.Join(missing, "; "), false
}
