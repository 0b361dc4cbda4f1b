package audit

import (
	"iter"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// possible is T29: what no policy forbids is possible. With one policy at a time changed from its default, every
// command has an effect in some configuration, unless a need for that policy alone refuses it everywhere.
//
// Example:
//
//	needs:
//	  endpoint: {unless: {setup: [any, epsv-only], type: [ascii, image]}}
//
// Finding:
//
//	RETR: no policy forbids RETR, and it is never possible
//	    S: 220 Ready.
//	…
func possible() Check {
	return Check{ID: "T29", Title: "what no policy forbids is possible", Run: func(m *Model) []Finding {
		r := m.reporter("T29")
		for g, c := range m.impossible() {
			if m.listed(c, g) {
				r.node(c.Name, c.Pos, g, 0, nil, "no policy forbids %s, and it is never possible", c.Name)
			}
		}
		return r.findings()
	}}
}

// impossible are the commands that are offered and have no effect anywhere, with one policy at a time changed.
func (m *Model) impossible() iter.Seq2[*explore.Graph, *spec.Command] {
	return func(yield func(*explore.Graph, *spec.Command) bool) {
		for _, g := range m.Graphs {
			if !nearDefault(g) {
				continue
			}
			effective := m.commandsOf(m.given(g), m.answersCommand)
			for i := range m.Spec.Commands {
				if c := &m.Spec.Commands[i]; c.By != spec.ByNobody && !effective[c.Name] && !yield(g, c) {
					return
				}
			}
		}
	}
}

// nearDefault reports whether at most one policy of a graph differs from its default.
func nearDefault(g *explore.Graph) bool {
	changed := 0
	for _, v := range g.Valuation {
		if v != 0 {
			changed++
		}
	}
	return changed <= 1
}
