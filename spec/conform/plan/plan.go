// Package plan chooses what a tester does next: the shortest way, by the table, from where the session is to a row
// that has not been seen and that a client can bring about.
//
//	p := plan.New(m, lines, plan.Options{})
//	move, ok := p.Next(place)    // RNFR {dir}/file, on the way to "RNTO ok"
//
// After each move the tester asks again, because a server may answer otherwise than was hoped. A row that is not given
// after some tries is left; Reasons says why each row that was not seen was not.
package plan

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/conform/player"
	"github.com/portolan-ftp/portolan/spec/conform/stimulus"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/trace"
)

// Move is what to do next.
type Move struct {
	Target int // the row that is looked for
	Act    player.Act
	Rows   []int // that it is hoped to bring about: Rows[0], and what comes with it
	Goal   bool  // Rows[0] has not been seen; else the move leads to one that has not
	key    try
	at     explore.Config // where it begins
	feeds  int            // the row for which the act's value was chosen; 0 for none
}

// Planner keeps what was seen and tried.
type Planner struct {
	machine *explore.Machine
	lines   *stimulus.Set
	options Options
	seen    []bool
	wanted  []bool       // rows that are looked for
	why     []string     // by row: why no client brings it about; "" if one can
	known   []player.Act // by row, what brought it about; Do is "" for nothing
	tries   map[try]int
	total   []int // tries of a row
	failed  []int // moves on a way that did not lead there
	astray  map[wrong]int
	refused map[string]bool
	aside   []int
	once    []int // regions that last for a command
	reach   map[place]*reached
	needing []bool // by row, whether a command before has to bring about what it ends in
	made    map[candidate][]player.Act
	each    map[edge]bool // rows by where they were given; nil: where does not matter
	value   int           // the row for which the value was chosen that the next command is for; 0 for none
}

// edge is a row in one place.
type edge struct {
	row int
	at  explore.Config
}

// try is one way to bring about a row, with one state of the regions that last for a command, or in one place where
// that matters.
type try struct {
	row  int
	text string
	once uint32
	at   explore.Config
}

// place is a configuration under one valuation of the policies, without the states that nothing asks about.
type place struct {
	config    explore.Config
	valuation string
}

// reached is what can come next in a place.
type reached struct {
	goals []candidate // every row that is looked for, whether it leads elsewhere or not
	ways  []way       // to other places
}

type candidate struct {
	row   int
	also  int // a row that is given with it, meaning.NoRow for none
	from  int // the command's index, -1 for what happens by itself
	first int // the row that is given before it: the one that begins work; row itself otherwise
}

type way struct {
	candidate
	to explore.Config
}

// New makes a planner that has seen nothing.
func New(m *explore.Machine, lines *stimulus.Set, o Options) *Planner {
	n := len(m.Rows)
	p := &Planner{machine: m, lines: lines, options: o, seen: make([]bool, n), wanted: make([]bool, n), known: make([]player.Act, n),
		tries: map[try]int{}, total: make([]int, n), failed: make([]int, n), astray: map[wrong]int{}, refused: map[string]bool{}, reach: map[place]*reached{}, needing: make([]bool, n), made: map[candidate][]player.Act{}}
	settings := m.Settings()
	for _, r := range m.Aside() {
		if !slices.Contains(settings, r) {
			p.aside = append(p.aside, r)
		}
	}
	for i := range m.Spec.Regions {
		if m.Spec.Regions[i].Expires() {
			p.once = append(p.once, i)
		}
	}
	for i := range p.needing {
		p.needing[i] = p.feeder(&m.Rows[i])
	}
	for i := range p.wanted {
		p.why = append(p.why, p.reason(i))
		p.wanted[i] = p.why[i] == "" && (!o.Limited || m.Rows[i].Kind == spec.KindDenied)
	}
	return p
}

// Saw notes that a row was given, and by what.
func (p *Planner) Saw(row int, by player.Act) {
	p.seen[row] = true
	if p.known[row].Do == "" && by.Do != player.Spoil && by.Do != player.Together && by.Do != player.Refuse {
		p.known[row] = by
	}
}

// Known is what brought a row about first; its Do is "" for a row that was not seen.
func (p *Planner) Known(row int) player.Act { return p.known[row] }

