package plan

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/conform/player"
	"github.com/portolan-ftp/portolan/spec/conform/stimulus"
)

// passing is the move for a row on the way to another. Its value is chosen so that the goal can use it.
func (p *Planner) passing(c candidate, goal int) (*Move, bool) {
	m := &Move{Rows: c.rows(), key: try{row: c.row}}
	if goal != noRow {
		if line, ok := p.feeds(c, goal); ok {
			m.Act, m.feeds = player.Line(line), goal
			return m, true
		}
	}
	if known := p.known[c.row]; known.Do != "" {
		m.Act = known
		return m, true
	}
	acts := p.acts(c)
	if len(acts) == 0 {
		return nil, false
	}
	m.Act = acts[min(p.failed[c.row], len(acts)-1)]
	return m, true
}

// feeds is a line of a command on the way whose value brings about a class of failure that the goal ends in: REST with
// a position past the end of every file.
func (p *Planner) feeds(c candidate, goal int) (string, bool) {
	row := &p.machine.Rows[goal]
	if c.from < 0 || !p.needing[goal] {
		return "", false
	}
	for _, l := range p.lines.Lines(p.machine.Commands[c.from].Command) {
		if slices.ContainsFunc(row.On, l.Causes) && slices.ContainsFunc(p.machine.Rows[c.row].Moves, func(m spec.Move) bool { return p.expires(m.Region) }) {
			return l.Text, true
		}
	}
	return "", false
}

func (p *Planner) feedsTo(c candidate, goal int) bool {
	_, ok := p.feeds(c, goal)
	return ok
}

// fed reports whether only a command before can bring about what a row ends in: none of the row's own lines does, and
// its command is given a value that lasts for one command.
func (p *Planner) fed(row *spec.Row) bool {
	command := p.machine.Command(row.Command)
	if command == nil || row.Kind != spec.KindReply || len(row.On) == 0 || !slices.ContainsFunc(command.With, p.expires) {
		return false
	}
	return !slices.ContainsFunc(p.lines.Lines(command), func(l stimulus.Line) bool { return slices.ContainsFunc(row.On, l.Causes) })
}

// feeder reports whether some command has a value that brings about what a row ends in.
func (p *Planner) feeder(row *spec.Row) bool {
	if !p.fed(row) {
		return false
	}
	for i := range p.machine.Rows {
		r := &p.machine.Rows[i]
		if c := p.machine.Command(r.Command); c != nil && r.Kind == spec.KindReply && slices.ContainsFunc(r.Moves, func(m spec.Move) bool { return p.expires(m.Region) && p.first(m.Region) != m.State }) {
			if slices.ContainsFunc(p.lines.Lines(c), func(l stimulus.Line) bool { return slices.ContainsFunc(row.On, l.Causes) && !l.Bad() }) && len(r.Fills) > 0 {
				return true
			}
		}
	}
	return false
}

func (p *Planner) expires(region string) bool {
	i := p.machine.Region(region)
	return i >= 0 && p.machine.Spec.Regions[i].Expires()
}

// first is the state in which a region begins.
func (p *Planner) first(region string) string {
	return p.machine.Spec.Regions[p.machine.Region(region)].States[0]
}
