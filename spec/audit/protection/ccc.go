package protection

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// clearAgain is P25.
var clearAgain = check.Check{
	ID: "P25", Severity: check.Unsafe,
	Title: "CCC changes the control connection alone, and PROT needs TLS",
	What: `
CCC ends TLS on the control connection and changes nothing else unsaid. The protection of data that PROT agreed
stays. It cannot be changed any more: on a clear control connection neither PBSZ nor PROT has an effect, and no
PBSZ is left from before.
`,
	Why:     "RFC 4217 5 and 6; S34.",
	Without: "Data go in the clear that the client believes protected.",
	Faulty: []check.Example{{On: check.OnTLS, Change: `
regions:
  protection: {lasts: protection}
`, Finds: `
CCC ok: CCC drops the protection of data
    -- implicit
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: CCC
    S: 200 Done.
`}, {On: check.OnTLS, Change: `
regions:
  buffer: {lasts: dialogue}
`, Finds: `
region buffer: buffer=zero on a clear control connection
    -- implicit
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: CCC
    S: 200 Done.
`}},
	Clean: []check.Example{{On: check.OnTLS, Change: `
commands:
  CCC: {needs: [logged-in, {name: optional, unless: {policy.tls: required}, else: {code: 534, text: {en: "TLS is required.", la: "TLS opus est."}}}, over-tls, any-setup]}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		control, buffer, private := m.Places.Control, m.Places.Buffer, m.Places.Private
		if !control.Exists() {
			return
		}
		for g, e := range m.Edges() {
			row := m.Row(e)
			from, to := &g.Nodes[e.From].Config, &g.Nodes[e.To].Config
			if m.Machine.Closed(to) {
				continue
			}
			if row.Command == "CCC" && private.At(from) && !private.At(to) {
				r.Edge(g, e, "CCC drops the protection of data")
			}
			if verb := check.FirstWord(row.Command); (verb == "PROT" || verb == "PBSZ") && row.Kind == spec.KindReply && check.Positive(row) && !control.At(from) {
				r.Edge(g, e, "%s has an effect on a clear control connection", row.Command)
			}
			if buffer.Left(to) && !control.At(to) {
				region := &m.Spec.Regions[buffer.Region]
				r.Step("region "+region.Name, check.Related{What: "region " + region.Name, Pos: region.Pos}, g, e, e.Under, "%s=%s on a clear control connection", region.Name, region.States[to.States[buffer.Region]])
			}
		}
	},
}
