package protection

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// protNeedsPBSZ is P24: PROT is accepted only after PBSZ (RFC 4217 9; D10).
//
// Example on tls:
//
//	commands:
//	  PROT P: {needs: [over-tls]}
//
// Finding:
//
//	PROT P ok: PROT is accepted without PBSZ
//	    S: 220 Ready.
//	    C: AUTH TLS
//	    S: 234 Go on.
//	    C: PROT P
//	    S: 200 Done.
func protNeedsPBSZ() check.Check {
	return check.Check{ID: "P24", Title: "PROT is accepted only after PBSZ", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("P24")
		prot := func(row *spec.Row) bool {
			return check.FirstWord(row.Command) == "PROT" && row.Kind == spec.KindReply && check.Positive(row)
		}
		for g, e := range m.Steps(func(c *explore.Config) bool { return !m.Places.Buffer.Left(c) }, prot) {
			r.Edge(g, e, "PROT is accepted without PBSZ")
		}
		return r.Findings()
	}}
}
