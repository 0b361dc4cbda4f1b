package audit

import (
	"github.com/portolan-ftp/portolan/spec"
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
func protNeedsPBSZ() Check {
	return Check{ID: "P24", Title: "PROT is accepted only after PBSZ", Run: func(m *Model) []Finding {
		r := m.reporter("P24")
		prot := func(row *spec.Row) bool {
			return firstWord(row.Command) == "PROT" && row.Kind == spec.KindReply && positive(row)
		}
		for g, e := range m.steps(func(c *explore.Config) bool { return !m.nouns.buffer.left(c) }, prot) {
			r.edge(g, e, "PROT is accepted without PBSZ")
		}
		return r.findings()
	}}
}
