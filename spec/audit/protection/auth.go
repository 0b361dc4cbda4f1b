package audit

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// authResets is P23: after AUTH nothing is left that was agreed in the clear: every region is in its first state, but for
// TLS, the protection of data that AUTH itself agrees on, and the host (RFC 4217 4.2, RFC 7151 4; S15, S34). AUTH TLS-P and implicit TLS protect
// data at once (RFC 4217 3 and 17), and the latter is there exactly where AUTH is.
//
// Example on tls:
//
//	regions:
//	  login: {lasts: session}
//
// Finding:
//
//	AUTH TLS ok: AUTH leaves login=named
//	    S: 220 Ready.
//	    C: USER <user>
//	    S: 331 Password?
//	    C: AUTH TLS
//	    S: 234 Go on.
//
// Example on tls:
//
//	events:
//	  implicit: {to: {protection: clear}}
//
// Finding:
//
//	implicit: data are not protected
//	    -- implicit
//	    S: 220 Ready.
func authResets() Check {
	return Check{ID: "P23", Title: "AUTH leaves nothing that was agreed in the clear", Run: func(m *Model) []Finding {
		r := m.reporter("P23")
		accepted := func(row *spec.Row) bool {
			return firstWord(row.Command) == "AUTH" && row.Kind == spec.KindReply && !negative(row) || implicit(row)
		}
		left := func(region int, _, to uint8) bool { return to != 0 && m.agreedBefore(region) }
		for g, t := range m.turns(nil, accepted, left) {
			if row := m.row(t.Edge); !m.agreesOn(row, t.region) {
				r.edge(g, t.Edge, "AUTH leaves %s", m.leads(t))
			}
		}
		for g, e := range m.steps(nil, accepted) {
			row := m.row(e)
			if (row.Command == "AUTH TLS-P" || implicit(row)) && !m.nouns.private.at(&g.Nodes[e.To].Config) {
				r.node(label(row), row.Pos, g, e.To, nil, "data are not protected")
			}
		}
		m.implicitWhereAuth(r)
		return r.findings()
	}}
}

// implicit reports the event of a connection that begins with TLS.
func implicit(row *spec.Row) bool { return row.Kind == spec.KindEvent && row.Name == "implicit" }

// agreedBefore reports whether what a region has was said in the clear, and is not to be trusted after AUTH: all but
// TLS itself, what the connection or the runtime alone decides, and the host of HOST (RFC 7151 4).
func (m *Model) agreedBefore(region int) bool {
	r := &m.Spec.Regions[region]
	return region != m.nouns.control.region && region != m.nouns.host.region && r.Begins == "" && r.Name != m.Spec.Roles.Session() && r.Name != m.Spec.Roles.Transfer
}

// agreesOn reports whether a row itself moves a region of the protection of data: what it agrees on is new.
func (m *Model) agreesOn(row *spec.Row, region int) bool {
	name := m.Spec.Regions[region].Name
	return (region == m.nouns.private.region || region == m.nouns.buffer.region) &&
		slices.ContainsFunc(row.Moves, func(mv spec.Move) bool { return mv.Region == name })
}

// implicitWhereAuth compares, under each valuation of the policies, whether the two ways to TLS are there.
func (m *Model) implicitWhereAuth(r *reporter) {
	var pos spec.Pos
	for _, row := range m.rows() {
		if implicit(row) {
			pos = row.Pos
		}
	}
	var begins, auth explore.Set
	for _, e := range m.Graph.From(0) {
		switch row := m.row(&e); {
		case implicit(row):
			begins = begins.Or(e.Under)
		case firstWord(row.Command) == "AUTH" && row.Then == "protect":
			auth = auth.Or(e.Under)
		}
	}
	if apart := begins.Without(auth).Or(auth.Without(begins)); apart != nil && pos.Line > 0 {
		r.nodeUnder("implicit", pos, m.Graph, 0, apart, nil, "implicit TLS and AUTH are not offered together")
	}
}
