package audit

import "github.com/portolan-ftp/portolan/spec"

// invariantChecks prove what the spec says of itself, one check for each form of invariant.
func invariantChecks() []Check {
	return []Check{never(), onlyAfter(), alwaysPossible(), resets(), budget(), vacuous(), byDefault(), asMuch()}
}

// invariants runs a check on each invariant of the spec, those included that follow from lifetimes. Findings are about the invariant and a row or a
// command: "quit-always-possible QUIT".
func (m *Model) invariants(id string, prove func(*reporter, *spec.Invariant)) []Finding {
	r := m.reporter(id)
	for i := range m.proved {
		prove(r, &m.proved[i])
	}
	return r.findings()
}

// stated is where an invariant stands.
func stated(v *spec.Invariant) Related { return Related{"invariant " + v.Name, v.Pos} }

// because is an invariant's reason for a message, in brackets.
func because(v *spec.Invariant) string {
	if v.Why == "" {
		return v.Name
	}
	return v.Name + ": " + v.Why
}
