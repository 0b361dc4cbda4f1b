package diff

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// Severity ranks findings: what strangers can do, what passers-by can read, what can be destroyed.
type Severity int

// The severities, the least first.
const (
	Other       Severity = iota
	Destructive          // the command changes files
	InTheClear           // where the other revision demands TLS for this command
	BeforeLogin          // nobody is logged in
)

var severityNames = [...]string{"other", "destructive", "in the clear", "before login"}

// String is the severity's name.
func (s Severity) String() string { return severityNames[s] }

// grade is how grave something is under some pairings.
type grade struct {
	severity Severity
	under    explore.Set
}

// graded ranks an effect of a row in a configuration of a.
func (w *walk) graded(row *spec.Row, c *explore.Config, under explore.Set) []grade {
	a, b := w.a, w.b
	command := a.machine.Command(row.Command)
	if command == nil || row.Kind == spec.KindEnd || row.Kind == spec.KindTransferEnd {
		return []grade{{Other, under}}
	}
	if a.login.exists() && !a.login.at(c) {
		return []grade{{BeforeLogin, under}}
	}
	var clear explore.Set
	for i, guard := range a.guards {
		if !guard.at(c) && b.guards[i].exists() {
			clear = clear.Or(under.And(b.demanded(i, command.Name)))
		}
	}
	rest := Other
	if destroys(a.spec, command) {
		rest = Destructive
	}
	var all []grade
	for _, g := range []grade{{InTheClear, clear}, {rest, under.Without(clear)}} {
		if g.under != nil {
			all = append(all, g)
		}
	}
	return all
}

// destroys reports whether a command changes files: no server undoes that.
func destroys(s *spec.Spec, c *spec.Command) bool { return slices.ContainsFunc(c.Touches(), s.Changes) }

// permissions are the rights of an account that a command asks for, in the order of its capabilities.
func permissions(s *spec.Spec, c *spec.Command) []string {
	var found []string
	for i := range s.Capabilities {
		k := &s.Capabilities[i]
		if k.Permission != "" && slices.Contains(c.Does, k.Name) {
			found = append(found, k.Permission)
		}
	}
	return found
}
