package login

import (
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// subcommands is P02.
var subcommands = check.Check{
	ID: "P02", Severity: check.Unsafe,
	Guards: true, Mends: "a need that the command lacks, of those that others have",
	Title: "a subcommand needs the login that its command needs",
	What: `
A subcommand has the guards of the command that it belongs to. SITE, and every command that begins with SITE,
always need a login.
`,
	Why:     "S1, CVE-2015-3306: SITE CPFR copied files without a login.",
	Without: "An extension of SITE is open to everybody, because its author believed SITE itself to be guarded.",
	Faulty: []check.Example{{Change: `
commands:
  SITE HELP: {needs: null}
`, Finds: `
SITE HELP: SITE needs a login, and SITE HELP does not
    S: 220 Ready.
    C: SITE HELP
    S: 214 Commands:
`}},
	Clean: []check.Example{{Change: `
commands:
  SITE HELP: {needs: [logged-in, writable]}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
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
	},
}

// cutLast splits a command's last word off.
func cutLast(command string) (words, last string, found bool) {
	i := strings.LastIndexByte(command, ' ')
	if i < 0 {
		return command, "", false
	}
	return command[:i], command[i+1:], true
}
