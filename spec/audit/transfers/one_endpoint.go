package audit

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// oneEndpoint is P15: there is one place for an endpoint, so that two are never armed at once (S27), and only
// commands with a capability for data connections put one there.
//
// The decoder refuses it too.
//
// Example:
//
//	commands:
//	  EPSV: {does: null, replies: {busy: null}}
//
// Finding:
//
//	EPSV ok: EPSV makes an endpoint, and has no capability for data connections
func oneEndpoint() Check {
	return Check{ID: "P15", Rows: true, Title: "there is one place for a data endpoint", Run: func(m *Model) []Finding {
		r := m.reporter("P15")
		data := m.nouns.data
		for _, row := range m.rows() {
			if row.Kind != spec.KindReply || !data.exists() {
				continue
			}
			connects := slices.ContainsFunc(row.Does, ofData)
			p := m.away(row)
			switch {
			case p.region == data.region && !connects:
				r.row(row, "%s makes an endpoint, and has no capability for data connections", row.Command)
			case p.exists() && p.region != data.region && connects:
				r.row(row, "%s makes an endpoint in %s, and others are in %s", row.Command, p.named(m.Spec), data.named(m.Spec))
			}
		}
		return r.findings()
	}}
}
