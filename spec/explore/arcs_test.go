package explore

import (
	"slices"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/meaning"
)

// TestArcs: the arcs are what single rows do in the configurations of the full product, also of regions aside and
// behind the end of a transfer that ABOR brings about.
func TestArcs(t *testing.T) {
	for seed := range uint64(4) {
		m := NewMachine(withAside(load(t, smallSpec).Spec, seed, 3, 2))
		if len(m.Aside()) == 0 {
			t.Fatal("no region is aside")
		}
		got, want := m.ExploreAll().Arcs(), stepped(m)
		for r, region := range m.Spec.Regions {
			if !slices.Equal(got[r], want[r]) {
				t.Errorf("seed %d, region %s: %b, want %b", seed, region.Name, got[r], want[r])
			}
		}
	}
}

// stepped are the arcs, found by walking: each row in each configuration that can be reached.
func stepped(m *Machine) [][]uint64 {
	g := m.ExploreAll().With(m.Aside()...)
	all := make([][]uint64, len(m.Spec.Regions))
	for r, region := range m.Spec.Regions {
		all[r] = make([]uint64, len(region.States))
	}
	step := func(row int, from Config) Config {
		to := m.Apply(row, from)
		for r := range all {
			if from.States[r] != to.States[r] {
				all[r][from.States[r]] |= 1 << to.States[r]
			}
		}
		return to
	}
	for i := range g.Edges {
		e := &g.Edges[i]
		at := g.Nodes[e.From].Config
		if e.Row == meaning.NoRow {
			continue
		}
		if m.Interrupted(e.Row, &at) == meaning.NoRow {
			step(e.Row, at)
			continue
		}
		for _, end := range g.From(e.From) {
			if m.Rows[end.Row].Kind == spec.KindEnd || m.Rows[end.Row].Kind == spec.KindTransferEnd {
				step(e.Row, step(end.Row, at))
			}
		}
	}
	return all
}

// TestArcsOfRefusal: a connection that is refused ends the session before anything else, by no edge of the graph.
func TestArcsOfRefusal(t *testing.T) {
	s := load(t, smallSpec).Spec
	s.Regions = append(s.Regions, spec.Region{Name: "seen", States: []string{"no", "refused", "never"}})
	for i := range s.Events {
		if e := &s.Events[i]; e.Name == "too-many" {
			e.To = append(slices.Clone(e.To), spec.Move{Region: "seen", State: "refused"})
		}
	}
	m := NewMachine(s)
	if got, want := m.ExploreAll().Arcs()[m.Region("seen")], []uint64{1 << 1, 0, 0}; !slices.Equal(got, want) {
		t.Errorf("%b, want %b", got, want)
	}
}

// TestArcsOfAbort: ABOR's own row comes behind the end of the transfer, so it does not move a region from where it was
// before.
func TestArcsOfAbort(t *testing.T) {
	s := load(t, smallSpec).Spec
	s.Regions = append(s.Regions, spec.Region{Name: "mark", States: []string{"none", "running", "ended", "aborted"}})
	to := func(state string) spec.Move { return spec.Move{Region: "mark", State: state} }
	s.Transfer.Begin = append(slices.Clone(s.Transfer.Begin), to("running"))
	move := func(r *spec.Reply, state string) { r.To = append(slices.Clone(r.To), to(state)) }
	for i := range s.Transfer.Ends {
		move(&s.Transfer.Ends[i], "ended")
	}
	for i := range s.Commands {
		for j := range s.Commands[i].Replies {
			r := &s.Commands[i].Replies[j]
			if r.Then == spec.ThenAbort {
				move(r, "aborted")
			}
			for k := range r.Ends {
				move(&r.Ends[k], "ended")
			}
		}
	}
	m := NewMachine(s)
	if got, want := m.ExploreAll().Arcs()[m.Region("mark")], []uint64{1 << 1, 1 << 2, 1<<1 | 1<<3, 1 << 1}; !slices.Equal(got, want) {
		t.Errorf("%b, want %b", got, want)
	}
}
