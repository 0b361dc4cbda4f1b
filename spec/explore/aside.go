package explore

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/meaning"
)

// beside is a region that is not in the nodes, and where the set of its states is kept: some bits of a word.
type beside struct {
	region, word, shift int
	mask                uint64 // of its states, not shifted
}

// of is the region's set of states among the words of a node.
func (b *beside) of(words []uint64) uint64 { return words[b.word] >> b.shift & b.mask }

// wordBits is how many states, of one region or of several, share a word.
const wordBits = 64

// Aside are the regions that are not in the nodes, in the order of the spec. A region is aside if nothing that decides
// reads it: no need, no `when` of a reply, an end or an event, and no condition of an invariant (except that the region
// alone is in a state only after some command, which Turns tell). It must not expire, and the runtime must not act on
// it. Handlers may be given it.
//
// This is exact for every question about a node and one region aside, for this reason. Whether a row may be given
// depends on the other regions alone, and so does where it takes them. So the dialogues are the same whether regions
// aside are looked at or not: leaving them out of a dialogue's configurations leaves a way through the nodes, and every
// way through the nodes is a dialogue. What a row does to a region aside does not depend on where that or another one
// is: it goes to one state, or stays. So the states that May collects, from row to row until nothing is added, are
// those that some dialogue leads to, and no others. Depths, and the shortest dialogues, are those of the full product;
// a shortest dialogue that leaves a region aside in a state is found in the product with that region alone (With).
//
// Implicit TLS is an exception and is handled apart: it comes before anything else, so only where every region is in
// its first state. May does not answer questions about two regions aside at once; use With for them.
//
// Settings are aside too, and are kept together (see settings). The states of the other regions aside are not kept for
// each combination of the settings: such a region may be said to be in a state that it has only with other settings.
func (m *Machine) Aside() []int {
	regions := append(m.Settings(), m.unasked()...)
	slices.Sort(regions)
	return regions
}

// Settings are those of the regions aside that commands ask about.
func (m *Machine) Settings() []int { return slices.Clone(m.tests.regions) }

// Keep is the same machine with some more regions in the nodes of what it explores.
func (m *Machine) Keep(regions ...int) *Machine {
	kept := *m
	remain := func(all []int) []int {
		return slices.DeleteFunc(all, func(r int) bool { return slices.Contains(regions, r) })
	}
	unread := remain(m.unasked())
	if left := remain(m.Settings()); len(left) < len(m.tests.regions) {
		kept.setTests(left)
	}
	kept.setAside(unread)
	return &kept
}

// unasked are the regions aside of which nobody asks.
func (m *Machine) unasked() []int {
	var regions []int
	for i := range m.aside {
		regions = append(regions, m.aside[i].region)
	}
	return regions
}

// unread are the regions that may be aside.
func (m *Machine) unread() []int {
	read := m.readers(true)
	var regions []int
	for i, r := range m.Spec.Regions {
		if !read[r.Name] && !r.Expires() && m.tests.at(i) < 0 {
			regions = append(regions, i)
		}
	}
	return regions
}

// readers are the regions that something asks about; without commands, something else than commands and what must
// never be.
func (m *Machine) readers(commands bool) map[string]bool {
	read := map[string]bool{m.Spec.Roles.Session(): true, m.Spec.Roles.Transfer: true}
	reads := func(conditions ...spec.Cond) {
		for _, c := range conditions {
			for _, t := range c {
				read[t.Region] = read[t.Region] || !t.Policy
			}
		}
	}
	for i := range m.Rows {
		if commands || m.Rows[i].Kind != spec.KindReply {
			reads(m.Rows[i].When)
		}
	}
	for i := range m.Spec.Commands {
		for _, n := range m.Spec.Commands[i].Needs {
			if commands {
				reads(n.When, n.Unless)
			}
		}
	}
	for _, v := range m.Spec.Invariants {
		switch {
		case v.Never != nil && commands:
			reads(v.Never.When)
		case v.OnlyAfter != nil && len(v.OnlyAfter.State) > 1:
			reads(v.OnlyAfter.State)
		case v.Budget != nil:
			reads(v.Budget.When)
		}
	}
	return read
}

// setAside takes regions out of the nodes: it gives each of them its place in a node's words, and prepares what
// rows do to the words. A machine that is being copied shares nothing that changes here.
func (m *Machine) setAside(regions []int) {
	m.aside, m.words, m.first = nil, 0, nil
	used := wordBits
	for _, r := range regions {
		n := len(m.Spec.Regions[r].States)
		if used+n > wordBits {
			m.words, used, m.first = m.words+1, 0, append(m.first, 0)
		}
		m.aside = append(m.aside, beside{r, m.words - 1, used, 1<<n - 1})
		m.first[m.words-1] |= 1 << used
		used += n
	}
	if m.tests.words > 0 {
		m.tests.word = m.words
		m.words += m.tests.words
		m.first = append(m.first, m.tests.begin(m.Spec)...)
	}
	m.sides = make([]side, len(m.Effects))
	for i := range m.sides {
		m.sides[i] = m.split(&m.Effects[i])
	}
}

// side is what a row does to the regions aside, and to the others.
type side struct {
	core []meaning.Move // of the regions in the nodes
	keep []uint64       // of the states that the regions aside may be in, those that stay
	put  []uint64       // and those that come
	set  []meaning.Move // of the settings
}

// core are the moves of the regions in the nodes.
func (m *Machine) core(row int) []meaning.Move { return m.sides[row].core }

// split tells the moves of regions in the nodes from those of regions aside.
func (m *Machine) split(e *meaning.Effect) side {
	s := side{keep: make([]uint64, m.words), put: make([]uint64, m.words)}
	for w := range s.keep {
		s.keep[w] = ^uint64(0)
	}
	for _, mv := range e.Moves {
		if m.tests.at(mv.Region) >= 0 {
			s.set = append(s.set, mv)
			continue
		}
		b := m.besides(mv.Region)
		if b == nil {
			s.core = append(s.core, mv)
			continue
		}
		s.keep[b.word] &^= b.mask << b.shift
		s.put[b.word] |= 1 << (b.shift + int(mv.State))
	}
	return s
}

// besides is the place of a region aside, nil if the region is in the nodes.
func (m *Machine) besides(region int) *beside {
	for i := range m.aside {
		if m.aside[i].region == region {
			return &m.aside[i]
		}
	}
	return nil
}

// InNodes reports whether a region is in the nodes.
func (m *Machine) InNodes(region int) bool { return m.besides(region) == nil && m.tests.at(region) < 0 }

// states are the states of a region aside in a node's words, with some combinations of the settings.
func (m *Machine) states(region int, words []uint64, where Combos) uint64 {
	if setting := m.tests.at(region); setting >= 0 {
		return m.tests.states(setting, words, where)
	}
	if !m.tests.meets(words, where) {
		return 0
	}
	return m.besides(region).of(words)
}

// begun are the states in which a region may be when a session begins.
func (m *Machine) begun(region int) uint64 {
	if r := &m.Spec.Regions[region]; r.Begins != "" {
		return 1<<len(r.States) - 1
	}
	return 1
}

// implicit reports whether a row is implicit TLS.
func (m *Machine) implicit(r int) bool {
	row := &m.Rows[r]
	return row.Kind == spec.KindEvent && row.Name == eventImplicit
}