// Seen reports whether a row was given.
func (p *Planner) Seen(row int) bool { return p.seen[row] }

// Lacks notes that the target does not have a command.
func (p *Planner) Lacks(command string) { p.refused[command] = true }

// Has notes that the target has a command after all: it may be there in other states alone.
func (p *Planner) Has(command string) { delete(p.refused, command) }

// Tried notes a move and whether it brought about what was hoped.
func (p *Planner) Tried(m *Move, came bool) {
	p.tries[m.key]++
	if p.each != nil && came {
		p.each[edge{m.Rows[0], m.at}] = true
	}
	if m.feeds != 0 && came {
		p.value = m.feeds
	}
	p.total[m.key.row]++
	if !m.Goal && !came {
		p.failed[m.Rows[0]]++
		p.astray[wrong{m.Rows[0], m.at}]++
	}
}

// maxPlaces bounds the search for a way; maxFailed is how often a way is tried that does not lead where it should.
const (
	maxPlaces = 20000
	maxFailed = 12
	maxAstray = 2 // from one place
)

// wrong is a row that was to lead elsewhere from a place, and did not come there.
type wrong struct {
	row int
	at  explore.Config
}

// maxAlike is how many ways from one place to another are kept, for the case that one does not lead there.
const maxAlike = 4

// Next is the first move on the shortest way to a row that is wanted and not seen; false if there is none.
func (p *Planner) Next(at trace.Place) (*Move, bool) {
	start := p.bare(at.Config)
	type step struct {
		config explore.Config
		parent int
		by     candidate
	}
	steps := []step{{config: start, parent: -1}}
	been := map[explore.Config]bool{start: true}
	if p.plain(&start) {
		p.value = 0
	}
	for i := 0; i < len(steps) && i < maxPlaces; i++ {
		r := p.from(steps[i].config, at.Valuation)
		for _, c := range r.goals {
			if !p.freshAt(c.row, &steps[i].config) && (c.also < 0 || !p.fresh(c.also)) {
				continue
			}
			first, fed := i, p.value == c.row
			for ; first > 0 && steps[first].parent > 0; first = steps[first].parent {
				fed = fed || p.feedsTo(steps[first].by, c.row)
			}
			act, key, ok := p.goal(c, &steps[i].config, fed || i > 0 && p.feedsTo(steps[first].by, c.row))
			if !ok {
				continue
			}
			if i == 0 {
				return &Move{Act: act, Rows: c.rows(), Goal: true, key: key, Target: c.row, at: start}, true
			}
			if m, ok := p.passing(steps[first].by, c.row); ok {
				m.Target, m.at = c.row, start
				return m, true
			}
		}
		for _, w := range r.ways {
			if !been[w.to] && p.passable(w.candidate, &steps[i].config) {
				been[w.to] = true
				steps = append(steps, step{w.to, i, w.candidate})
			}
		}
	}
	return nil, false
}

// fresh reports whether a row is wanted and was not seen.
func (p *Planner) fresh(row int) bool { return p.wanted[row] && !p.seen[row] }

// plain reports whether nothing waits for the next command.
func (p *Planner) plain(c *explore.Config) bool {
	return !slices.ContainsFunc(p.once, func(r int) bool { return c.States[r] != 0 })
}

// GiveUp stops looking for a row.
func (p *Planner) GiveUp(row int) { p.wanted[row] = false }

func (c *candidate) rows() []int {
	if c.also >= 0 {
		return []int{c.row, c.also}
	}
	return []int{c.row}
}

// bare is a configuration without the states that nothing asks about.
func (p *Planner) bare(c explore.Config) explore.Config {
	for _, r := range p.aside {
		c.States[r] = 0
	}
	return c
}

// passable reports whether a row is one that ways lead through.
func (p *Planner) passable(c candidate, at *explore.Config) bool {
	row := &p.machine.Rows[c.first]
	if p.astray[wrong{c.row, *at}] >= maxAstray || p.failed[c.row] >= maxFailed || p.failed[c.first] >= maxFailed || row.Command != "" && p.refused[row.Command] {
		return false
	}
	_, ok := p.passing(c, noRow)
	return ok
}

// noRow stands for no row where a row could be.
const noRow = -1
