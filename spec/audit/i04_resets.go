package audit

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// resets is I04: after the command of an invariant has had an effect, the regions that it names are in their
// first states.
//
// Example:
//
//	invariants:
//	  user-resets: {resets: {command: USER, regions: [type]}, why: D8}
//
// Finding:
//
//	user-resets USER: after USER there is still type=image (user-resets: D8)
//	    S: 220 Ready.
//	    C: USER <user>
//	    S: 331 Password?
//	    C: PASS <password>
//	    S: 230 Welcome.
//	    C: TYPE I
//	    S: 200 Done.
//	    C: USER <user>
//	    S: 331 Password?
func resets() Check {
	return Check{ID: "I04", Title: "resets: a command leaves nothing behind", Run: func(m *Model) []Finding {
		return m.invariants("I04", func(r *reporter, v *spec.Invariant) {
			if v.Resets == nil {
				return
			}
			own := func(row *spec.Row) bool { return row.Kind == spec.KindReply && row.Command == v.Resets.Command }
			for g, e := range m.steps(nil, own) {
				row := m.row(e)
				for i := range m.Spec.Regions {
					region := &m.Spec.Regions[i]
					if s := g.Nodes[e.To].Config.States[i]; s != 0 && slices.Contains(v.Resets.Regions, region.Name) {
						r.edgeAt(v.Name+" "+row.Command, v.Pos, g, e, "after %s there is still %s=%s (%s)", row.Command, region.Name, region.States[s], because(v))
					}
				}
			}
		})
	}}
}
