package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// cure is what could be written in the spec, if all findings of a group ask for the same: another lifetime mends, an
// extension and a deviation accept. The reasons are left to whoever decides; the decoder refuses both without them.
func cure(findings []check.Finding) (yaml string, accepts bool) {
	all := func(is func(f check.Finding) bool) bool {
		return !slices.ContainsFunc(findings, func(f check.Finding) bool { return !is(f) })
	}
	switch {
	case all(func(f check.Finding) bool { return f.Lasting != nil }):
		return lifetime(findings), false
	case all(func(f check.Finding) bool { return f.Extension != "" }):
		return extensions(findings), true
	case all(func(f check.Finding) bool { return f.Answer != nil }):
		return deviations(findings), true
	}
	return "", false
}

// lifetime is the region with the longest lifetime that is over with all the rows that it outlives.
func lifetime(findings []check.Finding) string {
	first := findings[0].Lasting
	for _, name := range first.Lifetimes {
		missing := slices.ContainsFunc(findings, func(f check.Finding) bool { return !slices.Contains(f.Lasting.Lifetimes, name) })
		if !missing {
			return fmt.Sprintf("regions:\n  %s: {lasts: %s}", first.Region, name)
		}
	}
	return ""
}

// extensions declares the commands that no document knows.
func extensions(findings []check.Finding) string {
	var b strings.Builder
	b.WriteString("extensions:")
	for _, f := range findings {
		fmt.Fprintf(&b, "\n  %s: \"\"", f.Extension)
	}
	return b.String()
}

// deviations is an entry for each command that answers what no document lists.
func deviations(findings []check.Finding) string {
	var commands []string
	answers := map[string][]spec.Answer{}
	for _, f := range findings {
		commands = check.AppendNew(commands, f.Answer.Command)
		answers[f.Answer.Command] = check.AppendNew(answers[f.Answer.Command], spec.Answer{Command: f.Answer.Command, Code: f.Answer.Code})
	}
	var b strings.Builder
	b.WriteString("deviations:")
	for _, name := range commands {
		slices.SortFunc(answers[name], func(a, b spec.Answer) int { return a.Code - b.Code })
		var list []string
		for _, a := range answers[name] {
			list = append(list, fmt.Sprintf("%s %d", a.Command, a.Code))
		}
		fmt.Fprintf(&b, "\n  - {about: %s, do: \"\", answers: [%s], why: \"\"}", name, strings.Join(list, ", "))
	}
	return b.String()
}
