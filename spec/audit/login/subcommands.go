package login

import (
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// subcommands is P02: a subcommand is guarded like the command that it belongs to (S1, CVE-2015-3306: SITE CPFR
// copied files with no login). SITE and what stands behind it always need a login.
//
// Example:
//
//	commands:
//	  SITE HELP: {needs: null}
//
// Finding:
//
//	SITE HELP: SITE needs a login, and SITE HELP does not
//	    S: 220 Ready.
//	    C: SITE HELP
//	    S: 214 Commands:
func subcommands() check.Check {
	return check.Check{ID: "P02", Title: "a subcommand needs the login that its command needs", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("P02")
		bare := map[string]string{} // subcommands without a guard, and the command that has one
		for i := range m.Spec.Commands {
			c := &m.Spec.Commands[i]
			if _, guarded := m.Guarded(c); guarded {
				continue
			}
			if c.Name == "SITE" {
				r.Text(c.Name, c.Pos, "SITE needs no login")
			}
			if words, _, sub := cutLast(c.Name); sub {
				if base := m.Machine.Command(words); base != nil {
					if _, guarded := m.Guarded(base); guarded {
						bare[c.Name] = base.Name
					}
				}
			}
		}
		for g, e := range m.Steps(m.LoggedOut, func(row *spec.Row) bool { return bare[row.Command] != "" && check.Effect(row) }) {
			name := m.Row(e).Command
			r.EdgeAt(name, m.Machine.Command(name).Pos, g, e, "%s needs a login, and %s does not", bare[name], name)
		}
		return r.Findings()
	}}
}

// cutLast splits a command's last word off.
func cutLast(command string) (words, last string, found bool) {
	i := strings.LastIndexByte(command, ' ')
	if i < 0 {
		return command, "", false
	}
	return command[:i], command[i+1:], true
}
