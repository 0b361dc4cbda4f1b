package gen

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// docCapability is a capability, and the rows that make use of it.
type docCapability struct {
	Name, Permission, Interface, Rows, Why string
}

// docUse is a region as those who move it and those who ask for it see it.
type docUse struct {
	Name, Anchor                    string
	Arcs                            []docArc
	Needs, Conditions, With, Proofs string
}

// docArc are moves from some states to one.
type docArc struct{ From, To, By string }

// capabilities are the view by capability: the rows that say that something was done, or begun, with it.
func capabilities(s *spec.Spec, rows []spec.Row) []docCapability {
	var all []docCapability
	for _, k := range s.Capabilities {
		d := docCapability{Name: k.Name, Permission: k.Permission, Why: cell(k.Why)}
		if k.Interface != "" {
			d.Interface = "`" + k.Interface + "`"
		}
		var by []string
		for i := range s.Commands {
			if did := doing(s.Commands[i].Name, k.Name, rows); did != "" {
				by = append(by, link(s.Commands[i].Name)+" "+did)
			}
		}
		d.Rows = strings.Join(by, "; ")
		all = append(all, d)
	}
	return all
}

// doing are a command's rows that take a capability and are no failure: "opening 150, opening.done 226".
func doing(command, capability string, rows []spec.Row) string {
	var names []string
	for i := range rows {
		r := &rows[i]
		if r.Command != command || r.Kind != spec.KindReply && r.Kind != spec.KindEnd || r.Code >= 400 || !slices.Contains(r.Does, capability) {
			continue
		}
		name := r.Name
		if r.Code != 0 {
			name += fmt.Sprint(" ", r.Code)
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

func link(command string) string { return "[" + command + "](#" + anchor(command) + ")" }

// uses are the view by region.
func uses(s *spec.Spec, rows []spec.Row) []docUse {
	var all []docUse
	for i := range s.Regions {
		r := &s.Regions[i]
		d := docUse{Name: r.Name, Anchor: anchor("Region " + r.Name), Arcs: docArcs(r, arcs(s, r, rows)), Proofs: proofs(s, r.Name)}
		d.Needs, d.Conditions, d.With = asked(s, r.Name)
		all = append(all, d)
	}
	return all
}

// docArcs puts together what leads to one state in the same ways.
func docArcs(r *spec.Region, labels map[edge][]string) []docArc {
	var all []docArc
	for _, to := range r.States {
		for _, from := range r.States {
			l := labels[edge{from, to}]
			if l == nil {
				continue
			}
			by := strings.ReplaceAll(edgeText(l), "<br>", ", ")
			if slices.Contains(l, anyCommand) {
				by = "expires " + expiry(r)
			}
			if i := slices.IndexFunc(all, func(a docArc) bool { return a.To == to && a.By == by }); i >= 0 {
				all[i].From += ", " + from
				continue
			}
			all = append(all, docArc{from, to, by})
		}
	}
	return all
}

// asked says who asks for a region: needs, with the commands that have them; rows by their conditions; and handlers
// that are given it.
func asked(s *spec.Spec, region string) (needs, conditions, with string) {
	asks := func(conds ...spec.Cond) bool {
		return slices.ContainsFunc(slices.Concat(conds...), func(t spec.CondTerm) bool { return t.Region == region && !t.Policy })
	}
	byNeed, order := map[string][]string{}, []string(nil)
	var rows, given []string
	for i := range s.Commands {
		c := &s.Commands[i]
		for _, n := range c.Needs {
			if asks(n.When, n.Unless) {
				order = appendNew(order, n.Name)
				byNeed[n.Name] = appendNew(byNeed[n.Name], c.Name)
			}
		}
		for _, reply := range c.Replies {
			if asks(reply.When) {
				rows = append(rows, c.Name+" "+reply.Name)
			}
		}
		if slices.Contains(c.With, region) {
			given = append(given, link(c.Name))
		}
	}
	for _, e := range s.Events {
		if asks(e.When) {
			rows = append(rows, e.Name)
		}
	}
	var named []string
	for _, name := range order {
		named = append(named, name+" ("+several(byNeed[name])+")")
	}
	return strings.Join(named, ", "), strings.Join(rows, ", "), strings.Join(given, ", ")
}

// maxNamed is how many commands are named; of more it is told how many.
const maxNamed = 6

func several(commands []string) string {
	if len(commands) > maxNamed {
		return fmt.Sprintf("%d commands", len(commands))
	}
	return strings.Join(commands, ", ")
}

// proofs are the invariants that speak of a region.
func proofs(s *spec.Spec, region string) string {
	var names []string
	speaks := func(c spec.Cond) bool {
		return slices.ContainsFunc(c, func(t spec.CondTerm) bool { return t.Region == region && !t.Policy })
	}
	for _, v := range s.Invariants {
		if v.Never != nil && speaks(v.Never.When) || v.OnlyAfter != nil && speaks(v.OnlyAfter.State) ||
			v.Resets != nil && slices.Contains(v.Resets.Regions, region) || v.Budget != nil && speaks(v.Budget.When) {
			names = append(names, v.Name)
		}
	}
	return strings.Join(names, ", ")
}

// expiry says when a one-shot region goes back to its first state.
func expiry(r *spec.Region) string {
	if len(r.Survives) == 0 {
		return "with the next command"
	}
	return "with the next command other than " + strings.Join(r.Survives, ", ")
}
