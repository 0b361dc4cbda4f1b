package protection

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// authResets is P23.
var authResets = check.Check{
	ID: "P23", Severity: check.Unsafe,
	Mends: "the lifetime of what is left",
	Title: "AUTH leaves nothing that was agreed in the clear",
	What: `
After AUTH nothing is left that was agreed in the clear. Every region is in its first state, but for TLS, the
protection of data that AUTH itself agrees on, and the host. AUTH TLS-P and implicit TLS protect data at once
(RFC 4217 3 and 17), and implicit TLS is there exactly where AUTH is.
`,
	Why:     "RFC 4217 4.2, RFC 7151 4; S15, S34.",
	Without: "An attacker on the network sets up the session before TLS begins, and the client works in it.",
	Faulty: []check.Example{{On: check.OnTLS, Change: `
regions:
  login: {lasts: session}
`, Finds: `
AUTH TLS ok: AUTH leaves login=named
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: AUTH TLS
    S: 234 Go on.
`}, {On: check.OnTLS, Change: `
events:
  implicit: {to: {protection: clear}}
`, Finds: `
implicit: data are not protected
    -- implicit
    S: 220 Ready.
`}},
	Clean: []check.Example{{On: check.OnTLS, Change: `
regions:
  told: {states: [new, told], lasts: dialogue, moved-by: [CWD]}
commands:
  CWD: {replies: {ok: {to: {told: told}}}}
  STAT: {with: [login, told]}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		accepted := func(row *spec.Row) bool {
			return check.FirstWord(row.Command) == "AUTH" && row.Kind == spec.KindReply && !check.Negative(row) || check.Implicit(row)
		}
		left := func(region int, _, to uint8) bool { return to != 0 && agreedBefore(m, region) }
		for g, t := range m.Turns(nil, accepted, left) {
			if row := m.Row(t.Edge); !agreesOn(m, row, t.Region) {
				r.Edge(g, t.Edge, "AUTH leaves %s", m.Leads(t))
				r.Outlives(check.Label(row), m.Spec.Regions[t.Region].Name, row)
			}
		}
		for g, e := range m.Steps(nil, accepted) {
			row := m.Row(e)
			if (row.Command == "AUTH TLS-P" || check.Implicit(row)) && !m.Places.Private.At(&g.Nodes[e.To].Config) {
				r.Node(check.Label(row), row.Pos, g, e.To, nil, "data are not protected")
			}
		}
		implicitWhereAuth(m, r)
	},
}

// agreedBefore reports whether what a region has was said in the clear, and is not to be trusted after AUTH: all but
// TLS itself, what the connection or the runtime alone decides, and the host of HOST (RFC 7151 4).
func agreedBefore(m *check.Model, region int) bool {
	r := &m.Spec.Regions[region]
	return region != m.Places.Control.Region && region != m.Places.Host.Region && r.Begins == "" && r.Name != m.Spec.Roles.Session() && r.Name != m.Spec.Roles.Transfer
}

// agreesOn reports whether a row itself moves a region of the protection of data: what it agrees on is new.
func agreesOn(m *check.Model, row *spec.Row, region int) bool {
	name := m.Spec.Regions[region].Name
	return (region == m.Places.Private.Region || region == m.Places.Buffer.Region) &&
		slices.ContainsFunc(row.Moves, func(mv spec.Move) bool { return mv.Region == name })
}

// implicitWhereAuth compares, under each valuation of the policies, whether the two ways to TLS are there.
func implicitWhereAuth(m *check.Model, r *check.Reporter) {
	var pos spec.Pos
	for _, row := range m.Rows() {
		if check.Implicit(row) {
			pos = row.Pos
		}
	}
	var begins, auth explore.Set
	for _, e := range m.Graph.From(0) {
		switch row := m.Row(&e); {
		case check.Implicit(row):
			begins = begins.Or(e.Under)
		case check.FirstWord(row.Command) == "AUTH" && row.Then == spec.ThenProtect:
			auth = auth.Or(e.Under)
		}
	}
	if apart := begins.Without(auth).Or(auth.Without(begins)); apart != nil && pos.Line > 0 {
		r.NodeUnder("implicit", pos, m.Graph, 0, apart, nil, "implicit TLS and AUTH are not offered together")
	}
}
