package explore

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// TestValuationsTogether: what a graph of several valuations says about each is what a graph of that one says: the same
// nodes in the same order, with the same ways to them, the same edges, the same states of the regions aside.
func TestValuationsTogether(t *testing.T) {
	testcost.Some(t)
	every := 37 // of the valuations of our spec
	if !testcost.All() {
		every = 149
	}
	for _, file := range []string{smallSpec, "../internal/small/small.yaml", "../decode/testdata/base.yaml"} {
		together(t, file, load(t, file), 1)
		for seed := range seeds(4) {
			s, err := decode.Load(file)
			if err != nil {
				t.Fatal(err)
			}
			together(t, fmt.Sprint(file, " with more regions, ", seed), NewMachine(withAside(s, seed, 3, 2, 4)), 1)
		}
	}
	together(t, ourSpec, load(t, ourSpec), every)
}

// together compares every so many valuations.
func together(t *testing.T, name string, m *Machine, every int) {
	t.Helper()
	g := m.ExploreAll()
	var sizes, pairs [2]int
	for v := 0; v < len(g.Valuations); v += every {
		alone := m.Explore(g.Valuations[v])
		nodes, edges := alone.Size()
		sizes[0], sizes[1] = sizes[0]+nodes, sizes[1]+edges
		for _, r := range m.Aside() {
			nodes, edges := alone.Beside(r)
			pairs[0], pairs[1] = pairs[0]+nodes, pairs[1]+edges
		}
		number := make([]int, len(g.Nodes)) // of g's nodes, among those of the valuation
		var there []int
		for n := range g.Nodes {
			number[n] = len(there)
			if g.Nodes[n].Under.Has(v) {
				there = append(there, n)
			}
		}
		if len(there) != len(alone.Nodes) {
			t.Fatalf("%s, %s: %d nodes, alone %d", name, m.DescribeValuation(g.Valuations[v]), len(there), len(alone.Nodes))
		}
		var steps []Edge
		for i, n := range there {
			got, want := g.Nodes[n], alone.Nodes[i]
			if got.Parent >= 0 {
				got.Parent = number[got.Parent]
			}
			if got.Under = want.Under; !reflect.DeepEqual(got, want) {
				t.Fatalf("%s: node %d is %v, alone %v", name, i, got, want)
			}
			for r := range m.Spec.Regions {
				if got, want := g.statesUnder(n, r, NewSet(len(g.Valuations), func(i int) bool { return i == v }), nil), alone.May(i, r); got != want {
					t.Fatalf("%s: region %d may be %b, alone %b", name, r, got, want)
				}
			}
			for _, e := range g.From(n) {
				if e.Under.Has(v) {
					steps = append(steps, Edge{From: number[e.From], To: number[e.To], Row: e.Row})
				}
			}
		}
		same := func(a, b Edge) bool { return a.From == b.From && a.To == b.To && a.Row == b.Row }
		if !slices.EqualFunc(steps, alone.Edges, same) {
			t.Fatalf("%s, %s: other edges than alone", name, m.DescribeValuation(g.Valuations[v]))
		}
	}
	if nodes, edges := g.Size(); every == 1 && sizes != [2]int{nodes, edges} {
		t.Fatalf("%s: %d nodes and %d edges, one after the other %v", name, nodes, edges, sizes)
	}
	for _, r := range m.Aside() {
		nodes, edges := g.Beside(r)
		pairs[0], pairs[1] = pairs[0]-nodes, pairs[1]-edges
	}
	if every == 1 && pairs != [2]int{} {
		t.Fatalf("%s: beside the nodes %v more one after the other", name, pairs)
	}
}

// TestSet holds the sets against ones that are maps.
func TestSet(t *testing.T) {
	const n = 70 // more than a word
	random := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		in := [2][n]bool{}
		density := 1 + random.IntN(n)
		for i := range n {
			in[0][i], in[1][i] = random.IntN(density) == 0, random.IntN(density) == 0
		}
		a, b := NewSet(n, func(i int) bool { return in[0][i] }), NewSet(n, func(i int) bool { return in[1][i] })
		and, or, without := a.And(b), a.Or(b), a.Without(b)
		meets, covers, size, first := false, true, 0, -1
		for i := range n {
			x, y := in[0][i], in[1][i]
			if and.Has(i) != (x && y) || or.Has(i) != (x || y) || without.Has(i) != (x && !y) || a.Has(i) != x {
				t.Fatalf("%d: and %t, or %t, without %t of %t and %t", i, and.Has(i), or.Has(i), without.Has(i), x, y)
			}
			meets, covers = meets || x && y, covers && (x || !y)
			if x {
				size++
				if first < 0 {
					first = i
				}
			}
		}
		if a.Meets(b) != meets || a.Covers(b) != covers || a.Len() != size || a.First() != first || (and == nil) == meets {
			t.Fatalf("%v and %v: meets %t, covers %t, len %d, first %d", a, b, a.Meets(b), a.Covers(b), a.Len(), a.First())
		}
	}
}
