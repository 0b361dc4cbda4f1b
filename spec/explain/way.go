package explain

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// way is the shortest dialogue to something.
type way struct {
	dialogue []explore.Exchange
	policies string // that it needs; "defaults"
}

// Way is the shortest dialogue that ends with a row, by its name in its command, and the values of the policies that it
// needs, "defaults" for the default ones; ok is false where no dialogue does.
func (x *Explainer) Way(command, name string) (dialogue []explore.Exchange, policies string, ok bool) {
	for i := range x.machine.Rows {
		if row := &x.machine.Rows[i]; row.Command == command && row.Name == name {
			w, known := x.ways([]int{i})[i]
			return w.dialogue, w.policies, known
		}
	}
	return nil, "", false
}

// Answer is the shortest dialogue that ends with an answer of a command itself, none of its refusals, under some values
// of policies, the default ones for all others: with one that says yes, if there is one. ok is false where no dialogue
// does.
func (x *Explainer) Answer(command string, policies map[string]string) (dialogue []explore.Exchange, ok bool) {
	g := x.graph(x.valuation(policies))
	var found *explore.Edge
	for i := range g.Edges {
		e := &g.Edges[i]
		row := &x.machine.Rows[e.Row]
		if row.Command != command || row.Kind != spec.KindReply || found != nil && row.Code >= 400 {
			continue
		}
		if found = e; row.Code < 400 {
			break
		}
	}
	if found == nil {
		return nil, false
	}
	return append(g.DialogueThen(found.From, 0, found.Row), x.machine.Exchange(found.Row)), true
}

// valuation is the index of the valuation with some values of policies.
func (x *Explainer) valuation(policies map[string]string) int {
	return slices.IndexFunc(x.machine.Valuations(), func(v []uint8) bool {
		for i, p := range x.spec.Policies {
			if v[i] != uint8(max(slices.Index(p.Values, policies[p.Name]), 0)) {
				return false
			}
		}
		return true
	})
}

// ways are the shortest dialogues that end with each of some rows. Those under the default policies come first, even if
// others are shorter. Rows that nothing leads to are left out.
func (x *Explainer) ways(rows []int) map[int]way {
	found := map[int]way{}
	wanted := map[int]bool{}
	for _, r := range rows {
		wanted[r] = true
		if x.first(r) {
			found[r] = way{[]explore.Exchange{x.machine.Exchange(r)}, "defaults"}
		}
	}
	for v := range x.graphs {
		if len(found) == len(wanted) {
			break
		}
		g := x.graph(v)
		for i := range g.Edges {
			e := &g.Edges[i]
			if !wanted[e.Row] {
				continue
			}
			if _, known := found[e.Row]; !known {
				found[e.Row] = way{
					append(g.DialogueThen(e.From, 0, e.Row), x.machine.Exchange(e.Row)), x.machine.DescribeValuation(g.Valuations[0]),
				}
			}
		}
	}
	return found
}

// first reports whether a row is what a server says first: the greeting, or that there are too many connections. They
// come before the first configuration.
func (x *Explainer) first(r int) bool {
	row := &x.machine.Rows[r]
	return row.Kind == spec.KindEvent && (row.Name == "connected" || row.Name == "too-many")
}
