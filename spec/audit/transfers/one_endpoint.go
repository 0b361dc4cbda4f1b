package transfers

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
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
func oneEndpoint() check.Check {
	return check.Check{ID: "P15", Rows: true, Title: "there is one place for a data endpoint", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("P15")
		data := m.Places.Data
		for _, row := range m.Rows() {
			if row.Kind != spec.KindReply || !data.Exists() {
				continue
			}
			connects := slices.ContainsFunc(row.Does, check.OfData)
			p := m.Away(row)
			switch {
			case p.Region == data.Region && !connects:
				r.Row(row, "%s makes an endpoint, and has no capability for data connections", row.Command)
			case p.Exists() && p.Region != data.Region && connects:
				r.Row(row, "%s makes an endpoint in %s, and others are in %s", row.Command, p.RegionName(m.Spec), data.RegionName(m.Spec))
			}
		}
		return r.Findings()
	}}
}
