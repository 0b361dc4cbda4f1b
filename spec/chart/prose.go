package chart

import (
	"slices"
	"strconv"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// condProse is a condition for people: "login: out or named, policy files: read-only".
func condProse(c spec.Cond) string {
	parts := make([]string, len(c))
	for i, t := range c {
		parts[i] = t.Region + ": " + strings.Join(t.States, " or ")
		if t.Policy {
			parts[i] = "policy " + parts[i]
		}
	}
	return strings.Join(parts, ", ")
}

// rowProse says where a row can be given.
func rowProse(r *spec.Row) string {
	parts := []string{condProse(r.When), condProse(r.Unless), strings.Join(r.Argument, " or ")}
	if parts[1] != "" {
		parts[1] = "not " + parts[1]
	}
	if parts[2] != "" {
		parts[2] = "the argument is " + parts[2]
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "; ")
}

// needProse says when a need holds.
func needProse(n *spec.Need) string {
	parts := []string{condProse(n.When), condProse(n.Unless)}
	if parts[1] != "" {
		parts[1] = "not " + parts[1]
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "; ")
}

// statement is an invariant as a sentence.
func statement(v *spec.Invariant) string {
	switch {
	case v.Never != nil:
		what := v.Never.Kinds()
		if len(what) == 0 {
			return "Never " + condProse(v.Never.When)
		}
		return "Never " + strings.Join(what, ", ") + " while " + condProse(v.Never.When)
	case v.OnlyAfter != nil:
		return condProse(v.OnlyAfter.State) + " is reached only by " + strings.Join(v.OnlyAfter.Commands, ", ")
	case v.AlwaysPossible != "":
		return v.AlwaysPossible + " is always possible"
	case v.Resets != nil:
		return v.Resets.Command + " takes " + strings.Join(v.Resets.Regions, ", ") + " to the first state"
	case v.Default != nil:
		return condProse(v.Default) + " when the operator says nothing"
	case v.Budget != nil:
		return "While " + condProse(v.Budget.When) + ", only these do anything: " + strings.Join(v.Budget.Commands, ", ")
	}
	return ""
}

// mentions reports whether an invariant speaks of a command, by its name or by a capability.
func mentions(s *spec.Spec, v *spec.Invariant, c *spec.Command) bool {
	switch {
	case v.Never != nil:
		return s.SpeaksOf(v.Never, c)
	case v.OnlyAfter != nil:
		return slices.Contains(v.OnlyAfter.Commands, c.Name)
	case v.AlwaysPossible != "":
		return v.AlwaysPossible == c.Name
	case v.Resets != nil:
		return v.Resets.Command == c.Name
	case v.Budget != nil:
		return slices.Contains(v.Budget.Commands, c.Name)
	}
	return false
}

// concerns reports whether a deviation is about a command: it says so, or names it in what is done.
func concerns(v *spec.Deviation, c *spec.Command) bool {
	return v.About == c.Name || slices.ContainsFunc(v.Answers, func(a spec.Answer) bool { return a.Command == c.Name }) ||
		slices.Contains(strings.FieldsFunc(v.Do, func(r rune) bool { return r == ' ' || r == ',' || r == ';' || r == ':' }), c.Name)
}

// thousands is a number with its digits in groups: "1,988,996".
func thousands(n int) string {
	digits := strconv.Itoa(n)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}
