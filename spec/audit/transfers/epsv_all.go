package transfers

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// epsvAll is P16: after EPSV ALL only EPSV sets up data connections (RFC 2428 4; D1, D16), and only REIN or the
// session's end takes that back (D2).
//
// Example:
//
//	commands:
//	  EPRT: {needs: [logged-in]}
//
// Finding:
//
//	EPRT: EPRT has an effect after EPSV ALL
//	    S: 220 Ready.
//	    C: USER <user>
//	    S: 331 Password?
//	    C: PASS <password>
//	    S: 230 Welcome.
//	    C: EPSV ALL
//	    S: 200 EPSV alone.
//	    C: EPRT <address>
//	    S: 200 Done.
//
// The decoder refuses it too.
//
// Example:
//
//	commands:
//	  ABOR: {replies: {nothing: {to: {setup: any}}}}
//
// Finding:
//
//	ABOR nothing: ABOR takes EPSV ALL back
//	    S: 220 Ready.
//	    C: USER <user>
//	    S: 331 Password?
//	    C: PASS <password>
//	    S: 230 Welcome.
//	    C: EPSV ALL
//	    S: 200 EPSV alone.
//	    C: ABOR
//	    S: 226 Nothing runs.
func epsvAll() check.Check {
	return check.Check{ID: "P16", Title: "EPSV ALL holds until REIN", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("P16")
		for g, e := range m.Steps(m.Places.EpsvOnly.At, nil) {
			row := m.Row(e)
			c := m.Machine.Command(row.Command)
			if row.Kind == spec.KindReply && c.Name != "EPSV" && slices.ContainsFunc(row.Does, check.OfData) {
				r.EdgeAt(c.Name, c.Pos, g, e, "%s has an effect after EPSV ALL", c.Name)
			}
			if !m.Places.EpsvOnly.At(&g.Nodes[e.To].Config) && check.FirstWord(row.Command) != "REIN" && check.FirstWord(row.Command) != "AUTH" {
				r.Edge(g, e, "%s takes EPSV ALL back", check.Actor(row))
			}
		}
		return r.Findings()
	}}
}
