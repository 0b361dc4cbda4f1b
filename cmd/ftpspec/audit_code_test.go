package main

import (
	"testing"

	"github.com/portolan-ftp/portolan/spec/audit/report"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

func TestAuditCode(t *testing.T) {
	testcost.Some(t)
	inBadHandlers(t)
	var report report.Report
	if err := auditCode(&report, ".", "./commands/text"); err != nil {
		t.Fatal(err)
	}
	if len(report.Findings) != 1 || report.Numbers.Checks != 10 || len(report.Checks) != 10 {
		t.Fatalf("%d findings, %d checks: %v", len(report.Findings), report.Numbers.Checks, report.Findings)
	}
	const want = "commands/text/text.go:6:18: C05 code: os.Open is not for handlers; they work on what their request gives them"
	if got := report.Findings[0].String(); got != want {
		t.Errorf("%s; want %s", got, want)
	}
	if got := report.Checks[0].Title; got != "a handler answers with what the constructors of its reply make, never with nil" {
		t.Errorf("title %q", got)
	}
	if err := auditCode(&report, ".", "./nowhere"); err == nil {
		t.Error("no error about a package that is not there")
	}
}
