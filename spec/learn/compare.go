package learn

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/learn/lsharp"
)

// Comparison is what a server does otherwise than our table, each with the shortest dialogue that shows it.
type Comparison struct {
	Names       []string     // of the learned states: those of the table's configurations where they were found first
	NotOffered  []string     // steps that the server refuses everywhere, and the table does not
	Differences []Difference // answers of another kind: done where the table refuses, or the other way round
	Codes       []Difference // answers of the same kind with another code
	Merged      []Pair       // states that the table tells apart and the server does not
	Split       []Pair       // states that the server tells apart and the table does not
	Violations  []Violation  // of our invariants

	where map[string][]int // by invariant, the learned states where its condition holds
}

// Difference is an answer to the last step of a word that the table does not give.
type Difference struct {
	Word       []int
	Got, Table string
	Need       string // of the table that the server does not ask for; "" where the table refuses for no need
	Times      int    // in how many places it is so
}

// Violation is a step that an invariant of ours does not allow.
type Violation struct {
	Name, Why string
	Word      []int
}

// walker goes through the learned machine and the table together. Where they answer differently, the table goes on by
// the row that is nearest to the answer, as if it had been given.
type walker struct {
	*Learned
	found   *Comparison
	places  map[place][]int // words
	queue   []place
	of      []int          // by configuration of the projection, its state once those that answer alike are one
	first   map[int]string // names of these
	alike   map[[2]int][]int
	ordered [][2]int
	holds   map[stated]bool
	fails   map[stated]bool
}

// place is the state of the server and the configuration of the table after one word. Strayed says that they have
// answered differently on the way.
type place struct {
	state   int
	config  explore.Config
	strayed bool
}

// Compare compares a learned machine with the table.
func (l *Learned) Compare() *Comparison {
	w := &walker{
		Learned: l, found: &Comparison{Names: make([]string, len(l.Next))}, places: map[place][]int{}, first: map[int]string{},
		alike: map[[2]int][]int{}, holds: map[stated]bool{}, fails: map[stated]bool{},
	}
	_, w.of = l.Table.Minimal()
	for i, s := range l.Alphabet.Steps {
		if l.refused(i) {
			w.found.NotOffered = append(w.found.NotOffered, s.Name)
		}
	}
	w.reach(place{config: l.Table.Configs[0]}, []int{})
	for len(w.queue) > 0 {
		p := w.queue[0]
		w.queue = w.queue[1:]
		w.holding(p)
		w.visit(p)
	}
	w.found.where = map[string][]int{}
	for s := range w.Next {
		for _, v := range w.Table.table.Spec.Invariants {
			if key := (stated{v.Name, s}); w.holds[key] && !w.fails[key] && !w.over(s) {
				w.found.where[v.Name] = append(w.found.where[v.Name], s)
			}
		}
	}
	w.states()
	return w.found
}

// refused reports whether a step is answered 5yz in each state, and not so by the table in some.
func (l *Learned) refused(i int) bool {
	is := func(outs [][]string) bool {
		return !slices.ContainsFunc(outs, func(out []string) bool { return out[i] != Closed && kind(out[i]) != "5" })
	}
	return is(l.Out) && !is(l.Table.Out)
}

// kind is what an answer means whatever its codes are: the first digits, and what came.
func kind(out string) string {
	parts := strings.Fields(out)
	for i, p := range parts {
		if len(p) == 3 && p[0] >= '1' && p[0] <= '5' {
			parts[i] = p[:1]
		}
	}
	return strings.Join(parts, " ")
}

// superfluous is the answer of a command that there is no need for (RFC 959 4.2.2): it has done nothing.
const superfluous = "202"

// done reports whether an answer says that the command was done.
func done(out string) bool {
	if out == superfluous {
		return false
	}
	last := kind(out)
	for _, data := range []string{whole, part, other} {
		last = strings.TrimSuffix(last, data)
	}
	return last != "" && strings.Contains("23", last[len(last)-1:])
}

