package audit

import "github.com/portolan-ftp/portolan/spec"

// clearAgain is P25: CCC ends TLS on the control connection and changes nothing else unsaid (RFC 4217 5; S34).
// The protection of data that PROT agreed stays: dropping it would send data in the clear that the client
// believes protected. And it cannot be changed any more: on a clear control connection neither PBSZ nor PROT
// has an effect, and no PBSZ is left from before.
//
// Example on tls:
//
//	regions:
//	  protection: {lasts: protection}
//
// Finding:
//
//	CCC ok: CCC drops the protection of data
//	    -- implicit
//	    S: 220 Ready.
//	    C: USER <user>
//	    S: 331 Password?
//	    C: PASS <password>
//	    S: 230 Welcome.
//	    C: CCC
//	    S: 200 Done.
//
// Example on tls:
//
//	regions:
//	  buffer: {lasts: dialogue}
//
// Finding:
//
//	region buffer: buffer=zero on a clear control connection
//	    -- implicit
//	    S: 220 Ready.
//	    C: USER <user>
//	    S: 331 Password?
//	    C: PASS <password>
//	    S: 230 Welcome.
//	    C: CCC
//	    S: 200 Done.
func clearAgain() Check {
	return Check{ID: "P25", Title: "CCC changes the control connection alone, and PROT needs TLS", Run: func(m *Model) []Finding {
		r := m.reporter("P25")
		control, buffer, private := m.nouns.control, m.nouns.buffer, m.nouns.private
		if !control.exists() {
			return nil
		}
		for g, e := range m.edges() {
			row := m.row(e)
			from, to := &g.Nodes[e.From].Config, &g.Nodes[e.To].Config
			if m.Machine.Closed(to) {
				continue
			}
			if row.Command == "CCC" && private.at(from) && !private.at(to) {
				r.edge(g, e, "CCC drops the protection of data")
			}
			if verb := firstWord(row.Command); (verb == "PROT" || verb == "PBSZ") && row.Kind == spec.KindReply && positive(row) && !control.at(from) {
				r.edge(g, e, "%s has an effect on a clear control connection", row.Command)
			}
			if buffer.left(to) && !control.at(to) {
				region := &m.Spec.Regions[buffer.region]
				r.step("region "+region.Name, Related{"region " + region.Name, region.Pos}, g, e, e.Under, "%s=%s on a clear control connection", region.Name, region.States[to.States[buffer.region]])
			}
		}
		return r.findings()
	}}
}
