package plan

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// from finds what can come next in a place, once.
func (p *Planner) from(c explore.Config, valuation []uint8) *reached {
	key := place{c, string(valuation)}
	if r := p.reach[key]; r != nil {
		return r
	}
	r := &reached{}
	p.reach[key] = r
	if p.machine.Closed(&c) {
		return r
	}
	led := map[explore.Config]int{c: maxAlike}
	add := func(n candidate, to explore.Config) {
		if p.each != nil && p.wanted[n.row] || p.fresh(n.row) || n.also >= 0 && p.fresh(n.also) { // what was seen once is never looked for again
			r.goals = append(r.goals, n)
		}
		if to = p.bare(to); led[to] < maxAlike && p.why[n.first] == "" && p.why[n.row] == "" && p.machine.Rows[n.first].Code < 400 {
			led[to]++
			r.ways = append(r.ways, way{n, to})
		}
	}
	for i := range p.machine.Commands {
		for _, row := range p.machine.Answers(p.machine.Commands[i].Name, &c, valuation) {
			p.answer(r, i, row, c, add)
		}
	}
	for _, row := range p.machine.Happens(&c, valuation) {
		if name := p.machine.Rows[row].Name; p.machine.Rows[row].Kind == spec.KindEvent && (name == "injected" || name == "handshake-failed") {
			continue // these come behind the commands that switch TLS
		}
		add(candidate{row: row, also: -1, from: -1, first: row}, p.machine.Apply(row, c))
	}
	return r
}

// answer adds what a command may be answered: its work has several ends, and an abort ends a transfer before.
func (p *Planner) answer(r *reached, command, row int, c explore.Config, add func(candidate, explore.Config)) {
	after := p.machine.Apply(row, c)
	n := candidate{row: row, also: p.machine.Interrupted(row, &c), from: command, first: row}
	full := &p.machine.Rows[row]
	if full.Then == spec.ThenWork {
		for _, end := range full.Ends {
			add(candidate{row: end, also: row, from: command, first: row}, p.machine.Apply(end, after))
		}
		return
	}
	add(n, after)
	for _, event := range switching[full.Then] {
		if i := slices.IndexFunc(p.machine.Rows, func(r spec.Row) bool { return r.Kind == spec.KindEvent && r.Name == event }); i >= 0 {
			r.goals = append(r.goals, candidate{row: i, also: -1, from: command, first: row})
		}
	}
	if full.Then == spec.ThenSend || full.Then == spec.ThenReceive {
		if i := slices.IndexFunc(full.Ends, func(end int) bool { return p.isNoData(end) }); i >= 0 && p.state(&c, "data") == "active" {
			end := full.Ends[i]
			add(candidate{row: end, also: row, from: command, first: row}, p.machine.Apply(end, after))
		}
	}
}

// switching are the events that can come behind a reply that begins TLS.
var switching = map[string][]string{"protect": {"injected", "handshake-failed"}}

func (p *Planner) state(c *explore.Config, region string) string { return p.machine.State(c, region) }

func (p *Planner) isNoData(row int) bool { return endName(&p.machine.Rows[row]) == "no-data" }
