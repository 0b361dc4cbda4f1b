package files

import (
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// wholeTree is P34.
var wholeTree = check.Check{
	ID: "P34", Severity: check.Unsafe, Rows: true,
	Mends:   "an argument that may not be left out",
	Title:   "what changes files is told which",
	What:    "A command that changes files is told which. Its path may not be left out.",
	Why:     "S40: where a path is left out, the handler has the working directory or the root instead.",
	Without: "A command that was sent short by mistake is carried out on everything that is there.",
	Faulty: []check.Example{{Change: `
commands:
  RNTO: {arg: {to: optional path}}
`, Finds: `
RNTO: RNTO changes files, and need not be told which: to is optional
`}},
	Clean: []check.Example{{Change: `
commands:
  CWD: {arg: {path: optional path}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for i := range m.Spec.Commands {
			c := &m.Spec.Commands[i]
			if c.By != spec.ByHandler || !m.Changes(c) {
				continue
			}
			for _, a := range c.Args {
				if a.Optional && isPath(m.Spec.GoType(a.Type)) {
					r.Text(c.Name, c.Pos, "%s changes files, and need not be told which: %s is optional", c.Name, a.Name)
					r.Mend(c.Name, check.Given(c.Pos, a.Type, "arg", a.Name))
				}
			}
		}
	},
}

// isPath reports whether values of a Go type name files.
func isPath(goType string) bool {
	_, name, _ := strings.Cut(goType, ".")
	switch name {
	case "Path", "Place", "Target", "Targets", "Pair", "Combination", "Dated", "Stamp":
		return true
	}
	return false
}
