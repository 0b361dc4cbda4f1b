package transfers

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// oneEndpoint is P15.
var oneEndpoint = check.Check{
	ID: "P15", Severity: check.Unsafe, Rows: true,
	Title: "there is one place for a data endpoint",
	What: `
There is one place for an endpoint, so that two are never armed at once. Only commands with a capability for
data connections put one there.
`,
	Why:     "S27, S56.",
	Without: "A transfer begins on one endpoint while another one waits for somebody else to connect.",
	Faulty: []check.Example{{Refused: true, Change: `
commands:
  EPSV: {does: null, replies: {busy: null}}
`, Finds: `
EPSV ok: EPSV makes an endpoint, and has no capability for data connections
`}},
	Clean: []check.Example{{Change: `
commands:
  PASV: {does: [data.listen, files.stat], replies: {failed: {reply: failed, on: [not-exist]}}, help: {en: "let the server choose a port", la: "huc, quaeso"}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
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
	},
}
