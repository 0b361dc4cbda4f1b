package explain

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/internal/phrase"
	"github.com/portolan-ftp/portolan/spec/meaning"
)

// Condition reads "login=in data=none,passive policy.files=read-only".
func Condition(s *spec.Spec, text string) (spec.Cond, error) {
	var cond spec.Cond
	for word := range strings.FieldsSeq(text) {
		name, values, _ := strings.Cut(word, "=")
		t := spec.CondTerm{Region: name}
		t.Region, t.Policy = strings.CutPrefix(name, spec.PolicyPrefix)
		known, what := states(s, t)
		if known == nil {
			return nil, &Unknown{What: what, Name: t.Region, Known: names(s, t.Policy)}
		}
		for _, v := range strings.FieldsFunc(values, func(r rune) bool { return r == ',' || r == '|' }) {
			if !slices.Contains(known, v) {
				return nil, &Unknown{What: "state of " + name, Name: v, Known: known}
			}
			t.States = append(t.States, v)
		}
		if len(t.States) == 0 {
			return nil, &Unknown{What: "state of " + name, Name: values, Known: known}
		}
		cond = append(cond, t)
	}
	return cond, nil
}

// states are what a region or policy can be, nil if it does not exist; what is what it is called.
func states(s *spec.Spec, t spec.CondTerm) (all []string, what string) {
	if t.Policy {
		for i := range s.Policies {
			if s.Policies[i].Name == t.Region {
				return s.Policies[i].Values, "policy"
			}
		}
		return nil, "policy"
	}
	for i := range s.Regions {
		if s.Regions[i].Name == t.Region {
			return s.Regions[i].States, "region"
		}
	}
	return nil, "region"
}

// names are the names of all policies, or of all regions.
func names(s *spec.Spec, policies bool) []string {
	var all []string
	if policies {
		for i := range s.Policies {
			all = append(all, s.Policies[i].Name)
		}
		return all
	}
	for i := range s.Regions {
		all = append(all, s.Regions[i].Name)
	}
	return all
}

// Unreachable is the error for a place where no session gets, under any policy.
type Unreachable struct{ Where string }

func (u *Unreachable) Error() string { return "explain: no session gets to " + u.Where }

// Place explains the configurations in which a condition holds: how to get there, and what is possible then. Regions
// that the condition does not name may be in any state, with these exceptions: the session goes on, no line waits, and
// no transfer runs unless the condition holds only during one. Regions that no guard reads are in the configurations
// only if the condition names them.
func (x *Explainer) Place(out io.Writer, text string) error {
	cond, err := Condition(x.spec, text)
	if err != nil {
		return err
	}
	err = x.place(out, cond, x.idle(cond))
	if unreachable := (*Unreachable)(nil); errors.As(err, &unreachable) {
		return x.place(out, cond, cond)
	}
	return err
}

// place explains the configurations in which a condition holds; told is what of it was asked for.
func (x *Explainer) place(out io.Writer, told, cond spec.Cond) error {
	guard := x.machine.Guard(x.open(cond))
	if !speaksOf(cond, x.spec.Roles.Session()) {
		guard.Waiting = 1 << meaning.WaitsNone
	}
	for v := range x.graphs {
		if !policiesHold(x.spec, cond, x.machine.Valuations()[v]) {
			continue
		}
		g := x.keeping(v, cond)
		var nodes []int
		for n := range g.Nodes {
			if guard.Holds(&g.Nodes[n].Config, g.Valuations[0]) {
				nodes = append(nodes, n)
			}
		}
		if len(nodes) > 0 {
			return x.describe(out, g, told, nodes)
		}
	}
	return &Unreachable{phrase.Cond(told)}
}

// keeping is a graph in which all regions of a condition are in the nodes.
func (x *Explainer) keeping(valuation int, cond spec.Cond) *explore.Graph {
	var regions []int
	for _, t := range cond {
		if r := x.machine.Region(t.Region); !t.Policy && slices.Contains(x.machine.Aside(), r) {
			regions = append(regions, r)
		}
	}
	if len(regions) == 0 {
		return x.graph(valuation)
	}
	return x.machine.Keep(regions...).Explore(x.machine.Valuations()[valuation])
}

// open adds to a condition that does not say whether the session goes on that it does.
func (x *Explainer) open(cond spec.Cond) spec.Cond {
	i := slices.IndexFunc(x.spec.Regions, func(r spec.Region) bool { return r.Name == x.spec.Roles.Session() })
	if i < 0 || speaksOf(cond, x.spec.Roles.Session()) {
		return cond
	}
	return append(slices.Clone(cond), spec.CondTerm{Region: x.spec.Roles.Session(), States: x.spec.Regions[i].States[:1]})
}

// idle adds to a condition that says nothing of transfers, nor of the session's end, that none runs.
func (x *Explainer) idle(cond spec.Cond) spec.Cond {
	transfer := x.machine.Region(x.spec.Roles.Transfer)
	if transfer < 0 || speaksOf(cond, x.spec.Roles.Transfer) || speaksOf(cond, x.spec.Roles.Session()) {
		return cond
	}
	return append(slices.Clone(cond), spec.CondTerm{Region: x.spec.Roles.Transfer, States: x.spec.Regions[transfer].States[:1]})
}

// speaksOf reports whether a condition has a term about a region.
func speaksOf(cond spec.Cond, region string) bool {
	return slices.ContainsFunc(cond, func(t spec.CondTerm) bool { return t.Region == region && !t.Policy })
}

// policiesHold reports whether a valuation meets the terms of a condition that speak of policies.
func policiesHold(s *spec.Spec, cond spec.Cond, valuation []uint8) bool {
	for _, t := range cond {
		for i := range s.Policies {
			if p := &s.Policies[i]; t.Policy && p.Name == t.Region && !slices.Contains(t.States, p.Values[valuation[i]]) {
				return false
			}
		}
	}
	return true
}

func (x *Explainer) describe(out io.Writer, g *explore.Graph, cond spec.Cond, nodes []int) error {
	p := &page{}
	p.line("%s", phrase.Cond(cond))
	p.item(fmt.Sprintf("%d of %d configurations; policies: %s", len(nodes), len(g.Nodes), x.machine.DescribeValuation(g.Valuations[0])))
	p.title("The shortest dialogue that leads here")
	for line := range strings.Lines(explore.Format(g.Dialogue(nodes[0]))) {
		p.item(strings.TrimSuffix(line, "\n"))
	}
	x.lastingOf(p, cond)
	at := x.survey(g, nodes)
	at.write(p, x)
	return p.write(out)
}
