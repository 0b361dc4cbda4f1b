package plan

import "github.com/portolan-ftp/portolan/spec/explore"

// EachTransition looks for every row in every place from now on, by what has brought it about already.
func (p *Planner) EachTransition() {
	p.each, p.reach = map[edge]bool{}, map[place]*reached{}
	for i := range p.wanted {
		p.wanted[i] = p.why[i] == "" && p.seen[i] && p.known[i].Do != ""
	}
}

// Each is how many rows were seen, each in every place.
func (p *Planner) Each() int { return len(p.each) }

// Transitions are how many rows were seen, each in every place, and how many there are in the places that are known.
func (p *Planner) Transitions() (seen, all int) {
	for _, r := range p.reach {
		for _, c := range r.goals {
			all += boolToInt(p.wanted[c.row])
		}
	}
	return len(p.each), all
}

func boolToInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// freshAt reports whether a row is looked for in a place.
func (p *Planner) freshAt(row int, at *explore.Config) bool {
	if p.each == nil {
		return p.fresh(row)
	}
	return p.wanted[row] && !p.each[edge{row, *at}]
}
