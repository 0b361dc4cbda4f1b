package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// Group has the findings with one cause: a row that breaks an invariant, a need that all commands have lost, commands
// that no document knows, a region that outlives what should end it, whichever checks say so.
type Group struct {
	check.Finding                 // the one with the shortest dialogue
	Also          []check.Finding // the others, in the order of the spec
	Cure          string          // what to write in the spec where that is what is missing, as YAML; "" where nobody can say
	Accepts       bool            // the cure accepts what is found, and wants a reason; otherwise it mends it
}

// Groups are the findings by their causes, the serious ones first.
func (r *Report) Groups() []Group { return Groups(r.Findings) }

// Groups puts findings together that have one cause.
func Groups(findings []check.Finding) []Group {
	var all []Group
	index := map[string]int{}
	for _, f := range findings {
		key := f.Check + " " + f.Cause
		switch {
		case f.Lasting != nil: // whichever check says so
			key = "lasts " + f.Lasting.Region
		case f.Extension != "":
			key = f.Check + " extension"
		case f.Cause == "":
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
		all[i].Cure, all[i].Accepts = cure(append([]check.Finding{all[i].Finding}, all[i].Also...))
	}
	slices.SortStableFunc(all, func(a, b Group) int { return cmp.Compare(a.Severity, b.Severity) })
	return all
}

// add takes a finding into the group. The one with the shortest dialogue stands for all.
func (g *Group) add(f check.Finding) {
	g.Severity = min(g.Severity, f.Severity)
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
	if g.Advice != "" {
		notes = append(notes, g.Advice)
	}
	if g.Cure != "" {
		does := "to mend it:"
		if g.Accepts {
			does = "to accept it, say why:"
		}
		notes = append(notes, does)
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
		what := f.At
		if f.Check != g.Check {
			what = f.Check + " " + what
		}
		lines = append(lines, fmt.Sprintf("also %s: %s", f.Pos, what))
	}
	return lines
}
