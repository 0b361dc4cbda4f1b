package conform

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/conform/judge"
	"github.com/portolan-ftp/portolan/spec/conform/player"
	"github.com/portolan-ftp/portolan/spec/conform/report"
	"github.com/portolan-ftp/portolan/spec/standards"
)

// report writes down what was found.
func (s *sweep) report() *report.Report {
	r := &report.Report{Target: s.options.Address, Greeting: s.greeting, Commands: s.commands, Sessions: s.sessions, Profile: s.profile()}
	for i := range s.machine.Rows {
		row := &s.machine.Rows[i]
		if row.Kind == spec.KindUnwritten {
			continue
		}
		r.Rows.All++
		if s.planner.Seen(i) {
			r.Rows.Seen++
			r.Rows.Names = append(r.Rows.Names, rowName(row))
		}
	}
	for _, u := range s.planner.Unseen(s.possible()) {
		verdict := report.Inconclusive
		switch {
		case u.Lacks:
			verdict = report.NotOffered
		case u.Never, u.Policy:
			verdict = report.Blocked
		}
		r.Rows.Unseen = append(r.Rows.Unseen, report.Unseen{Row: rowName(&s.machine.Rows[u.Row]), Verdict: verdict, Why: u.Why})
	}
	for _, c := range s.cases {
		r.Findings = append(r.Findings, s.finding(c))
	}
	r.Requirements = s.requirements()
	if s.options.Transitions {
		r.Transitions = &report.Count{}
		r.Transitions.Seen, r.Transitions.All = s.planner.Transitions()
	}
	return r
}

func rowName(row *spec.Row) string { return strings.TrimSpace(row.Command + " " + row.Name) }

func (r *run) finding(c *Case) report.Finding {
	return report.Finding{
		Case: c.Name(), Verdict: string(c.Verdict), ID: c.ID, Also: c.Also, Level: c.Level, Text: c.Text, Source: c.Source,
		Command: c.Command, Got: c.Got, Allowed: c.Allowed, Times: c.Times, Rate: c.Rate, Dialogue: c.Dialogue,
		Repeat: r.repeat(c.target, c.Script),
	}
}

// repeat is the command line that plays a script again.
func (r *run) repeat(target *player.Target, script []player.Act) string {
	flags := "--user " + target.User + ":PASSWORD"
	if r.target.TLS != nil {
		flags += " --tls-insecure"
	}
	if r.target.Implicit != "" {
		flags += " --implicit " + r.target.Implicit
	}
	return fmt.Sprintf("ftpspec conform %s --play '%s' %s", flags, strings.ReplaceAll(player.Script(script), "'", `'\''`), r.target.Address)
}

// requirements says of each requirement that the tester can ask what came of it.
func (r *run) requirements() []report.Requirement {
	worst := map[string]string{}
	for _, c := range r.cases {
		for _, id := range append([]string{c.ID}, c.Also...) {
			if c.Verdict == judge.Fail || worst[id] == "" {
				worst[id] = string(c.Verdict)
			}
		}
	}
	var all []report.Requirement
	for q := range r.options.Book.Requirements() {
		if q.Optional() || q.Later != "" {
			continue
		}
		verdict := ""
		switch {
		case worst[q.ID] != "":
			verdict = worst[q.ID]
		case len(q.For) > 0 && !slices.ContainsFunc(q.For, func(c string) bool { return !r.lacking(c) }):
			verdict = report.NotOffered
		case r.asked[q.ID]:
			verdict = report.Pass
		case q.By == standards.ByTable || judge.Asks(q.ID):
			verdict = report.Inconclusive
		default:
			continue // the tester does not ask
		}
		all = append(all, report.Requirement{ID: q.ID, Verdict: verdict, Level: q.Level(), Text: q.Text()})
	}
	return all
}

// lacking reports whether the target does not have a command of the documents.
func (r *run) lacking(command string) bool {
	any := false
	for i := range r.machine.Spec.Commands {
		c := &r.machine.Spec.Commands[i]
		if c.Spelling() == command || strings.HasPrefix(c.Spelling(), command+" ") {
			any = true
			if r.lacks[c.Name] == "" {
				return false
			}
		}
	}
	return any
}

// profile is what the target seems to be.
func (s *sweep) profile() []report.Fact {
	var facts []report.Fact
	var lacks []string
	for i := range s.machine.Spec.Commands {
		if c := &s.machine.Spec.Commands[i]; s.lacks[c.Name] != "" {
			lacks = append(lacks, c.Name)
		}
	}
	for p, policy := range s.machine.Spec.Policies {
		var values []string
		for v, value := range policy.Values {
			if slices.ContainsFunc(s.machine.Valuations(), func(valuation []uint8) bool { return int(valuation[p]) == v && s.keep(valuation) }) {
				values = append(values, value)
			}
		}
		facts = append(facts, report.Fact{Name: policy.Name, Value: strings.Join(values, " or ")})
	}
	if len(s.features) > 0 {
		facts = append(facts, report.Fact{Name: "features", Value: strings.Join(s.features, ", ")})
	}
	if len(lacks) > 0 {
		facts = append(facts, report.Fact{Name: "not offered", Value: strings.Join(lacks, ", ")})
	}
	return append(facts, report.Fact{Name: "patience", Value: s.target.Patience.String()})
}
