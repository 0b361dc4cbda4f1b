package gen

import (
	"fmt"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// guard declares the guard of one condition and returns its variable: transferIsOpeningOrBusy.
func (b *builder) guard(t spec.CondTerm) string {
	constant, prefix, name := "Region"+goName(t.Region), goName(t.Region), lowerName(t.Region)
	if t.Policy {
		constant = "Policy" + goName(t.Region)
		prefix, name = constant, "policy"+goName(t.Region)
	}
	states := make([]string, len(t.States))
	for i, s := range t.States {
		states[i] = goName(s)
	}
	name += "Is" + strings.Join(states, "Or")
	b.guards[name] = "fsm.Guard{Region: " + constant + ", States: " + stateBits(prefix, t.States) + "}"
	return name
}

// cond is a condition as an expression, "" if it always holds.
func (b *builder) cond(c spec.Cond) string {
	names := make([]string, len(c))
	for i, t := range c {
		names[i] = b.guard(t)
	}
	return list("guards", names)
}

// move declares one move and returns its variable: loginOut.
func (b *builder) move(m spec.Move) string {
	state := goName(m.Region) + goName(m.State)
	name := lowerName(m.Region) + goName(m.State)
	if b.enums[m.Region] {
		state = "fsm.State(" + state + ")"
	}
	b.moves[name] = "fsm.Move{Region: Region" + goName(m.Region) + ", State: " + state + "}"
	return name
}

// list is a slice as an expression, "" if it is empty.
func list(typeName string, items []string) string {
	if len(items) == 0 {
		return ""
	}
	return typeName + "{" + strings.Join(items, ", ") + "}"
}

// quoted are strings as Go literals.
func quoted(items []string) []string {
	out := make([]string, len(items))
	for i, s := range items {
		out[i] = fmt.Sprintf("%q", s)
	}
	return out
}
