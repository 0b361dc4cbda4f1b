package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// Group has the findings of one check with one cause: a row that breaks an invariant, a need that all commands have
// lost, a command for which no document lists answers.
type Group struct {
	check.Finding                 // the one with the shortest dialogue
	Also          []check.Finding // the others, in the order of the spec
	Cure          string          // YAML to add to the spec, if something is missing there; "" if it cannot be told
}

// Groups are the findings by their causes, the serious ones first.
func (r *Report) Groups() []Group { return Groups(r.Findings) }

// Groups puts findings together that have one cause.
func Groups(findings []check.Finding) []Group {
	var all []Group
	index := map[string]int{}
	for _, f := range findings {
		key := f.Check + " " + f.Cause
		if f.Cause == "" {
			key = f.String() // made by a check that does not tell causes
		}
		i, known := index[key]
		if !known {
			index[key] = len(all)
			all = append(all, Group{Finding: f})
			continue
		}
		all[i].add(f)
	}
	for i := range all {
		all[i].Cure = cure(append([]check.Finding{all[i].Finding}, all[i].Also...))
	}
	slices.SortStableFunc(all, func(a, b Group) int { return cmp.Compare(a.Severity, b.Severity) })
	return all
}

// add takes a finding into the group. The one with the shortest dialogue stands for all.
func (g *Group) add(f check.Finding) {
	if f.Witness != nil && (g.Witness == nil || len(f.Witness) < len(g.Witness)) {
		f, g.Finding = g.Finding, f
	}
	g.Also = append(g.Also, f)
	check.SortFindings(g.Also)
}

// Places is how many findings the group has.
func (g *Group) Places() int { return 1 + len(g.Also) }

// Notes are the lines below the dialogue of a group: how often it is so, where else, what it breaks, and the cure.
func (g *Group) Notes(all bool) []string {
	var notes []string
	times := g.Times
	for _, f := range g.Also {
		times += f.Times
	}
	if times > 1 {
		notes = append(notes, fmt.Sprintf("so in %s configurations", Thousands(times)))
	}
	if g.Step != "" && g.Step != g.At {
		notes = append(notes, "the step is "+g.Step)
	}
	notes = append(notes, g.others(all)...)
	for _, related := range g.Related {
		notes = append(notes, fmt.Sprintf("%s: %s", related.Pos, related.What))
	}
	if g.Cure != "" {
		notes = append(notes, "to accept it, say why:")
		notes = append(notes, strings.Split(g.Cure, "\n")...)
	}
	return notes
}

// othersShown is how many places of a group the text report lists; the formats for programs list all.
const othersShown = 8

// others are the further places of a group: all, or the first few.
func (g *Group) others(all bool) []string {
	var lines []string
	for i, f := range g.Also {
		if i == othersShown && !all {
			return append(lines, fmt.Sprintf("also %d more, which -v shows", len(g.Also)-i))
		}
		lines = append(lines, fmt.Sprintf("also %s: %s", f.Pos, f.At))
	}
	return lines
}

// cure is YAML that could be added to the spec: a deviation for answers that no document lists. Its texts are left
// empty for the author; the decoder refuses it until they are written.
func cure(findings []check.Finding) string {
	var commands []string
	answers := map[string][]spec.Answer{}
	for _, f := range findings {
		if f.Answer == nil {
			return ""
		}
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
