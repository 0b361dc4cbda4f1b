package login

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// capabilitiesNeedLogin is P08.
var capabilitiesNeedLogin = check.Check{
	ID: "P08", Severity: check.Unsafe,
	Guards: true, Mends: "a need that the command lacks, of those that others have",
	Title: "nothing is touched before login",
	What: `
No command touches files or opens data connections before login, however it is called and whoever added it.
Asking for a password is the exception. Each such command needs the login itself: it is not enough that another
of its needs cannot be met before.
`,
	Why:     "S1, S2: MLSD was answered before login.",
	Without: "Strangers read, list or change files.",
	Faulty: []check.Example{{Change: `
commands:
  RNFR: {needs: [writable]}
`, Finds: `
RNFR: RNFR does files.rename before login
    S: 220 Ready.
    C: RNFR <from>
    S: 350 RNTO?
`}, {Change: `
commands:
  RETR: {needs: [endpoint]}
`, Finds: `
RETR: RETR does files.read, and does not itself need a login
    S: 220 Ready.
    C: RETR <path>
    S: 425 EPSV first.
`}},
	Clean: []check.Example{{Change: `
commands:
  RNFR: {needs: [logged-in, writable, any-setup]}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		touches := func(k string) bool { return !strings.HasPrefix(k, "accounts.") }
		touching := func(row *spec.Row) bool {
			return row.Kind == spec.KindReply && slices.ContainsFunc(row.Does, touches)
		}
		for g, e := range m.Steps(m.LoggedOut, touching) {
			c := m.Machine.Command(m.Row(e).Command)
			r.EdgeAt(c.Name, c.Pos, g, e, "%s does %s before login", c.Name, check.FirstOf(m.Row(e).Does, touches))
		}
		for i := range m.Spec.Commands {
			c := &m.Spec.Commands[i]
			if _, guarded := m.Guarded(c); !guarded && !r.Reported(c.Name) && slices.ContainsFunc(c.Touches(), touches) {
				unguarded(m, r, c, check.FirstOf(c.Touches(), touches))
			}
		}
	},
}

// unguarded reports a command whose other needs alone keep strangers from what it touches. The dialogue shows how it
// answers before login, where it should say that a login is needed.
func unguarded(m *check.Model, r *check.Reporter, c *spec.Command, touched string) {
	const says = "%s does %s, and does not itself need a login"
	r.Text(c.Name, c.Pos, says, c.Name, touched)
	answers := func(row *spec.Row) bool { return row.Command == c.Name && row.Kind == spec.KindNeed }
	for g, e := range m.Steps(m.LoggedOut, answers) {
		r.EdgeAt(c.Name, c.Pos, g, e, says, c.Name, touched)
	}
}
