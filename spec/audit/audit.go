package audit

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/login"
	"github.com/portolan-ftp/portolan/spec/audit/report"
)

// Audit runs the checks on an explored model, and sets aside what the spec waives.
func Audit(m *check.Model, checks []check.Check) *report.Report {
	begun := time.Now()
	o := sort(m, checks, runAll(m, checks))
	r := &report.Report{Spec: m.Spec, Checks: checks, Findings: append(o.Counting, o.Unused...), Waived: o.Waived, Numbers: m.Numbers(), Logins: login.Doors(m)}
	r.Numbers.Checks = len(checks)
	for _, w := range m.Spec.Waivers {
		if concerns(checks, w.Check) && !among(checks, w.Check) {
			f := report.Unused(w)
			f.Message = fmt.Sprintf("there is no check %s", w.Check)
			r.Findings = append(r.Findings, f)
		}
	}
	check.SortFindings(r.Findings)
	check.SortFindings(r.Waived)
	r.Took = time.Since(begun)
	return r
}

// Outcome is what some checks find.
type Outcome struct {
	Counting []check.Finding
	Waived   []check.Finding // accepted by the spec
	Unused   []check.Finding // the waivers for these checks that nothing needed
}

// Try runs some checks one after the other. Which waivers are not used means something only if the model has all
// the graphs that the checks look at.
func Try(m *check.Model, checks []check.Check) Outcome {
	var found [][]check.Finding
	for _, c := range checks {
		found = append(found, c.Run(m))
	}
	return sort(m, checks, found)
}

// sort tells the findings that count from those that are waived.
func sort(m *check.Model, checks []check.Check, found [][]check.Finding) Outcome {
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
			o.Unused = append(o.Unused, report.Unused(w))
		}
	}
	return o
}

// among reports whether a check has the ID.
func among(checks []check.Check, id string) bool {
	return slices.ContainsFunc(checks, func(c check.Check) bool { return c.ID == id })
}

// waiting is how many checks may wait for what another one finds out: those of the standards share one judgement.
const waiting = 8

// runAll runs the checks on all processors; what each finds is in the order of the checks. The last ones begin: they
// are those of the standards, which take longest.
func runAll(m *check.Model, checks []check.Check) [][]check.Finding {
	found := make([][]check.Finding, len(checks))
	var left atomic.Int64
	left.Store(int64(len(checks)))
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0)+waiting, len(checks)) {
		workers.Go(func() {
			for i := left.Add(-1); i >= 0; i = left.Add(-1) {
				found[i] = checks[i].Run(m)
			}
		})
	}
	workers.Wait()
	return found
}

// concerns reports whether an ID is of a kind of which checks ran: a waiver for a check of the standards means
// nothing while only the table is looked at.
func concerns(checks []check.Check, id string) bool {
	return slices.ContainsFunc(checks, func(c check.Check) bool { return c.ID[0] == id[0] })
}
