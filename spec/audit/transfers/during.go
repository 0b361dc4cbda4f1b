package transfers

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// during is T18.
var during = check.Check{
	ID: "T18", Severity: check.Broken, Rows: true,
	Mends: "the answer to when it is answered",
	Title: "during a transfer only ABOR, STAT and QUIT are special",
	What: `
During a transfer only ABOR and STAT are answered at once, and QUIT is the last command that is read. Every
other command waits, so that replies come in the order of the commands. A command that begins or ends TLS waits
alone: nothing is read behind it.
`,
	Why:     "RFC 959 4.1.1 and 4.1.3.",
	Without: "A client cannot tell which of its commands a reply answers (S29).",
	Faulty: []check.Example{{Change: `
commands:
  NOOP: {during: now}
`, Finds: `
NOOP: during a transfer NOOP has to wait
`}},
	Clean: []check.Example{{Change: `
commands:
  NOOP: {during: wait}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		roles := &m.Spec.Roles
		wants := map[string]spec.During{roles.Abort: spec.DuringNow, roles.Status: spec.DuringNow, roles.Quit: spec.DuringLast}
		for i := range m.Spec.Commands {
			c := &m.Spec.Commands[i]
			want := wants[c.Name]
			if c.During == want || c.By == spec.ByNobody || c.During == spec.DuringAlone && switches(m, c) {
				continue
			}
			switch want {
			case spec.DuringWait:
				r.Text(c.Name, c.Pos, "during a transfer %s has to wait", c.Name)
				r.Mend(c.Name, check.Without(c.Pos, "during"))
			case spec.DuringNow:
				r.Text(c.Name, c.Pos, "during a transfer %s has to be answered at once", c.Name)
				r.Mend(c.Name, check.Given(c.Pos, "now", "during"))
			case spec.DuringLast:
				r.Text(c.Name, c.Pos, "during a transfer %s has to wait, and nothing is read behind it", c.Name)
				r.Mend(c.Name, check.Given(c.Pos, "last", "during"))
			}
		}
	},
}

// switches reports whether a command begins or ends TLS on the control connection.
func switches(m *check.Model, c *spec.Command) bool {
	return slices.ContainsFunc(c.Replies, func(r spec.Reply) bool { return r.Then == spec.ThenProtect || r.Then == spec.ThenUnprotect })
}
