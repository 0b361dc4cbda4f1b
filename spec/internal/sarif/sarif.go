// Package sarif writes findings in the Static Analysis Results Interchange Format, version 2.1.0, which code
// hosts and editors show beside the file.
package sarif

import (
	"encoding/json"
	"io"
	"path/filepath"
)

// The format's name and place.
const (
	version = "2.1.0"
	schema  = "https://json.schemastore.org/sarif-2.1.0.json"
)

// Rule is a kind of finding.
type Rule struct {
	ID, Text string
	Help     string // address of what is said about it at length; "" for none
}

// The levels of a result, as the format has them.
const (
	Error   = "error"
	Warning = "warning"
	Note    = "note"
)

// Result is one finding. Line and Column count from 1; File is relative to the repository.
type Result struct {
	Rule, Level, Text string
	File              string
	Line, Column      int
	Related           []Place
	Fingerprint       string // by which code hosts know it again; "" for none
}

// Place is another place that has to do with a result.
type Place struct {
	Text, File   string
	Line, Column int
}

type (
	log struct {
		Schema  string `json:"$schema"`
		Version string `json:"version"`
		Runs    []run  `json:"runs"`
	}
	run struct {
		Tool    tool     `json:"tool"`
		Results []result `json:"results"`
	}
	tool struct {
		Driver driver `json:"driver"`
	}
	driver struct {
		Name           string `json:"name"`
		InformationURI string `json:"informationUri"`
		Rules          []rule `json:"rules"`
	}
	rule struct {
		ID               string  `json:"id"`
		ShortDescription message `json:"shortDescription"`
		HelpURI          string  `json:"helpUri,omitempty"`
	}
	result struct {
		RuleID    string     `json:"ruleId"`
		Level     string     `json:"level"`
		Message   message    `json:"message"`
		Locations []location `json:"locations"`
		Related   []location `json:"relatedLocations,omitempty"`

		Fingerprints map[string]string `json:"partialFingerprints,omitempty"`
	}
	location struct {
		PhysicalLocation physical `json:"physicalLocation"`
		Message          *message `json:"message,omitempty"`
	}
	physical struct {
		ArtifactLocation artifact `json:"artifactLocation"`
		Region           region   `json:"region"`
	}
	artifact struct {
		URI string `json:"uri"`
	}
	region struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
	}
	message struct {
		Text string `json:"text"`
	}
)

// fingerprintKey names how fingerprints are made, so that others can be told from them.
const fingerprintKey = "ftpspec/v1"

// Home is where the tool is described.
const Home = "https://github.com/portolan-ftp/portolan"

// Write writes one run of a tool.
func Write(out io.Writer, name string, rules []Rule, results []Result) error {
	r := run{Tool: tool{driver{Name: name, InformationURI: Home, Rules: []rule{}}}, Results: []result{}}
	for _, each := range rules {
		r.Tool.Driver.Rules = append(r.Tool.Driver.Rules, rule{each.ID, message{each.Text}, each.Help})
	}
	for _, each := range results {
		one := result{RuleID: each.Rule, Level: each.Level, Message: message{each.Text}, Locations: []location{at(each.File, each.Line, each.Column)}}
		if each.Fingerprint != "" {
			one.Fingerprints = map[string]string{fingerprintKey: each.Fingerprint}
		}
		for _, p := range each.Related {
			there := at(p.File, p.Line, p.Column)
			there.Message = &message{p.Text}
			one.Related = append(one.Related, there)
		}
		r.Results = append(r.Results, one)
	}
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(log{Schema: schema, Version: version, Runs: []run{r}})
}

// at is a place of a file; what has none stands at the file's top.
func at(file string, line, column int) location {
	return location{PhysicalLocation: physical{artifact{filepath.ToSlash(file)}, region{max(line, 1), max(column, 1)}}}
}
