package audit

import (
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
		for _, g := range m.Graphs {
			if !nearDefault(g) {
				continue
			}
			effective := m.commandsOf(m.given(g), m.answersCommand)
			for i := range m.Spec.Commands {
				c := &m.Spec.Commands[i]
				if c.By != spec.ByNobody && !effective[c.Name] && m.listed(c, g) {
					r.node(c.Name, c.Pos, g, 0, nil, "no policy forbids %s, and it is never possible", c.Name)
				}
			}
		}
		return r.findings()
	}}
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
