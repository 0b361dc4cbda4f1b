package transfers

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// during is T18: during a transfer only ABOR and STAT are answered at once, and QUIT is the last command that is
// read (RFC 959 4.1.1, 4.1.3). Everything else waits, so that replies come in the order of the commands; alone if it
// begins or ends TLS.
//
// Example:
//
//	commands:
//	  NOOP: {during: now}
//
// Finding:
//
//	NOOP: during a transfer NOOP has to wait
func during() check.Check {
	return check.Check{ID: "T18", Rows: true, Title: "during a transfer only ABOR, STAT and QUIT are special", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("T18")
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
			case spec.DuringNow:
				r.Text(c.Name, c.Pos, "during a transfer %s has to be answered at once", c.Name)
			case spec.DuringLast:
				r.Text(c.Name, c.Pos, "during a transfer %s has to wait, and nothing is read behind it", c.Name)
			}
		}
		return r.Findings()
	}}
}

// switches reports whether a command begins or ends TLS on the control connection.
func switches(m *check.Model, c *spec.Command) bool {
	return slices.ContainsFunc(c.Replies, func(r spec.Reply) bool { return r.Then == "protect" || r.Then == "unprotect" })
}
