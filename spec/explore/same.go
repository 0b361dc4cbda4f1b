package explore

import (
	"reflect"

	"github.com/portolan-ftp/portolan/spec"
)

// Of is this graph for another machine whose exploration would be the same: its rows may be given in the same places
// and do the same, with other codes and texts. It is nil if the exploration would differ.
func (g *Graph) Of(m *Machine) *Graph {
	if !g.Machine.explores(m) {
		return nil
	}
	return &Graph{
		Machine: m, Valuations: g.Valuations, Nodes: g.Nodes, Edges: g.Edges, waits: g.waits, all: g.all,
		first: g.first, index: g.index, may: g.may,
	}
}

// explores reports whether a machine explores to the same graph as another one.
func (m *Machine) explores(o *Machine) bool {
	if len(m.Rows) != len(o.Rows) || len(m.Commands) != len(o.Commands) || !sameRegions(m.Spec, o.Spec) {
		return false
	}
	for i := range m.Rows {
		if a, b := &m.Rows[i], &o.Rows[i]; a.Kind != b.Kind || a.Name != b.Name || a.Command != b.Command {
			return false
		}
	}
	for i := range m.Commands {
		a, b := &m.Commands[i], &o.Commands[i]
		if a.Name != b.Name || a.During != b.During || a.By != b.By || !reflect.DeepEqual(a.Choices, b.Choices) {
			return false
		}
	}
	return reflect.DeepEqual(m.Happenings, o.Happenings) && reflect.DeepEqual(m.Effects, o.Effects) && reflect.DeepEqual(m.sides, o.sides) &&
		reflect.DeepEqual(m.Closed, o.Closed) && reflect.DeepEqual(m.tests, o.tests) && reflect.DeepEqual(m.first, o.first)
}

// sameRegions reports whether two specs have the same regions and policies, as far as that can be explored.
func sameRegions(a, b *spec.Spec) bool {
	if len(a.Regions) != len(b.Regions) || !reflect.DeepEqual(a.Roles, b.Roles) || len(a.Policies) != len(b.Policies) {
		return false
	}
	for i := range a.Regions {
		if x, y := &a.Regions[i], &b.Regions[i]; x.Name != y.Name || x.Begins != y.Begins || !reflect.DeepEqual(x.States, y.States) {
			return false
		}
	}
	for i := range a.Policies {
		if x, y := &a.Policies[i], &b.Policies[i]; x.Name != y.Name || !reflect.DeepEqual(x.Values, y.Values) {
			return false
		}
	}
	return true
}
