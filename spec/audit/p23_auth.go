package audit

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// authResets is P23: after AUTH nothing is left that was agreed in the clear: the login begins anew, nothing
// waits, and the protection of data is agreed anew (RFC 4217 4; S15, S34). AUTH TLS-P and implicit TLS protect
// data at once (RFC 4217 3 and 17), and the latter is there exactly where AUTH is.
//
// Example on tls:
//
//	regions:
//	  login: {lasts: session}
//
// Finding:
//
//	AUTH TLS ok: AUTH leaves login=in
//	    S: 220 Ready.
//	    C: USER <user>
//	    S: 331 Password?
//	    C: PASS <password>
//	    S: 230 Welcome.
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
		for g, e := range m.steps(nil, accepted) {
			row, to := m.row(e), &g.Nodes[e.To].Config
			for i := range m.Spec.Regions {
				if region := &m.Spec.Regions[i]; m.agreed(row, i, to) {
					r.edge(g, e, "AUTH leaves %s=%s", region.Name, region.States[to.States[i]])
				}
			}
			if (row.Command == "AUTH TLS-P" || implicit(row)) && !m.nouns.private.at(to) {
				r.node(label(row), row.Pos, g, e.To, nil, "data are not protected")
			}
		}
		m.implicitWhereAuth(r)
		return r.findings()
	}}
}

// implicit reports the event of a connection that begins with TLS.
func implicit(row *spec.Row) bool { return row.Kind == spec.KindEvent && row.Name == "implicit" }

// agreed reports whether a region still has what was agreed before AUTH. What the row itself agrees on is new.
func (m *Model) agreed(row *spec.Row, region int, to *explore.Config) bool {
	r := &m.Spec.Regions[region]
	switch region {
	case m.nouns.login.region:
		return m.loggedIn(to)
	case m.nouns.private.region, m.nouns.buffer.region:
		return to.States[region] != 0 && !slices.ContainsFunc(row.Moves, func(mv spec.Move) bool { return mv.Region == r.Name })
	}
	return to.States[region] != 0 && (region == m.nouns.data.region || r.Expires())
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
