// Package phrase puts parts of a spec into one line, for reports:
//
//	login=out|named policy.tls=required
//	no-files-before-login: never files.* when login=out|named
package phrase

import (
	"fmt"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// Invariant is an invariant in one line: "no-files-before-login: never files.* when login=out|named".
func Invariant(v *spec.Invariant) string {
	switch {
	case v.Never != nil:
		what := strings.Join(v.Never.Kinds(), ", ")
		if what != "" {
			what += " when "
		}
		return fmt.Sprintf("%s: never %s%s", v.Name, what, Cond(v.Never.When))
	case v.Default != nil:
		return fmt.Sprintf("%s: by default %s", v.Name, Cond(v.Default))
	case v.OnlyAfter != nil:
		return fmt.Sprintf("%s: %s only after %s", v.Name, Cond(v.OnlyAfter.State), strings.Join(v.OnlyAfter.Commands, ", "))
	case v.Resets != nil:
		return fmt.Sprintf("%s: %s resets %s", v.Name, v.Resets.Command, strings.Join(v.Resets.Regions, ", "))
	case v.Budget != nil:
		return fmt.Sprintf("%s: when %s only %s", v.Name, Cond(v.Budget.When), strings.Join(v.Budget.Commands, ", "))
	}
	return fmt.Sprintf("%s: %s is always possible", v.Name, v.AlwaysPossible)
}

// Cond is a condition in one line: "login=out|named policy.tls=required".
func Cond(c spec.Cond) string {
	var terms []string
	for _, t := range c {
		terms = append(terms, t.Key()+"="+strings.Join(t.States, "|"))
	}
	return strings.Join(terms, " ")
}

// languageEnds is what ends the lifetimes of the language by itself.
var languageEnds = map[string]string{
	"command": "each answer to a line", "transfer": "the end of a transfer", "work": "the end of work", "session": "its end",
}

// Lifetime is a lifetime in one line, with those that it lies within: "user: until USER; dialogue: until AUTH TLS; …".
func Lifetime(s *spec.Spec, name string) string {
	var parts []string
	for range len(s.Lifetimes) {
		l := s.Lifetime(name)
		if l == nil {
			break
		}
		var ends []string
		if by := languageEnds[name]; by != "" {
			ends = append(ends, by)
		}
		ends = append(ends, l.Ends...)
		for _, what := range l.Answers {
			ends = append(ends, "any answer to "+what)
		}
		parts = append(parts, name+": until "+strings.Join(ends, ", "))
		name = l.Within
	}
	return strings.Join(parts, "; ")
}
