package protection

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// noSecretInClear is P22.
var noSecretInClear = check.Check{
	ID: "P22", Severity: check.Unsafe,
	Guards: true, Mends: "a need that the command lacks, of those that others have",
	Title:   "no secret is accepted in the clear when TLS is required",
	What:    "When the operator requires TLS, no secret is accepted on a clear control connection.",
	Why:     "RFC 4217 10; S33. A peer had a setting ForceTLS that nothing read.",
	Without: "Passwords go over the network in the clear although the operator believes otherwise.",
	Faulty: []check.Example{{On: check.OnTLS, Change: `
commands:
  PASS: {needs: [{name: named, when: {login: named}, else: {code: 503, text: {en: "USER first.", la: "USER prius."}}}]}
needs: {secure: null}
`, Finds: `
PASS: PASS takes a secret in the clear
    with tls=required
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
`}},
	Clean: []check.Example{{On: check.OnTLS, Change: `
commands:
  PASS: {needs: [over-tls, {name: named, when: {login: named}, else: {code: 503, text: {en: "USER first.", la: "USER prius."}}}]}
needs: {secure: null}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		clear := func(c *explore.Config) bool { return !m.Places.Control.At(c) }
		takes := func(row *spec.Row) bool {
			return row.Kind == spec.KindReply && (row.Command == "PASS" || secret(m, m.Machine.Command(row.Command)))
		}
		tls := requiresTLS(m)
		for g, e := range m.Steps(clear, takes) {
			if required := e.Under.And(tls); required != nil {
				c := m.Machine.Command(m.Row(e).Command)
				r.EdgeUnder(c.Name, c.Pos, g, e, required, "%s takes a secret in the clear", c.Name)
			}
		}
	},
}

// requiresTLS are the valuations under which the operator requires TLS: the policy tls is "required".
func requiresTLS(m *check.Model) explore.Set {
	return m.Graph.Under(func(valuation []uint8) bool {
		for i, p := range m.Spec.Policies {
			if p.Name == "tls" && p.Values[valuation[i]] == "required" {
				return true
			}
		}
		return false
	})
}

// secret reports whether a command has an argument that is a secret.
func secret(m *check.Model, c *spec.Command) bool {
	return slices.ContainsFunc(c.Args, func(a spec.Arg) bool { return m.Spec.Secret(a.Type) })
}
