package report

import (
	"fmt"
	"io"

	"go.yaml.in/yaml/v4"
)

// Expectation is a known deviation of a server.
type Expectation struct {
	Case string `yaml:"case"` // as Finding.Case has it
	Why  string `yaml:"why"`
}

// ReadExpectations reads a list of expectations; each needs a reason.
func ReadExpectations(in io.Reader) ([]Expectation, error) {
	var all []Expectation
	d := yaml.NewDecoder(in)
	d.KnownFields(true)
	if err := d.Decode(&all); err != nil && err != io.EOF {
		return nil, fmt.Errorf("conform: %w", err)
	}
	for _, e := range all {
		if e.Case == "" || e.Why == "" {
			return nil, fmt.Errorf("conform: %q: an expectation has a case and the reason why", e.Case)
		}
	}
	return all, nil
}

// UnexpectedPass names the finding that something expected did not come.
const UnexpectedPass = "unexpected pass"

// Expect marks the findings that were expected. One that did not come is a finding itself.
func (r *Report) Expect(all []Expectation) {
	for _, e := range all {
		came := false
		for i := range r.Findings {
			if f := &r.Findings[i]; f.Case == e.Case {
				f.Expected, came = e.Why, true
			}
		}
		if !came {
			r.Findings = append(r.Findings, Finding{
				Case: e.Case, Verdict: Warn, ID: UnexpectedPass, Text: "what was expected did not come: " + e.Case, Source: "the file of expectations",
				Got: "nothing of the kind", Allowed: "the expectation can go",
			})
		}
	}
}

// WriteExpectations writes all findings as expectations, for somebody to give each its reason.
func WriteExpectations(out io.Writer, r *Report) error {
	var all []Expectation
	for _, f := range r.Findings {
		if f.ID != UnexpectedPass {
			all = append(all, Expectation{f.Case, f.reason()})
		}
	}
	e := yaml.NewEncoder(out)
	if err := e.Encode(all); err != nil {
		return fmt.Errorf("conform: %w", err)
	}
	return e.Close()
}

// reason is that of an expectation that was met, or words that ask for one.
func (f *Finding) reason() string {
	if f.Expected != "" {
		return f.Expected
	}
	return "not known yet: " + f.Text
}
