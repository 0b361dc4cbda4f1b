package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/portolan-ftp/portolan/spec/internal/sarif"
)

type (
	suites struct {
		XMLName xml.Name `xml:"testsuites"`
		Suites  []suite  `xml:"testsuite"`
	}
	suite struct {
		Name     string     `xml:"name,attr"`
		Tests    int        `xml:"tests,attr"`
		Failures int        `xml:"failures,attr"`
		Skipped  int        `xml:"skipped,attr"`
		Time     string     `xml:"time,attr"`
		Cases    []testcase `xml:"testcase"`
	}
	testcase struct {
		Class   string  `xml:"classname,attr"`
		Name    string  `xml:"name,attr"`
		Failure *detail `xml:"failure,omitempty"`
		Skipped *detail `xml:"skipped,omitempty"`
		Output  string  `xml:"system-out,omitempty"`
	}
	detail struct {
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

// JUnit writes a suite for each server: a case for each requirement, and one for each finding.
func JUnit(out io.Writer, all []*Report) error {
	var doc suites
	for _, r := range all {
		s := suite{Name: r.Target, Time: fmt.Sprintf("%.3f", r.Seconds)}
		for _, q := range r.Requirements {
			c := testcase{Class: "requirements", Name: q.ID + " " + q.Text}
			switch q.Verdict {
			case Fail, Warn:
				continue // each of its findings is a case
			case NotOffered, Inconclusive, Blocked:
				c.Skipped = &detail{Message: q.Verdict}
				s.Skipped++
			}
			s.Cases = append(s.Cases, c)
		}
		for i := range r.Findings {
			f := &r.Findings[i]
			c := testcase{Class: f.Verdict, Name: f.Case}
			text := strings.Join(f.Dialogue, "\n")
			switch {
			case f.Verdict == Fail && f.Expected == "":
				c.Failure = &detail{f.Text, text + "\nallowed here: " + f.Allowed + "\n" + f.Repeat}
				s.Failures++
			default:
				c.Output = f.Text + "\n" + text
			}
			s.Cases = append(s.Cases, c)
		}
		s.Tests = len(s.Cases)
		doc.Suites = append(doc.Suites, s)
	}
	if _, err := io.WriteString(out, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(out)
	e.Indent("", "  ")
	if err := e.Encode(doc); err != nil {
		return err
	}
	_, err := io.WriteString(out, "\n")
	return err
}

// TAP writes the Test Anything Protocol, version 14.
func TAP(out io.Writer, all []*Report) error {
	var b strings.Builder
	n := 0
	line := func(ok bool, name, directive string) {
		n++
		state := "ok"
		if !ok {
			state = "not ok"
		}
		fmt.Fprintf(&b, "%s %d - %s%s\n", state, n, strings.ReplaceAll(name, "#", `\#`), directive)
	}
	for _, r := range all {
		fmt.Fprintf(&b, "# %s\n", r.Target)
		for _, q := range r.Requirements {
			switch q.Verdict {
			case Pass:
				line(true, q.ID+" "+q.Text, "")
			case NotOffered, Inconclusive, Blocked:
				line(true, q.ID+" "+q.Text, " # SKIP "+q.Verdict)
			}
		}
		for i := range r.Findings {
			f := &r.Findings[i]
			directive := ""
			if f.Expected != "" {
				directive = " # TODO " + f.Expected
			}
			line(f.Verdict != Fail, f.Verdict+" "+f.Case+" "+f.Text, directive)
			for _, d := range f.Dialogue {
				fmt.Fprintf(&b, "# %s\n", d)
			}
		}
	}
	_, err := fmt.Fprintf(out, "TAP version 14\n1..%d\n%s", n, b.String())
	return err
}

// SARIF writes findings with their requirements as rules.
func SARIF(out io.Writer, all []*Report) error {
	var rules []sarif.Rule
	var results []sarif.Result
	known := map[string]bool{}
	levels := map[string]string{Fail: sarif.Error, Warn: sarif.Warning, Differs: sarif.Note}
	for _, r := range all {
		for i := range r.Findings {
			f := &r.Findings[i]
			if f.Expected != "" {
				continue
			}
			if !known[f.ID] {
				known[f.ID] = true
				rules = append(rules, sarif.Rule{ID: f.ID, Text: f.Text})
			}
			text := f.Text + "\n" + strings.Join(f.Dialogue, "\n") + "\nallowed here: " + f.Allowed
			results = append(results, sarif.Result{Rule: f.ID, Level: levels[f.Verdict], Text: text, File: r.Target})
		}
	}
	return sarif.Write(out, "ftpspec conform", rules, results)
}
