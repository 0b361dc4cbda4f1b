package gen

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// classesProse says for which errors a row is given. "other" among them stands for all that no sibling names.
func classesProse(s *spec.Spec, on []string) string {
	switch {
	case len(on) > 0 && len(on) == len(s.Classes):
		return "any"
	case slices.Contains(on, "other"):
		return "any other"
	}
	return strings.Join(on, ", ")
}

// condProse is a condition for people: "login: out or named, transfer: idle".
func condProse(c spec.Cond) string {
	parts := make([]string, len(c))
	for i, t := range c {
		parts[i] = t.Key() + ": " + strings.Join(t.States, " or ")
	}
	return strings.Join(parts, ", ")
}

// rowProse says where a row can be given.
func rowProse(r *spec.Row) string {
	when, unless, names := condProse(r.When), condProse(r.Unless), strings.Join(r.Argument, " or ")
	if unless != "" {
		unless = "not " + unless
	}
	if names != "" {
		names = "argument: " + names
	}
	return strings.Join(slices.DeleteFunc([]string{when, unless, names}, func(s string) bool { return s == "" }), "; ")
}

// needProse says when a need holds.
func needProse(n *spec.Need) string {
	when, unless := condProse(n.When), condProse(n.Unless)
	if unless != "" {
		unless = "not " + unless
	}
	return strings.Join(slices.DeleteFunc([]string{when, unless}, func(s string) bool { return s == "" }), "; ")
}

// cell makes text fit a cell of a Markdown table.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;", ">", "&gt;", "*", `\*`, "_", `\_`).Replace(text)
}

// anchor is the link to a heading with this text, as Markdown viewers make it.
func anchor(heading string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(heading) {
		switch {
		case r == ' ':
			b.WriteByte('-')
		case r == '-' || r == '_' || !notAlphanumeric(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}
