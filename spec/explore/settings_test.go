package explore

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/meaning"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// withSettings adds regions to a spec about which its commands ask in many ways, and which its replies move: the same
// ones for the same seed. The first begins as the connection decides, and nothing moves it.
func withSettings(s *spec.Spec, seed uint64) *spec.Spec {
	random := rand.New(rand.NewPCG(seed, 1))
	s.Regions = append(s.Regions,
		spec.Region{Name: "family", States: []string{"ipv4", "ipv6"}, Setting: true, Begins: "address-family"},
		spec.Region{Name: "set-1", States: []string{"a", "b", "c"}, Setting: true},
		spec.Region{Name: "set-2", States: []string{"a", "b"}, Setting: true})
	added := s.Regions[len(s.Regions)-3:]
	term := func() spec.Cond {
		r := &added[random.IntN(len(added))]
		without := random.IntN(len(r.States))
		return spec.Cond{{Region: r.Name, States: slices.Delete(slices.Clone(r.States), without, without+1)}}
	}
	for i := range s.Commands {
		c := &s.Commands[i]
		c.Needs = slices.Clone(c.Needs)
		switch name := fmt.Sprint("asks-", i); random.IntN(5) {
		case 0:
			c.Needs = append(c.Needs, spec.Need{Name: name, When: term(), Else: spec.Reply{Name: name, Code: 504, Text: spec.Text{"No.", "No."}}})
		case 1:
			c.Needs = append(c.Needs, spec.Need{Name: name, Unless: append(term(), term()...), Else: spec.Reply{Name: name, Code: 504, Text: spec.Text{"No.", "No."}}})
		case 2:
			policy := spec.Cond{{Region: s.Policies[0].Name, Policy: true, States: s.Policies[0].Values[:1]}}
			c.Needs = append(c.Needs, spec.Need{Name: name, Unless: append(term(), policy...), Else: spec.Reply{Name: name, Code: 504, Text: spec.Text{"No.", "No."}}})
		}
		c.Replies = slices.Clone(c.Replies)
		for j := range c.Replies {
			if random.IntN(2) == 0 {
				r := &added[1+random.IntN(2)]
				c.Replies[j].To = append(slices.Clone(c.Replies[j].To), spec.Move{Region: r.Name, State: r.States[random.IntN(len(r.States))]})
			}
		}
	}
	return s
}

// TestSettingsAreExact: what a graph says about its nodes and the settings is what the product with the settings says:
// the same nodes, the same rows between them, the same states and turns of the settings, and shortest dialogues as
// long.
func TestSettingsAreExact(t *testing.T) {
	testcost.Some(t)
	pruned := 0
	for seed := range seeds(12) {
		s, err := decode.Load(smallSpec)
		if err != nil {
			t.Fatal(err)
		}
		before := NewMachine(s).Explore(NewMachine(s).Valuations()[0])
		m := NewMachine(withSettings(s, seed))
		if len(m.Settings()) != 3 {
			t.Fatalf("settings: %v", m.Settings())
		}
		for _, v := range m.Valuations() {
			g := m.Explore(v)
			settingsExact(t, fmt.Sprint("seed ", seed, " ", m.DescribeValuation(v)), g, m.Settings())
			if len(g.Nodes) < len(before.Nodes) {
				pruned++
			}
		}
	}
	if pruned == 0 {
		t.Error("no settings took a node away")
	}
	m := load(t, ourSpec)
	g := m.Explore(m.Valuations()[0])
	for _, pair := range pairs(m.Settings()) {
		settingsExact(t, ourSpec, g, pair)
	}
}

