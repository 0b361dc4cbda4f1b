package audit

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/portolan-ftp/portolan/spec"
)

// Report is what an audit comes to.
type Report struct {
	Spec     *spec.Spec
	Checks   []Check   // that ran
	Findings []Finding // that count
	Waived   []Finding // that the spec accepts, with its reasons
	Numbers  Numbers
	Logins   []string // the rows by which a session becomes logged in: every door there is
	Counts   []Count  // what else was counted, for the reader
	Took     time.Duration
}

// Count is a number with its name: "requirements met".
type Count struct {
	Name string
	N    int
}

// unusedWaiver is the ID of findings about waivers that nothing needs.
const unusedWaiver = "W01"

// Audit runs the checks on an explored model, and sets aside what the spec waives.
func Audit(m *Model, checks []Check) *Report {
	begun := time.Now()
	o := m.sort(checks, runAll(m, checks))
	r := &Report{Spec: m.Spec, Checks: checks, Findings: append(o.Counting, o.Unused...), Waived: o.Waived, Numbers: m.numbers(), Logins: m.logIns()}
	r.Numbers.Checks = len(checks)
	for _, w := range m.Spec.Waivers {
		if concerns(checks, w.Check) && !among(checks, w.Check) {
			f := unused(w)
			f.Message = fmt.Sprintf("there is no check %s", w.Check)
			r.Findings = append(r.Findings, f)
		}
	}
	sortFindings(r.Findings)
	sortFindings(r.Waived)
	r.Took = time.Since(begun)
	return r
}

// Outcome is what some checks find.
type Outcome struct {
	Counting []Finding
	Waived   []Finding // accepted by the spec
	Unused   []Finding // the waivers for these checks that nothing needed
}

// Try runs some checks one after the other. Which waivers are not used means something only if the model has all
// the graphs that the checks look at.
func (m *Model) Try(checks []Check) Outcome {
	var found [][]Finding
	for _, c := range checks {
		found = append(found, c.Run(m))
	}
	return m.sort(checks, found)
}

// sort tells the findings that count from those that are waived.
func (m *Model) sort(checks []Check, found [][]Finding) Outcome {
	var o Outcome
	used := make([]bool, len(m.Spec.Waivers))
	for _, f := range slices.Concat(found...) {
		i := slices.IndexFunc(m.Spec.Waivers, func(w spec.Waiver) bool { return w.Check == f.Check && w.At == f.At })
		if i < 0 {
			o.Counting = append(o.Counting, f)
			continue
		}
		used[i] = true
		f.WaivedFor = m.Spec.Waivers[i].Why
		o.Waived = append(o.Waived, f)
	}
	for i, w := range m.Spec.Waivers {
		if !used[i] && among(checks, w.Check) {
			o.Unused = append(o.Unused, unused(w))
		}
	}
	return o
}

// unused is the finding about a waiver that nothing needs.
func unused(w spec.Waiver) Finding {
	return Finding{Check: unusedWaiver, At: w.At, Pos: w.Pos,
		Message: fmt.Sprintf("nothing is waived: check %s finds nothing about %q", w.Check, w.At)}
}

// among reports whether a check has the ID.
func among(checks []Check, id string) bool {
	return slices.ContainsFunc(checks, func(c Check) bool { return c.ID == id })
}

// runAll runs the checks on all processors; what each finds is in the order of the checks.
func runAll(m *Model, checks []Check) [][]Finding {
	found := make([][]Finding, len(checks))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(checks)) {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(checks)); i = next.Add(1) - 1 {
				found[i] = checks[i].Run(m)
			}
		})
	}
	workers.Wait()
	return found
}

// concerns reports whether an ID is of a kind of which checks ran: a waiver for a check of the standards means
// nothing while only the table is looked at.
func concerns(checks []Check, id string) bool {
	return slices.ContainsFunc(checks, func(c Check) bool { return c.ID[0] == id[0] })
}
