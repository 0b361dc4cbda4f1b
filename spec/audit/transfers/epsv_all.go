package audit

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
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
func epsvAll() Check {
	return Check{ID: "P16", Title: "EPSV ALL holds until REIN", Run: func(m *Model) []Finding {
		r := m.reporter("P16")
		for g, e := range m.steps(m.nouns.epsvOnly.at, nil) {
			row := m.row(e)
			c := m.Machine.Command(row.Command)
			if row.Kind == spec.KindReply && c.Name != "EPSV" && slices.ContainsFunc(row.Does, ofData) {
				r.edgeAt(c.Name, c.Pos, g, e, "%s has an effect after EPSV ALL", c.Name)
			}
			if !m.nouns.epsvOnly.at(&g.Nodes[e.To].Config) && firstWord(row.Command) != "REIN" && firstWord(row.Command) != "AUTH" {
				r.edge(g, e, "%s takes EPSV ALL back", actor(row))
			}
		}
		return r.findings()
	}}
}

// actor is who did something: a command, or an event.
func actor(row *spec.Row) string {
	if row.Command != "" {
		return row.Command
	}
	return row.Name
}
