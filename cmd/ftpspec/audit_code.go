package main

import (
	"fmt"

	"github.com/portolan-ftp/portolan/gen/analyzers"
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/report"
)

// auditCode adds what the analyzers find in the packages of dir to a report.
func auditCode(report *report.Report, dir string, packages ...string) error {
	findings, err := analyzers.RunAll(dir, packages...)
	if err != nil {
		return fmt.Errorf("ftpspec audit: %w", err)
	}
	report.Findings = append(report.Findings, codeFindings(findings)...)
	report.Checks = append(report.Checks, handlerChecks()...)
	report.Numbers.Checks = len(report.Checks)
	return nil
}

// codeFindings are findings of the analyzers as the audit has them.
func codeFindings(findings []analyzers.Finding) []check.Finding {
	var all []check.Finding
	for _, f := range findings {
		all = append(all, check.Finding{
			Check: f.Check, Severity: check.Handler, At: "code", Message: f.Text(),
			Pos: spec.Pos{File: f.Pos.Filename, Line: f.Pos.Line, Column: f.Pos.Column},
		})
	}
	return all
}
