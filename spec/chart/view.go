package chart

import (
	"html/template"
	"path"
	"path/filepath"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/report"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// view is what the page's template sees.
type view struct {
	Title      string // "FTP"
	File, Hash string
	Live       string // as in Input
	Languages  []viewLanguage
	Style      template.CSS
	Data       template.JS
	Script     template.JS
	Policies   []spec.Policy
	Sections   []viewSection
	Regions    []viewRegion
	Invariants []viewInvariant
	Deviations []spec.Deviation
	Report     *viewReport  // nil without an audit
	Program    *viewProgram // nil where nothing can be changed
}

type viewLanguage struct{ Tag, Name string }

// viewSection is a group of commands.
type viewSection struct {
	Title, Note string
	Commands    []viewCommand
}

type viewCommand struct {
	Index int
	*spec.Command
}

// viewRegion is a region with its drawings.
type viewRegion struct {
	*spec.Region
	Index        int
	Small, Large template.HTML
}

type viewInvariant struct {
	*spec.Invariant
	Statement string
}

// viewReport is the audit's report.
type viewReport struct {
	*report.Report
	Findings []viewFinding
	Waived   []viewFinding
}

// viewFinding is a finding with the address at which its witness is played.
type viewFinding struct {
	check.Finding
	Dialogue string
	Play     template.URL // "" when the witness cannot be played
}

// languageNames are the names of languages in themselves.
var languageNames = map[string]string{"en": "English", "zh": "中文"}

func newView(in Input, machines []machine) *view {
	s := in.Model.Spec
	v := &view{
		Title: strings.ToUpper(s.Protocol), File: s.File, Hash: s.Hash, Live: in.Live,
		Policies: s.Policies, Deviations: s.Deviations, Sections: sections(s, newSource(in.Sources)),
	}
	for _, tag := range s.Languages {
		name := languageNames[tag]
		if name == "" {
			name = tag
		}
		v.Languages = append(v.Languages, viewLanguage{tag, name})
	}
	for i := range machines {
		m := &machines[i]
		v.Regions = append(v.Regions, viewRegion{
			Region: m.Region, Index: i,
			Small: template.HTML(layOut(m, smallStyle).svg(m)), Large: template.HTML(layOut(m, largeStyle).svg(m)),
		})
	}
	for i := range s.Invariants {
		v.Invariants = append(v.Invariants, viewInvariant{&s.Invariants[i], statement(&s.Invariants[i])})
	}
	if in.Report != nil {
		v.Report = newReport(in.Model.Machine, in.Report)
	}
	return v
}

// sections are the commands under the headings of the spec; where it has none, those of a chapter under its name, those
// of an overlay under the overlay's name and the others under their documents.
func sections(s *spec.Spec, src source) []viewSection {
	var all []viewSection
	for i := range s.Commands {
		c := &s.Commands[i]
		title, note := src.heading(src.at(c.Pos))
		switch {
		case title != "":
		case s.Base != nil && c.Pos.File == s.File:
			title = path.Base(filepath.ToSlash(s.File))
		case c.Pos.File != s.File && (s.Base == nil || c.Pos.File != s.Base.File):
			name := path.Base(filepath.ToSlash(c.Pos.File))
			title = strings.ToUpper(name[:1]) + strings.TrimSuffix(name[1:], path.Ext(name))
		default:
			number, _, _ := strings.Cut(c.RFC, " ")
			title = "RFC " + number
		}
		if len(all) == 0 || all[len(all)-1].Title != title {
			all = append(all, viewSection{Title: title, Note: note})
		}
		last := &all[len(all)-1]
		last.Commands = append(last.Commands, viewCommand{Index: i, Command: c})
	}
	return all
}

func newReport(m *explore.Machine, r *report.Report) *viewReport {
	v := &viewReport{Report: r}
	for _, f := range r.Findings {
		v.Findings = append(v.Findings, newFinding(m, f))
	}
	for _, f := range r.Waived {
		v.Waived = append(v.Waived, newFinding(m, f))
	}
	return v
}

func newFinding(m *explore.Machine, f check.Finding) viewFinding {
	return viewFinding{Finding: f, Dialogue: strings.TrimSpace(f.Evidence()), Play: template.URL(address(m, f))}
}

// address is a witness as the part of an address behind "#": the policies that differ from their defaults and the
// rows of the dialogue, as the page's script writes them. "" when some exchange is no row.
func address(m *explore.Machine, f check.Finding) string {
	var parts []string
	if f.Policies != check.DefaultPolicies {
		parts = strings.Fields(f.Policies)
	}
	for i, e := range f.Witness {
		switch {
		case e.Row < 0:
			return ""
		case i > 0 || e.Row > 0: // the greeting is there already
			row := &m.Rows[e.Row]
			parts = append(parts, strings.ReplaceAll(row.Command, " ", "+")+":"+row.Name)
		}
	}
	return strings.Join(parts, ",")
}
