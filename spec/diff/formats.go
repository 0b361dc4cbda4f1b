package diff

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/internal/sarif"
)

// The shapes of the JSON report.
type (
	jsonReport struct {
		Old         string         `json:"old"`
		New         string         `json:"new"`
		Verdict     Verdict        `json:"verdict"`
		Limit       string         `json:"limit,omitempty"`
		BySteps     []string       `json:"by_steps,omitempty"`
		TextChanged bool           `json:"text_changed"`
		ProvesLess  bool           `json:"proves_less"`
		Findings    []jsonFinding  `json:"findings"`
		Declared    []jsonDeclared `json:"declared"`
		Lessening   []jsonDeclared `json:"lessening"`
		Allowed     []jsonAllowed  `json:"allowed"`
		BeforeLogin jsonSurface    `json:"before_login"`
	}
	jsonAllowed struct {
		Fingerprint string `json:"fingerprint"`
		Title       string `json:"title"`
		Why         string `json:"why"`
		Until       Day    `json:"until"`
	}
	jsonFinding struct {
		Fingerprint string             `json:"fingerprint"`
		Change      Change             `json:"change"`
		Severity    string             `json:"severity"`
		Subject     string             `json:"subject"`
		Codes       []int              `json:"codes"`
		Pos         jsonPos            `json:"pos"`
		Policies    string             `json:"policies"`
		Dialogue    []explore.Exchange `json:"dialogue"`
		Instead     []string           `json:"instead"`
	}
	jsonPos struct {
		File   string `json:"file"`
		Line   int    `json:"line"`
		Column int    `json:"column"`
	}
	jsonDeclared struct {
		Fingerprint string  `json:"fingerprint"`
		Came        bool    `json:"came"`
		What        string  `json:"what"`
		Name        string  `json:"name"`
		Pos         jsonPos `json:"pos"`
	}
	jsonSurface struct {
		Old []string `json:"old"`
		New []string `json:"new"`
	}
)

// JSON writes the report for programs.
func (r *Report) JSON(out io.Writer) error {
	j := jsonReport{
		Old: r.Old.Name, New: r.New.Name, Verdict: r.Verdict, Limit: r.Limit, BySteps: r.BySteps, TextChanged: r.Texts, ProvesLess: r.Less,
		Findings: []jsonFinding{}, Declared: declarations(r.Declared), Lessening: declarations(r.Lessening), Allowed: []jsonAllowed{}, BeforeLogin: jsonSurface{Old: some(r.Before), New: some(r.After)},
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		j.Findings = append(j.Findings, jsonFinding{
			f.Fingerprint(), f.Change, f.Severity.String(), f.Subject, some(f.Codes), position(f.Pos), f.Policies, some(f.Witness), f.Instead,
		})
	}
	for _, a := range r.Allowed {
		j.Allowed = append(j.Allowed, jsonAllowed{a.Finding, a.Title, a.Why, a.Until})
	}
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(j)
}

func declarations(list []Declared) []jsonDeclared {
	all := []jsonDeclared{}
	for _, d := range list {
		all = append(all, jsonDeclared{d.Fingerprint(), d.Came, d.What, d.Name, position(d.Pos)})
	}
	return all
}

// some is a list that is [] in JSON when it is empty.
func some[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func position(p spec.Pos) jsonPos { return jsonPos{p.File, p.Line, p.Column} }

// GitHub writes workflow commands, which become annotations of the new revision's file. They end with a notice of
// the verdict.
func (r *Report) GitHub(out io.Writer) error {
	var b strings.Builder
	for i := range r.Findings {
		f := &r.Findings[i]
		line, column := r.place(f)
		fmt.Fprintf(&b, "::%s file=%s,line=%d,col=%d,title=%s::%s\n", f.annotation(), property(r.New.Path), line, column,
			property(f.Title()), data(f.Evidence()))
	}
	level := "notice"
	if r.Limit != "" {
		level = sarif.Error
	}
	fmt.Fprintf(&b, "::%s file=%s,title=%s::%s\n", level, property(r.New.Path), property("ftpspec diff: "+r.Word()),
		data(r.Old.Name+" -> "+r.New.Name+": "+r.Word()+"\nBefore login: "+r.surface()))
	_, err := io.WriteString(out, b.String())
	return err
}

// place is where in the new revision's file a finding is shown. What is lost is shown at the command that lost it, or
// at the top.
func (r *Report) place(f *Finding) (line, column int) {
	if f.Change != Lost {
		return f.Pos.Line, f.Pos.Column
	}
	name := strings.TrimSuffix(f.Subject, " end")
	for i := range r.New.Spec.Commands {
		if c := &r.New.Spec.Commands[i]; c.Name == name {
			return c.Pos.Line, c.Pos.Column
		}
	}
	return 1, 1
}

// level says how much a finding matters, in SARIF's words. Only what is new can harm.
func (f *Finding) level() string {
	switch {
	case f.Change != New:
		return sarif.Note
	case f.Severity >= InTheClear:
		return sarif.Error
	}
	return sarif.Warning
}

// annotation is the level in GitHub's words.
func (f *Finding) annotation() string {
	if l := f.level(); l != sarif.Note {
		return l
	}
	return "notice"
}

// data escapes the message of a workflow command.
func data(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(strings.TrimSuffix(s, "\n"))
}

// property escapes a property of a workflow command.
func property(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(data(s))
}

// rules are the kinds of findings for SARIF.
var rules = []sarif.Rule{
	{ID: "diff-new", Text: "A dialogue that the old revision did not allow."},
	{ID: "diff-lost", Text: "A dialogue that the new revision does not allow."},
	{ID: "diff-refusal", Text: "A refusal with another code than before."},
	{ID: "diff-unknown", Text: "The comparison came to a limit."},
}

// SARIF writes the findings for code hosts and editors.
func (r *Report) SARIF(out io.Writer) error {
	ids := map[Change]string{New: "diff-new", Lost: "diff-lost", Refusal: "diff-refusal"}
	var results []sarif.Result
	if r.Limit != "" {
		results = append(results, sarif.Result{Rule: "diff-unknown", Level: sarif.Error, Text: r.Word(), File: r.New.Path, Line: 1, Column: 1})
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		line, column := r.place(f)
		results = append(results, sarif.Result{
			Rule: ids[f.Change], Level: f.level(), Text: f.Title() + "\n" + strings.TrimSuffix(f.Evidence(), "\n"),
			File: r.New.Path, Line: line, Column: column, Fingerprint: f.Fingerprint(),
		})
	}
	return sarif.Write(out, "ftpspec diff", rules, results)
}
