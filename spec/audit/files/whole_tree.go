package files

import (
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// wholeTree is P34: what changes files is told which. Where a path may be left out, the handler has the working
// directory or the root instead, and a command sent short by mistake is about all that is there.
//
// Example:
//
//	commands:
//	  RNTO: {arg: {to: optional path}}
//
// Finding:
//
//	RNTO: RNTO changes files, and need not be told which: to is optional
func wholeTree() check.Check {
	return check.Check{ID: "P34", Rows: true, Title: "what changes files is told which", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("P34")
		for i := range m.Spec.Commands {
			c := &m.Spec.Commands[i]
			if c.By != spec.ByHandler || !m.Changes(c) {
				continue
			}
			for _, a := range c.Args {
				if a.Optional && isPath(m.Spec.GoType(a.Type)) {
					r.Text(c.Name, c.Pos, "%s changes files, and need not be told which: %s is optional", c.Name, a.Name)
				}
			}
		}
		return r.Findings()
	}}
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