// settingsExact compares a graph of one valuation with its product with some settings.
func settingsExact(t *testing.T, name string, g *Graph, regions []int) {
	t.Helper()
	p := project(t, g, g.With(regions...), regions)
	if len(p.nodes) != len(g.Nodes) {
		t.Fatalf("%s: %d nodes, in the product %d", name, len(g.Nodes), len(p.nodes))
	}
	for n := range g.Nodes {
		where, x := name+": "+g.Machine.Describe(&g.Nodes[n].Config), p.nodes[n]
		to := map[way]int{}
		for _, e := range g.From(n) {
			to[way{e.Row, g.Nodes[e.To].Config.Waiting}] = e.To
			for _, r := range regions {
				for from, after := range g.Turns(&e, r) {
					if x.turns[turned{e.Row, r, from}]&(1<<after) == 0 {
						t.Fatalf("%s: %s turns %d to %d, in the product %v", where, g.Machine.Rows[e.Row].Name, from, after, x.turns)
					}
				}
			}
		}
		if !maps.Equal(to, x.to) {
			t.Fatalf("%s: rows lead to\n%v\nin the product\n%v", where, to, x.to)
		}
		for _, r := range regions {
			if got := g.May(n, r); got != x.may[r] {
				t.Fatalf("%s: %s may be in %b, in the product %b", where, g.Machine.Spec.Regions[r].Name, got, x.may[r])
			}
		}
		if len(regions) == len(g.Machine.Settings()) {
			dialogueHappens(t, where, g, n, p.product.Nodes[x.first].Depth)
		}
	}
}

// dialogueHappens: the dialogue to a node is as long as the shortest one, and happens.
func dialogueHappens(t *testing.T, where string, g *Graph, node, depth int) {
	t.Helper()
	var rows int
	for _, e := range g.Dialogue(node) {
		if e.Row != 0 {
			rows++
		}
	}
	if rows != depth {
		t.Fatalf("%s: the dialogue has %d steps, the shortest %d:\n%s", where, rows, depth, Format(g.Dialogue(node)))
	}
}

// TestSettings: which regions are settings, and that many of them are no longer kept beside.
func TestSettings(t *testing.T) {
	s, err := decode.Load(smallSpec)
	if err != nil {
		t.Fatal(err)
	}
	image := spec.Cond{{Region: "type", States: []string{"image"}}}
	i := slices.IndexFunc(s.Regions, isType)
	s.Regions[i].Setting = true
	s.Commands[0].Needs = append(s.Commands[0].Needs, spec.Need{Name: "image", When: image})
	if got := NewMachine(s).Settings(); !slices.Equal(got, []int{i}) {
		t.Errorf("settings: %v", got)
	}
	s.Invariants = []spec.Invariant{{Never: &spec.Never{Commands: []string{s.Commands[0].Name}, When: image}}}
	if got := NewMachine(s).Settings(); !slices.Equal(got, []int{i}) {
		t.Errorf("settings, asked about by what commands never do: %v", got)
	}
	s.Invariants = append(s.Invariants, spec.Invariant{Budget: &spec.Budget{When: image}})
	if got := NewMachine(s).Settings(); got != nil {
		t.Errorf("settings, asked about by a budget: %v", got)
	}
	s.Invariants = nil
	for n := range 6 {
		s.Regions = append(s.Regions, spec.Region{Name: fmt.Sprint("more-", n), Setting: true, States: []string{"a", "b", "c", "d"}})
	}
	if got := NewMachine(s).Settings(); len(got) != 5 { // 2 * 4^4 = 512
		t.Errorf("settings: %v", got)
	}
}

// The states of settings and their moves are found for whole sets at once, and are those of each combination by itself.
func TestSettingSets(t *testing.T) {
	s := &spec.Spec{}
	for i, n := range []int{2, 3, 4, 5, 2} { // 240 combinations, in four words
		s.Regions = append(s.Regions, spec.Region{Name: string(rune('a' + i)), States: make([]string, n)})
	}
	all := newSettings(s, []int{0, 1, 2, 3, 4})
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		words := make([]uint64, all.words)
		for i := range words {
			words[i] = random.Uint64() & random.Uint64() & random.Uint64()
		}
		words[len(words)-1] &= 1<<(all.size%wordBits) - 1
		setting := random.IntN(len(all.regions))
		to := random.IntN(all.counts[setting])
		states, want := uint64(0), make([]uint64, all.words)
		for combo := range each(words) {
			state := all.state(setting, combo)
			states |= 1 << state
			moved := combo + (to-state)*all.strides[setting]
			want[moved/wordBits] |= 1 << (moved % wordBits)
		}
		if got := all.states(setting, words, nil); got != states {
			t.Fatalf("setting %d in %x: states %b, want %b", setting, words, got, states)
		}
		before := slices.Clone(words)
		if all.turn(words, []meaning.Move{{Region: setting, State: uint8(to)}}); !slices.Equal(words, want) {
			t.Fatalf("setting %d of %x to %d: %x, want %x", setting, before, to, words, want)
		}
	}
}
