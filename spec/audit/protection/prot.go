package protection

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// protNeedsPBSZ is P24.
var protNeedsPBSZ = check.Check{
	ID: "P24", Severity: check.Unsafe,
	Guards: true, Mends: "a need that the command lacks, of those that others have",
	Title: "PROT is accepted only after PBSZ",
	What:  "PROT is accepted only after PBSZ.",
	Why:   "RFC 4217 9; D10.",
	Without: `
Clients that test for it take the server for one that does not know RFC 2228, and go on without protection.
`,
	Faulty: []check.Example{{On: check.OnTLS, Change: `
commands:
  PROT P: {needs: [over-tls]}
`, Finds: `
PROT P ok: PROT is accepted without PBSZ
    S: 220 Ready.
    C: AUTH TLS
    S: 234 Go on.
    C: PROT P
    S: 200 Done.
`}},
	Clean: []check.Example{{On: check.OnTLS, Change: `
commands:
  PROT P: {needs: [{name: size, when: {buffer: zero}, else: {code: 503, text: {en: "PBSZ first.", la: "PBSZ prius."}}}]}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		prot := func(row *spec.Row) bool {
			return check.FirstWord(row.Command) == "PROT" && row.Kind == spec.KindReply && check.Positive(row)
		}
		for g, e := range m.Steps(func(c *explore.Config) bool { return !m.Places.Buffer.Left(c) }, prot) {
			r.Edge(g, e, "PROT is accepted without PBSZ")
		}
	},
}
