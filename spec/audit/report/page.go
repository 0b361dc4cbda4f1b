package report

import (
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/flaws"

	_ "embed"
	"html/template"
	"io"

	"github.com/portolan-ftp/portolan/spec"
)

// pageText is the template of the HTML report: one file, which needs no network.
//
//go:embed page.html
var pageText string

// pageView is what the template shows.
type pageView struct {
	*Report
	Found      []Group
	Policies   int
	Invariants []spec.Invariant
	Proofs     []proof
	Flaws      []flawView
}

// proof is a check and the number of its findings.
type proof struct {
	check.Check
	Findings, Waived int
}

// flawView is a flaw of other servers and what stands against it.
type flawView struct {
	flaws.Flaw
	Against string
}

// HTML writes the report as a page.
func (r *Report) HTML(out io.Writer) error {
	v := pageView{Report: r, Found: r.Groups(), Policies: len(r.Spec.Policies), Invariants: r.Spec.Invariants}
	for _, c := range r.Checks {
		v.Proofs = append(v.Proofs, proof{c, about(r.Findings, c.ID), about(r.Waived, c.ID)})
	}
	for _, f := range flaws.Flaws() {
		v.Flaws = append(v.Flaws, flawView{f, f.Against()})
	}
	page, err := template.New("page").Funcs(template.FuncMap{"thousands": Thousands}).Parse(pageText)
	if err != nil {
		return err
	}
	return page.Execute(out, v)
}

// about counts the findings of a check.
func about(all []check.Finding, check string) int {
	n := 0
	for _, f := range all {
		if f.Check == check {
			n++
		}
	}
	return n
}
