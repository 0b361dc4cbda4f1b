package report

import (
	"encoding/json"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/rules"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/internal/sarif"
)

// The shapes of the JSON report.
type (
	jsonReport struct {
		File     string         `json:"file"`
		SHA256   string         `json:"sha256"`
		Numbers  jsonNumbers    `json:"numbers"`
		Counts   map[string]int `json:"counts"`
		Logins   []string       `json:"logins"`
		Seconds  float64        `json:"seconds"`
		Checks   []jsonCheck    `json:"checks"`
		Findings []jsonGroup    `json:"findings"` // by cause
		Waived   []jsonFinding  `json:"waived"`
		Relaxed  []jsonRelaxed  `json:"relaxed,omitempty"` // of an overlay
	}
	jsonRelaxed struct {
		What   string `json:"what"`
		Why    string `json:"why"`
		File   string `json:"file"`
		Line   int    `json:"line"`
		Column int    `json:"column"`
	}
	jsonNumbers struct {
		Commands    int `json:"commands"`
		Rows        int `json:"rows"`
		Valuations  int `json:"valuations"`
		States      int `json:"states"`
		Transitions int `json:"transitions"`
		Aside       int `json:"aside"` // regions that are in no state
		Pairs       int `json:"pairs"` // of a state and a state of one of these
		Invariants  int `json:"invariants"`
		Waivers     int `json:"waivers"`
	}
	jsonCheck struct {
		ID       string `json:"id"`
		Severity string `json:"severity"`
		Title    string `json:"title"`
		Findings int    `json:"findings"`
	}
	jsonFinding struct {
		Check     string             `json:"check"`
		At        string             `json:"at"`
		File      string             `json:"file"`
		Line      int                `json:"line"`
		Column    int                `json:"column"`
		Message   string             `json:"message"`
		Step      string             `json:"step,omitempty"`  // the row that makes the step
		Times     int                `json:"times,omitempty"` // how many configurations show it
		Related   []jsonRelated      `json:"related,omitempty"`
		Policies  string             `json:"policies,omitempty"`
		Dialogue  []explore.Exchange `json:"dialogue,omitempty"`
		WaivedFor string             `json:"waived_for,omitempty"`
	}
	jsonGroup struct {
		jsonFinding
		Also []jsonFinding `json:"also,omitempty"` // the same cause, elsewhere
		Cure string        `json:"cure,omitempty"` // YAML for the spec
	}
	jsonRelated struct {
		What   string `json:"what"`
		File   string `json:"file"`
		Line   int    `json:"line"`
		Column int    `json:"column"`
	}
)

// JSON writes the report for programs.
func (r *Report) JSON(out io.Writer) error {
	n := r.Numbers
	report := jsonReport{
		File: r.Spec.File, SHA256: r.Spec.Hash, Seconds: r.Took.Seconds(), Counts: map[string]int{},
		Numbers: jsonNumbers{n.Commands, n.Rows, n.Valuations, n.States, n.Transitions, n.Aside, n.Pairs, n.Invariants, n.Waivers},
		Checks:  []jsonCheck{}, Logins: append([]string{}, r.Logins...),
		Findings: []jsonGroup{}, Waived: jsonFindings(r.Waived),
	}
	for _, g := range r.Groups() {
		group := jsonGroup{jsonFinding: newJSONFinding(g.Finding), Cure: g.Cure}
		for _, f := range g.Also {
			group.Also = append(group.Also, newJSONFinding(f))
		}
		report.Findings = append(report.Findings, group)
	}
	for _, c := range r.Counts {
		report.Counts[c.Name] = c.N
	}
	for _, c := range r.Checks {
		found := 0
		for _, f := range r.Findings {
			if f.Check == c.ID {
				found++
			}
		}
		report.Checks = append(report.Checks, jsonCheck{c.ID, c.Severity.String(), c.Title, found})
	}
	for _, x := range r.Spec.Relaxations {
		report.Relaxed = append(report.Relaxed, jsonRelaxed{x.What, x.Why, filepath.ToSlash(x.Pos.File), x.Pos.Line, x.Pos.Column})
	}
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(report)
}

func jsonFindings(all []check.Finding) []jsonFinding {
	list := []jsonFinding{}
	for _, f := range all {
		list = append(list, newJSONFinding(f))
	}
	return list
}

func newJSONFinding(f check.Finding) jsonFinding {
	j := jsonFinding{
		Check: f.Check, At: f.At, File: filepath.ToSlash(f.Pos.File), Line: f.Pos.Line, Column: f.Pos.Column,
		Message: f.Message, Step: f.Step, Times: f.Times, Policies: f.Policies, Dialogue: f.Witness, WaivedFor: f.WaivedFor,
	}
	for _, p := range f.Related {
		j.Related = append(j.Related, jsonRelated{p.What, filepath.ToSlash(p.Pos.File), p.Pos.Line, p.Pos.Column})
	}
	return j
}

// SARIF writes the findings for code hosts and editors: findings that count as errors, waived findings as notes.
func (r *Report) SARIF(out io.Writer) error {
	var declared []sarif.Rule
	for _, c := range r.Checks {
		declared = append(declared, sarif.Rule{ID: c.ID, Text: c.Title, Help: rules.Help(c.ID)})
	}
	declared = append(declared, sarif.Rule{ID: Waivers.ID, Text: Waivers.Title, Help: rules.Help(Waivers.ID)})
	var results []sarif.Result
	add := func(f check.Finding, level, more string, related []check.Related) {
		text := f.At + ": " + f.Message + "\n" + f.Evidence() + more
		result := sarif.Result{Rule: f.Check, Level: level, Text: strings.TrimSpace(text), File: f.Pos.File, Line: f.Pos.Line, Column: f.Pos.Column}
		for _, p := range related {
			result.Related = append(result.Related, sarif.Place{Text: p.What, File: p.Pos.File, Line: p.Pos.Line, Column: p.Pos.Column})
		}
		results = append(results, result)
	}
	for _, g := range r.Groups() {
		related := slices.Clone(g.Related)
		for _, f := range g.Also {
			related = append(related, check.Related{What: f.At, Pos: f.Pos})
		}
		add(g.Finding, sarif.Error, g.Cure, related)
	}
	for _, f := range r.Waived {
		add(f, sarif.Note, "waived: "+f.WaivedFor, nil)
	}
	return sarif.Write(out, "ftpspec audit", declared, results)
}