// reach notes that a word leads to a place.
func (w *walker) reach(p place, word []int) {
	if w.places[p] != nil {
		return
	}
	w.places[p] = word
	w.queue = append(w.queue, p)
	n, known := w.Table.states[p.config]
	name := w.Table.name(&p.config)
	if known {
		if w.first[w.of[n]] == "" {
			w.first[w.of[n]] = name
		}
		name = w.first[w.of[n]]
		if key := [2]int{p.state, w.of[n]}; !p.strayed && w.alike[key] == nil {
			w.alike[key] = word
			w.ordered = append(w.ordered, key)
		}
	}
	if w.found.Names[p.state] == "" {
		w.found.Names[p.state] = unused(w.found.Names, name)
	}
}

func (w *walker) visit(p place) {
	for i, s := range w.Alphabet.Steps {
		got, word := w.Out[p.state][i], append(slices.Clip(w.places[p]), i)
		want, next, err := w.Table.step(s, p.config)
		if err != nil || got == lsharp.NotAsked { // where the table has strayed, it may not have the reply that the step names
			continue
		}
		to := place{w.Next[p.state][i], next, p.strayed}
		if kind(got) != kind(want) {
			w.differs(&w.found.Differences, i, word, got, want, w.need(s, p.config))
			to.strayed = true
			to.config = w.Table.nearest(s, p.config, next, got)
		} else if got != want {
			w.differs(&w.found.Codes, i, word, got, want, "")
		}
		w.invariants(s, p.config, to.config, got, word)
		w.reach(to, word)
	}
}

// differs notes a difference, each one once. A step that the server does not offer is noted as such.
func (w *walker) differs(all *[]Difference, i int, word []int, got, want, need string) {
	if slices.Contains(w.found.NotOffered, w.Inputs[i]) {
		return
	}
	same := func(d Difference) bool { return d.Word[len(d.Word)-1] == i && d.Got == got && d.Table == want }
	if n := slices.IndexFunc(*all, same); n >= 0 {
		(*all)[n].Times++
		return
	}
	if !done(got) {
		need = ""
	}
	*all = append(*all, Difference{word, got, want, need, 1})
}

// need is the need for which the table refuses a step.
func (w *walker) need(s Step, c explore.Config) string {
	if w.Table.table.Closed(&c) {
		return ""
	}
	if row, err := w.Table.row(s, &c); err == nil && w.Table.table.Rows[row].Kind == spec.KindNeed {
		return w.Table.table.Rows[row].Name
	}
	return ""
}

// nearest is the configuration of the table after a row of the command that is of the same kind as the server's answer.
// A refusal changes nothing. Without such a row it is the configuration after the table's own answer.
func (p *Projection) nearest(s Step, c, own explore.Config, got string) explore.Config {
	command := p.lines.Find(s.Line)
	switch {
	case ends(got):
		over := p.table.Initial()
		p.close(&over)
		return over
	case p.table.Closed(&c) || command == nil:
		return own
	case !done(got):
		return c
	}
	for i := range p.table.Rows {
		if row := &p.table.Rows[i]; row.Command == command.Name && row.Kind == spec.KindReply && row.Argument == nil {
			if out, to := p.give(i, c); kind(out) == kind(strings.TrimSuffix(strings.TrimSuffix(got, part), whole)) {
				return to
			}
		}
	}
	return own
}

// close takes a configuration to where the session is over.
func (p *Projection) close(c *explore.Config) {
	over := p.table.Spec.Roles.Over
	r := p.table.Region(over.Region)
	c.States[r] = uint8(slices.Index(p.table.Spec.Regions[r].States, over.States[0]))
}

// name is a word for a configuration: the states that are not the first ones of their regions.
func (p *Projection) name(c *explore.Config) string {
	var parts []string
	for i, r := range p.table.Spec.Regions {
		if s := c.States[i]; s != 0 {
			parts = append(parts, r.States[s])
		}
	}
	if len(parts) == 0 {
		return "start"
	}
	return strings.Join(parts, "-")
}

// unused is a name, with a number where it is taken.
func unused(taken []string, name string) string {
	free := name
	for n := 2; slices.Contains(taken, free); n++ {
		free = name + "-" + code(n)
	}
	return free
}
