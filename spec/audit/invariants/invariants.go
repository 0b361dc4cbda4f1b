package invariants

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// each runs a check on each invariant of the spec, those included that follow from lifetimes. Findings are about the
// invariant and a row or a command: "quit-always-possible QUIT".
func each(m *check.Model, prove func(*spec.Invariant)) {
	for i := range m.Proved {
		prove(&m.Proved[i])
	}
}

// stated is where an invariant stands.
func stated(v *spec.Invariant) check.Related {
	return check.Related{What: "invariant " + v.Name, Pos: v.Pos}
}

// because is an invariant's reason for a message, in brackets.
func because(v *spec.Invariant) string {
	if v.Why == "" {
		return v.Name
	}
	return v.Name + ": " + v.Why
}
