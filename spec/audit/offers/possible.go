package offers

import (
	"iter"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// possible is T29.
var possible = check.Check{
	ID: "T29", Severity: check.Broken,
	Title: "what no policy forbids is possible",
	What: `
A command that no policy forbids is possible. With one policy at a time changed from its default, every command
has an effect in some configuration, unless a need for that policy alone refuses it everywhere.
`,
	Why:     "Needs that are right one by one can exclude each other.",
	Without: "A setting of the operator switches off a command that it has nothing to do with.",
	Faulty: []check.Example{{Change: `
needs:
  endpoint: {unless: {setup: [any, epsv-only], type: [ascii, image]}}
`, Finds: `
RETR: no policy forbids RETR, and it is never possible
    S: 220 Ready.
…
`}},
	Clean: []check.Example{{Change: `
needs:
  endpoint: {unless: {setup: epsv-only, data: active}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for c, under := range impossible(m) {
			if listed := under.And(listed(m, c)); listed != nil {
				r.NodeUnder(c.Name, c.Pos, m.Graph, 0, listed, nil, "no policy forbids %s, and it is never possible", c.Name)
			}
		}
	},
}

// impossible are the commands that are offered and have no effect anywhere, and the valuations under which that is so,
// of those with one policy at a time changed.
func impossible(m *check.Model) iter.Seq2[*spec.Command, explore.Set] {
	return func(yield func(*spec.Command, explore.Set) bool) {
		near := m.Graph.Under(nearDefault)
		effective := commandsOf(m, given(m), answersCommand)
		for i := range m.Spec.Commands {
			c := &m.Spec.Commands[i]
			if never := near.Without(effective[c.Name]); c.By != spec.ByNobody && never != nil && !yield(c, never) {
				return
			}
		}
	}
}

// nearDefault reports whether at most one policy differs from its default.
func nearDefault(valuation []uint8) bool {
	changed := 0
	for _, v := range valuation {
		if v != 0 {
			changed++
		}
	}
	return changed <= 1
}
