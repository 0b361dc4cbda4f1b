package playground

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec/audit"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/documents"
	"github.com/portolan-ftp/portolan/spec/audit/login"
	"github.com/portolan-ftp/portolan/spec/audit/report"
	"github.com/portolan-ftp/portolan/spec/chart"
)

// Verdict is what the audit says of the spec that was read last.
type Verdict struct {
	All      bool           `json:"all"`               // it is about all combinations of the policies
	Policies string         `json:"policies"`          // otherwise about this one: "defaults", "tls=optional"
	Checks   int            `json:"checks"`            // that ran
	Findings []Finding      `json:"findings"`          // by their causes, the serious ones first
	Waived   int            `json:"waived"`            // that the spec accepts
	Fault    string         `json:"fault,omitempty"`   // why nothing is proved
	Renewal  *chart.Renewal `json:"renewal,omitempty"` // what the page shows of it
}

// Finding is what has one cause.
type Finding struct {
	Check    string   `json:"check"`
	Title    string   `json:"title"` // of the check
	At       string   `json:"at"`
	Message  string   `json:"message"`
	Place    Place    `json:"place"`
	Dialogue string   `json:"dialogue,omitempty"`
	Play     string   `json:"play,omitempty"` // the address at which it is played
	Notes    []string `json:"notes,omitempty"`
}

// Audit audits the spec that was read last under the policies that were chosen; without a spec there is no verdict.
// Whether a waiver is needed is a question about all combinations, and so is what the standards ask for.
func (p *Playground) Audit() *Verdict {
	m := p.input.Model
	if m == nil {
		return nil
	}
	var some []check.Check
	for _, c := range audit.Checks() {
		if !c.Whole {
			some = append(some, c)
		}
	}
	o := audit.Try(m, some)
	r := &report.Report{Spec: m.Spec, Checks: some, Findings: o.Counting, Waived: o.Waived, Numbers: m.Numbers(), Logins: login.Doors(m)}
	r.Numbers.Checks = len(some)
	check.SortFindings(r.Findings)
	check.SortFindings(r.Waived)
	v := p.verdict(m, r, "verdict", "report")
	v.Policies = m.Machine.DescribeValuation(m.Graph.Valuations[0])
	return v
}

// AuditAll audits it under all combinations of the policies, by all checks.
func (p *Playground) AuditAll() *Verdict {
	if p.input.Model == nil {
		return nil
	}
	machine := p.input.Model.Machine
	g := machine.ExploreWithin(p.most(), machine.Valuations()...)
	if g == nil {
		return &Verdict{All: true, Findings: []Finding{}, Fault: p.tooMany()}
	}
	m := p.input.Model.With(g)
	v := p.verdict(m, audit.Audit(m, slices.Concat(audit.Checks(), documents.Checks())), "verdict", "report", "calm", "large")
	v.All = true
	return v
}

// verdict is what a report says, with the pieces of the page that it changes.
func (p *Playground) verdict(m *check.Model, r *report.Report, pieces ...string) *Verdict {
	v := &Verdict{Findings: []Finding{}, Waived: len(r.Waived), Checks: len(r.Checks)}
	in := p.input
	in.Model, in.Report = m, r
	renewal, err := chart.Renew(in, pieces...)
	if err != nil {
		v.Fault = err.Error()
		return v
	}
	v.Renewal = renewal
	groups := r.Groups()
	for i := range groups {
		v.Findings = append(v.Findings, findingOf(m, r, &groups[i]))
	}
	return v
}

func findingOf(m *check.Model, r *report.Report, g *report.Group) Finding {
	f := Finding{Check: g.Check, At: g.At, Message: g.Message, Place: placeOf(g.Pos), Notes: g.Notes(false)}
	for _, c := range r.Checks {
		if c.ID == g.Check {
			f.Title = c.Title
		}
	}
	if g.Witness != nil {
		f.Dialogue = strings.TrimSpace(g.Evidence())
		f.Play = chart.Address(m.Machine, g.Policies, g.Witness)
	}
	return f
}
