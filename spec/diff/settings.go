package diff

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/internal/diagram"
)

// Settings are not in the nodes (explore.Machine.Settings), and commands ask about them. Most changes do not touch
// them: then the walk takes each step for one whatever the settings are, as long as both revisions ask alike. Where
// they do not, the walk begins again, and keeps beside each pair of places what the settings may be there together.
// That is exact for the reason for which it is exact in one graph: a step takes each combination that it allows to one
// combination.
//
// A setting that the dialogue tells, alike in both revisions, is the same in both, and has one place among the
// combinations. One that each dialogue tells, in each revision for itself, has two.

// setting is a region that is kept beside the pairs.
type setting struct {
	name  string
	apart bool // it may be in different states in the two revisions
}

// room is where what the settings may be together is kept. It belongs to one walk.
type room struct {
	*diagram.Space
	begin diagram.Set
	of    map[*side]*seat
	alike map[string]diagram.Set // by command, where its handler is given the same in both revisions
}

// seat is what a room has of one side.
type seat struct {
	place  []int          // by region, -1 for one that is not in the room
	values [][]int        // by region and state
	wheres []diagram.Set  // by number of the automaton's combinations
	moves  [][]put        // by row
	states map[int]uint64 // by place, the values with which a session may begin
	apart  []bool         // by region, whether it may be in another state in the other revision
}

// put is a move of a setting.
type put struct{ place, value int }

// newRoom has some settings; without any, each combination of states is as good as another.
func newRoom(settings []setting, a, b *automaton) *room {
	var sizes []int
	r := &room{of: map[*side]*seat{}, alike: map[string]diagram.Set{}}
	for _, s := range []*automaton{a, b} {
		r.of[s.side] = &seat{place: slices.Repeat([]int{-1}, len(s.spec.Regions)), values: make([][]int, len(s.spec.Regions)),
			states: map[int]uint64{}, apart: make([]bool, len(s.spec.Regions))}
	}
	for _, x := range settings {
		var states []string
		for i, s := range []*automaton{a, b} {
			n := region(s.spec, x.name)
			if n < 0 {
				continue
			}
			if i == 0 || x.apart || region(a.spec, x.name) < 0 {
				sizes = append(sizes, 0)
			}
			at := r.of[s.side]
			at.place[n], at.apart[n] = len(sizes)-1, x.apart
			for _, state := range s.spec.Regions[n].States {
				if !slices.Contains(states, state) {
					states = append(states, state)
				}
				at.values[n] = append(at.values[n], slices.Index(states, state))
			}
			sizes[at.place[n]] = len(states)
			at.states[at.place[n]] = 1 << at.values[n][0]
			if s.spec.Regions[n].Begins != "" {
				at.states[at.place[n]] = 1<<len(states) - 1
			}
		}
	}
	r.Space, r.begin = diagram.New(sizes...), diagram.All
	for _, s := range []*automaton{a, b} {
		r.prepare(s)
	}
	for _, x := range settings {
		if x.apart {
			r.compare(x.name, a, b)
		}
	}
	return r
}

// prepare finds what a side's arrows ask and move.
func (r *room) prepare(a *automaton) {
	at := r.of[a.side]
	for place, states := range at.states {
		r.begin = r.And(r.begin, r.Is(place, states))
	}
	for _, set := range a.wheres {
		at.wheres = append(at.wheres, r.where(a.machine, at, set))
	}
	for row := range a.machine.Rows {
		var moves []put
		for _, mv := range a.machine.Effects[row].Moves {
			if place := at.place[mv.Region]; place >= 0 {
				moves = append(moves, put{place, at.values[mv.Region][mv.State]})
			}
		}
		at.moves = append(at.moves, moves)
	}
}

// where are some combinations of a machine's settings.
func (r *room) where(m *explore.Machine, at *seat, set explore.Combos) diagram.Set {
	regions := m.Settings()
	if set == nil || !slices.ContainsFunc(regions, func(n int) bool { return at.place[n] >= 0 }) {
		return diagram.All
	}
	all := diagram.None
	for states := range m.Combinations(set) {
		one := diagram.All
		for i, n := range regions {
			one = r.And(one, r.Is(at.place[n], 1<<at.values[n][states[i]]))
		}
		all = r.Or(all, one)
	}
	return all
}

// compare notes which handlers are given a region that may be in different states, and how sessions begin that have it
// in both revisions.
func (r *room) compare(name string, a, b *automaton) {
	m, n := region(a.spec, name), region(b.spec, name)
	if m < 0 || n < 0 {
		return
	}
	mine, theirs, equal := r.of[a.side], r.of[b.side], diagram.None
	for i, state := range a.spec.Regions[m].States {
		if j := slices.Index(b.spec.Regions[n].States, state); j >= 0 {
			equal = r.Or(equal, r.And(r.Is(mine.place[m], 1<<mine.values[m][i]), r.Is(theirs.place[n], 1<<theirs.values[n][j])))
		}
	}
	if a.spec.Regions[m].Begins != "" && a.spec.Regions[m].Begins == b.spec.Regions[n].Begins {
		r.begin = r.And(r.begin, equal)
	}
	for command, inputs := range a.shared {
		if slices.ContainsFunc(inputs, func(in input) bool { return in.name == name }) {
			was, ok := r.alike[command]
			if !ok {
				was = diagram.All
			}
			r.alike[command] = r.And(was, equal)
		}
	}
}

// likeness is where two rows that give their handlers something give them the same.
func (r *room) likeness(row *spec.Row) diagram.Set {
	if set, ok := r.alike[row.Command]; ok && gives(row) {
		return set
	}
	return diagram.All
}

// after is where moves take a set.
func (r *room) after(set diagram.Set, moves []put) diagram.Set {
	for _, mv := range moves {
		set = r.Put(set, mv.place, mv.value)
	}
	return set
}

// before is where moves come from that lead into a set.
func (r *room) before(set diagram.Set, moves []put) diagram.Set {
	for _, mv := range slices.Backward(moves) {
		set = r.When(set, mv.place, mv.value)
	}
	return set
}

// state is the state of a region that may be apart in a combination, -1 for any other region.
func (s *seat) state(region int, combination []int) int {
	if !s.apart[region] {
		return -1
	}
	return slices.Index(s.values[region], combination[s.place[region]])
}
