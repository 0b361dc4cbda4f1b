package audit

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// capabilitiesNeedLogin is P08: no command touches files or opens data connections before login, however it is
// called and whoever added it (S1, S2: MLSD was answered before login). Asking for a password is the exception.
// Each such command needs the login itself: it is not enough that another of its needs cannot be met before.
//
// Example:
//
//	commands:
//	  RNFR: {needs: [writable]}
//
// Finding:
//
//	RNFR: RNFR does files.rename before login
//	    S: 220 Ready.
//	    C: RNFR <from>
//	    S: 350 RNTO?
//
// Example:
//
//	commands:
//	  RETR: {needs: [endpoint]}
//
// Finding:
//
//	RETR: RETR does files.read, and does not itself need a login
func capabilitiesNeedLogin() Check {
	return Check{ID: "P08", Title: "nothing is touched before login", Run: func(m *Model) []Finding {
		r := m.reporter("P08")
		touches := func(k string) bool { return !strings.HasPrefix(k, "accounts.") }
		touching := func(row *spec.Row) bool {
			return row.Kind == spec.KindReply && slices.ContainsFunc(row.Does, touches)
		}
		for i := range m.Spec.Commands {
			c := &m.Spec.Commands[i]
			if _, guarded := m.guarded(c); !guarded && slices.ContainsFunc(c.Touches(), touches) {
				r.text(c.Name, c.Pos, "%s does %s, and does not itself need a login", c.Name, firstOf(c.Touches(), touches))
			}
		}
		for g, e := range m.steps(m.loggedOut, touching) {
			c := m.Machine.Command(m.row(e).Command)
			r.edgeAt(c.Name, c.Pos, g, e, "%s does %s before login", c.Name, firstOf(m.row(e).Does, touches))
		}
		return r.findings()
	}}
}
