// Package report has what a run of the tester has found, and writes it in the forms that people and programs read:
// text, JSON, JUnit, TAP, SARIF, and one HTML page for one or several servers side by side.
//
//	report.Formats["text"](os.Stdout, []*report.Report{r})
package report

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// The verdicts.
const (
	Pass         = "pass"
	Fail         = "fail"
	Warn         = "warn"
	Differs      = "differs"
	NotOffered   = "not offered"
	Inconclusive = "inconclusive"
	Blocked      = "blocked"
)

// Report is what a run has found.
type Report struct {
	Target       string        `json:"target"`
	Greeting     string        `json:"greeting"`
	Profile      []Fact        `json:"profile"`
	Commands     int           `json:"commands"`
	Sessions     int           `json:"sessions"`
	Seconds      float64       `json:"seconds"`
	Seed         uint64        `json:"seed,omitempty"`
	Rows         Rows          `json:"rows"`
	Transitions  *Count        `json:"transitions,omitempty"` // rows, each in every place that leads to it; nil: they were not looked for
	Findings     []Finding     `json:"findings"`
	Requirements []Requirement `json:"requirements"`
	Left         string        `json:"left,omitempty"` // what could not be removed
}

// Fact is something that the target is, or has.
type Fact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Rows says which rows of the table were seen.
type Rows struct {
	All    int      `json:"all"` // without those that only stubs give
	Seen   int      `json:"seen"`
	Names  []string `json:"names"` // of those that were seen
	Unseen []Unseen `json:"unseen"`
}

// Count is how many of all were seen.
type Count struct {
	All  int `json:"all"`
	Seen int `json:"seen"`
}

// Unseen is a row that was not seen.
type Unseen struct {
	Row     string `json:"row"`
	Verdict string `json:"verdict"` // not offered, blocked or inconclusive
	Why     string `json:"why"`
}

// Finding is something that was found.
type Finding struct {
	Case     string   `json:"case"` // what an expectation names it by
	Verdict  string   `json:"verdict"`
	ID       string   `json:"id"`
	Also     []string `json:"also,omitempty"`
	Level    string   `json:"level,omitempty"`
	Text     string   `json:"text"`
	Source   string   `json:"source,omitempty"`
	Command  string   `json:"command,omitempty"`
	Got      string   `json:"got"`
	Allowed  string   `json:"allowed"`
	Times    int      `json:"times"`
	Rate     string   `json:"rate,omitempty"` // of one that does not come each time
	Dialogue []string `json:"dialogue"`
	Repeat   string   `json:"repeat"`             // the command line that shows it again
	Expected string   `json:"expected,omitempty"` // the reason, where it was expected
}

// Requirement is one requirement of the standards, and what came of it.
type Requirement struct {
	ID      string `json:"id"`
	Verdict string `json:"verdict"`
	Level   string `json:"level"`
	Text    string `json:"text"`
}

// Failed reports whether some fail was not expected, or something expected did not come.
func (r *Report) Failed() bool {
	return slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Verdict == Fail && f.Expected == "" })
}

// Count is how many findings have a verdict and were not expected.
func (r *Report) Count(verdict string) int {
	n := 0
	for _, f := range r.Findings {
		if f.Verdict == verdict && f.Expected == "" {
			n++
		}
	}
	return n
}

// Writer writes reports in one form.
type Writer func(out io.Writer, all []*Report) error

// Formats are the forms, by name.
var Formats = map[string]Writer{"text": Text, "json": JSON, "junit": JUnit, "tap": TAP, "sarif": SARIF, "html": HTML}

// JSON writes reports as a list.
func JSON(out io.Writer, all []*Report) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(all)
}

// Read reads what JSON has written.
func Read(in io.Reader) ([]*Report, error) {
	var all []*Report
	if err := json.NewDecoder(in).Decode(&all); err != nil {
		return nil, fmt.Errorf("conform: %w", err)
	}
	return all, nil
}
