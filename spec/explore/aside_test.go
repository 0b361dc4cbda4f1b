package explore

import (
	"fmt"
	"maps"
	"math/bits"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/meaning"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// withAside adds regions to a spec that nothing reads, and moves of them by any reply, refusal, end or event: the same
// ones for the same seed. One more, which transfers alone move, is left in a state by ABOR if its end is forgotten.
// With odd seeds AUTH moves it too, and nothing else: implicit TLS, which leads to TLS alone then, does not follow it.
func withAside(s *spec.Spec, seed uint64, sizes ...int) *spec.Spec {
	random := rand.New(rand.NewPCG(seed, 0))
	s.Regions = append(s.Regions, spec.Region{Name: "phase", States: []string{"none", "transfer"}, Lasts: []string{"transfer", "work"}})
	s.Transfer.Begin = append(slices.Clone(s.Transfer.Begin), spec.Move{Region: "phase", State: "transfer"})
	for i, n := range sizes {
		r := spec.Region{Name: fmt.Sprint("aside-", i)}
		for state := range n {
			r.States = append(r.States, fmt.Sprint("s", state))
		}
		s.Regions = append(s.Regions, r)
	}
	added := s.Regions[len(s.Regions)-len(sizes):]
	move := func(to *[]spec.Move, often int) {
		for i := range added {
			if random.IntN(often) == 0 {
				*to = append(slices.Clone(*to), spec.Move{Region: added[i].Name, State: added[i].States[random.IntN(len(added[i].States))]})
			}
		}
	}
	for i := range s.Events {
		move(&s.Events[i].To, 6)
	}
	for i := range s.Transfer.Ends {
		move(&s.Transfer.Ends[i].To, 3)
	}
	for i := range s.Commands {
		c := &s.Commands[i]
		if random.IntN(8) == 0 {
			r, l := &added[random.IntN(len(added))], spec.Lifetime{Name: "until " + c.Name, Answers: []string{c.Name}}
			r.Lasts, s.Lifetimes = append(slices.Clone(r.Lasts), l.Name), append(slices.Clone(s.Lifetimes), l)
		}
		c.Replies = slices.Clone(c.Replies)
		for j := range c.Replies {
			move(&c.Replies[j].To, 5)
			c.Replies[j].Ends = slices.Clone(c.Replies[j].Ends)
			for k := range c.Replies[j].Ends {
				move(&c.Replies[j].Ends[k].To, 4)
			}
			if seed%2 == 1 && c.Name == "AUTH TLS" {
				c.Replies[j].To = []spec.Move{{Region: "phase", State: "transfer"}}
			}
		}
	}
	return s
}

// seeds are so many seeds, of which two are enough where not all tests run: one has an exception, the other has not.
func seeds(n uint64) uint64 {
	if !testcost.All() {
		return 2
	}
	return n
}

// TestAsideIsExact: what a graph says about its nodes and each region aside is what the product with these regions
// says: the same nodes, depths, rows and shortest dialogues, the same states of the regions, the same turns, and as
// many pairs.
func TestAsideIsExact(t *testing.T) {
	testcost.Long(t)
	for _, file := range []string{smallSpec, "../internal/small/small.yaml", "../decode/testdata/base.yaml"} {
		exact(t, file, load(t, file), -1)
		for seed := range seeds(4) {
			s, err := decode.Load(file)
			if err != nil {
				t.Fatal(err)
			}
			exact(t, fmt.Sprint(file, " with more regions, ", seed), NewMachine(withAside(s, seed, 3, 2, 4)), -1)
		}
	}
	s, err := decode.Load(smallSpec)
	if err != nil {
		t.Fatal(err)
	}
	large := NewMachine(withAside(s, 0, 60, 60, 5)) // more states than bits in a word
	for _, r := range large.Aside() {
		exact(t, "large regions", large, -1, r)
	}
	m := load(t, ourSpec)
	for _, pair := range pairs(m.unasked()) {
		exact(t, ourSpec, m, 2, pair...)
	}
}

// pairs are the members of a list by two, the last one alone if there is no other.
func pairs(list []int) [][]int { return slices.Collect(slices.Chunk(list, 2)) }

// exact compares a machine's graphs with their products with some regions aside, all if none are given, under so many
// valuations, all if there are fewer than none.
func exact(t *testing.T, name string, m *Machine, valuations int, regions ...int) {
	t.Helper()
	if regions == nil {
		regions = m.Aside()
	}
	all := m.Valuations()
	if valuations >= 0 && valuations < len(all) { // the first, and others evenly
		step := (len(all) - 1) / (valuations - 1)
		for i := range valuations {
			all[i] = all[i*step]
		}
		all = all[:valuations]
	}
	for _, v := range all {
		g := m.Explore(v)
		p := project(t, g, g.With(regions...), regions)
		where := name + ", " + m.DescribeValuation(v)
		if len(p.nodes) != len(g.Nodes) {
			t.Fatalf("%s: %d nodes, in the product %d", where, len(g.Nodes), len(p.nodes))
		}
		for n := range g.Nodes {
			p.node(t, where, n)
		}
		if len(m.Settings()) > 0 {
			continue
		}
		for _, r := range regions {
			nodes, edges := g.Beside(r)
			if n, e := g.With(r).Size(); n != nodes || e != edges {
				t.Fatalf("%s: with %s %d nodes and %d edges, explored %d and %d", where, m.Spec.Regions[r].Name, nodes, edges, n, e)
			}
		}
	}
}

// projection is what a product says about the nodes of a graph.
type projection struct {
	graph, product *Graph
	regions        []int
	nodes          map[int]*projected
}

// projected is what it says about one node.
type projected struct {
	first int               // the first node of the product that is there
	may   map[int]uint64    // by region
	to    map[way]int       // by row and what waits afterwards, the node that it leads to
	turns map[turned]uint64 // the states afterwards
}

// way is a row, and what waits behind it: one row may leave lines in the queue, or none.
type way struct {
	row     int
	waiting meaning.Waiting
}

// turned is a row that is given when a region is in a state.
type turned struct {
	row, region int
	from        uint8
}

func project(t *testing.T, g, product *Graph, regions []int) *projection {
	t.Helper()
	p := &projection{graph: g, product: product, regions: regions, nodes: map[int]*projected{}}
	core := func(c Config) int {
		for _, r := range regions {
			c.States[r] = 0
		}
		n := g.Find(c)
		if n < 0 {
			t.Fatalf("%s is in the product alone", g.Machine.Describe(&c))
		}
		return n
	}
	for full := range product.Nodes {
		n := core(product.Nodes[full].Config)
		x := p.nodes[n]
		if x == nil {
			x = &projected{full, map[int]uint64{}, map[way]int{}, map[turned]uint64{}}
			p.nodes[n] = x
		}
		for _, r := range regions {
			x.may[r] |= 1 << product.Nodes[full].Config.States[r]
		}
		for _, e := range product.From(full) {
			to := core(product.Nodes[e.To].Config)
			row := way{e.Row, product.Nodes[e.To].Config.Waiting}
			if known, ok := x.to[row]; ok && known != to {
				t.Fatalf("a row leads to two nodes: %v", product.Machine.Rows[e.Row])
			}
			x.to[row] = to
			for _, r := range regions {
				x.turns[turned{e.Row, r, product.Nodes[full].Config.States[r]}] |= 1 << product.Nodes[e.To].Config.States[r]
			}
		}
	}
	return p
}

// node compares a node with what the product says about it.
func (p *projection) node(t *testing.T, where string, n int) {
	t.Helper()
	g, x := p.graph, p.nodes[n]
	where += ": " + g.Machine.Describe(&g.Nodes[n].Config)
	if g.Nodes[n].Depth != p.product.Nodes[x.first].Depth || len(g.Machine.Settings()) == 0 && Format(g.Dialogue(n)) != Format(p.product.Dialogue(x.first)) {
		t.Fatalf("%s: the dialogue is\n%sin the product\n%s", where, Format(g.Dialogue(n)), Format(p.product.Dialogue(x.first)))
	}
	to, turns := map[way]int{}, map[turned]uint64{}
	for _, e := range g.From(n) {
		to[way{e.Row, g.Nodes[e.To].Config.Waiting}] = e.To
		for _, r := range p.regions {
			for from, after := range g.Turns(&e, r) {
				turns[turned{e.Row, r, from}] |= 1 << after
			}
		}
	}
	same := maps.Equal(turns, x.turns)
	if len(g.Machine.Settings()) > 0 { // which may rule some of it out
		same = true
		for turn, after := range x.turns {
			same = same && turns[turn]&after == after
		}
	}
	if !maps.Equal(to, x.to) || !same {
		t.Fatalf("%s: rows lead to\n%v\n%v\nin the product\n%v\n%v", where, to, turns, x.to, x.turns)
	}
	for _, r := range p.regions {
		if got := g.May(n, r); got != x.may[r] && (len(g.Machine.Settings()) == 0 || got&x.may[r] != x.may[r]) {
			t.Fatalf("%s: %s may be in %b, in the product %b", where, g.Machine.Spec.Regions[r].Name, got, x.may[r])
		}
	}
}

// TestAsideHasSomething: the specs of TestAsideIsExact have what makes it hard.
func TestAsideHasSomething(t *testing.T) {
	s, err := decode.Load(smallSpec)
	if err != nil {
		t.Fatal(err)
	}
	m := NewMachine(withAside(s, 0, 3, 2, 4))
	g := m.Explore(m.Valuations()[0])
	several, aborts := 0, 0
	for n := range g.Nodes {
		for _, r := range m.Aside() {
			if bits.OnesCount64(g.May(n, r)) > 1 {
				several++
			}
		}
		for _, e := range g.From(n) {
			if m.Interrupted(e.Row, &g.Nodes[n].Config) >= 0 {
				aborts++
			}
		}
	}
	if several < 100 || aborts == 0 {
		t.Errorf("%d nodes where a region may be in several states, %d aborts", several, aborts)
	}
}

// TestAsideCostsNothing: however many regions there are that nothing reads, the nodes and the edges are as many.
func TestAsideCostsNothing(t *testing.T) {
	m := load(t, ourSpec)
	plain := m.Explore(m.Valuations()[0])
	s, err := decode.Load(ourSpec)
	if err != nil {
		t.Fatal(err)
	}
	more := NewMachine(withAside(s, 0, 4, 4, 4, 4, 4, 4)).Explore(plain.Valuations...)
	if len(more.Nodes) != len(plain.Nodes) || len(more.Edges) != len(plain.Edges) || len(more.Machine.Aside()) != len(plain.Machine.Aside())+7 {
		t.Errorf("%d nodes and %d edges, with more regions aside %d and %d", len(plain.Nodes), len(plain.Edges), len(more.Nodes), len(more.Edges))
	}
}

// TestAside: which regions nothing reads.
func TestAside(t *testing.T) {
	names := func(m *Machine) string {
		var all []string
		for _, r := range m.Aside() {
			all = append(all, m.Spec.Regions[r].Name)
		}
		return strings.Join(all, " ")
	}
	s, err := decode.Load(smallSpec)
	if err != nil {
		t.Fatal(err)
	}
	if got := names(NewMachine(s)); got != "type" {
		t.Errorf("aside: %q", got)
	}
	if m := NewMachine(s); names(m.Keep(m.Region("type"))) != "" || names(m) != "type" {
		t.Errorf("kept: %q, and %q before", names(m.Keep(m.Region("type"))), names(m))
	}
	image := spec.Cond{{Region: "type", States: []string{"image"}}}
	for what, read := range map[string]func(*spec.Spec){
		"a need's when":   func(s *spec.Spec) { s.Commands[0].Needs = append(s.Commands[0].Needs, spec.Need{When: image}) },
		"a need's unless": func(s *spec.Spec) { s.Commands[0].Needs = append(s.Commands[0].Needs, spec.Need{Unless: image}) },
		"a reply's when":  func(s *spec.Spec) { s.Commands[0].Replies[0].When = image },
		"an event's when": func(s *spec.Spec) { s.Events[len(s.Events)-1].When = image },
		"an end's when":   func(s *spec.Spec) { s.Transfer.Ends[0].When = image },
		"never":           func(s *spec.Spec) { s.Invariants = []spec.Invariant{{Never: &spec.Never{When: image}}} },
		"only-after of two": func(s *spec.Spec) {
			both := append(slices.Clone(image), spec.CondTerm{Region: "login", States: []string{"in"}})
			s.Invariants = []spec.Invariant{{OnlyAfter: &spec.OnlyAfter{State: both}}}
		},
		"a budget":            func(s *spec.Spec) { s.Invariants = []spec.Invariant{{Budget: &spec.Budget{When: image}}} },
		"the region's expiry": func(s *spec.Spec) { s.Regions[slices.IndexFunc(s.Regions, isType)].Lasts = []string{"command"} },
	} {
		s, err := decode.Load(smallSpec)
		if err != nil {
			t.Fatal(err)
		}
		read(s)
		if got := names(NewMachine(s)); got != "" {
			t.Errorf("%s reads type, and aside are: %q", what, got)
		}
	}
}

func isType(r spec.Region) bool { return r.Name == "type" }
