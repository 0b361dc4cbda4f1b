package main

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// runAudit runs "ftpspec audit".
func runAudit(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	status = run(append([]string{"audit"}, args...), &out, &errs)
	return status, out.String(), errs.String()
}

// TestAuditOurSpec: no findings, and the numbers. It is what `go run ./cmd/ftpspec audit -v` shows.
func TestAuditOurSpec(t *testing.T) {
	status, out, errs := runAudit(t, "-v")
	if status != exitOK || errs != "" {
		t.Fatalf("status %d, %s\n%s", status, errs, out)
	}
	for _, want := range []string{
		" P01 CCC tls: before login CCC answers 502\n    waived: ", " states, ", " transitions, 288 valuations of the policies\n",
		" checks, ", " invariants, ", "logins: ACCT in, PASS in, USER in\n", " requirements met\n", " requirements deviating, with a reason\n", "\nno findings in ",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in\n%s", want, out)
		}
	}
	if strings.Contains(out, "\x1b") {
		t.Error("colours although nobody looks")
	}
}

// TestAuditFindings: a small spec, which the standards alone find much wanting in, whichever way it is named and in
// every format.
func TestAuditFindings(t *testing.T) {
	module(t, "NOOP: {rfc: 959 4.1.3, by: table,", "NOOP: {rfc: 959 4.1.3, by: table, during: now,")
	const fault = "during a transfer NOOP has to wait"
	for _, args := range [][]string{{}, {specFile}, {"--spec", specFile}, {"--color", "always"}} {
		status, out, errs := runAudit(t, args...)
		if status != exitFindings || errs != "" || !strings.Contains(out, fault) {
			t.Errorf("%v: status %d, %s\n%s", args, status, errs, out)
		}
		if coloured := strings.Contains(out, "\x1b["); coloured != slices.Contains(args, "always") {
			t.Errorf("%v: colours: %t", args, coloured)
		}
	}
	for format, want := range map[string]string{"json": `"check": "T18"`, "sarif": `"ruleId": "T18"`, "html": "<strong>T18 NOOP</strong>"} {
		status, out, _ := runAudit(t, "--format", format)
		if status != exitFindings || !strings.Contains(out, want) {
			t.Errorf("%s: status %d, no %q", format, status, want)
		}
		if valid := json.Valid([]byte(out)); valid != (format != "html") {
			t.Errorf("%s: JSON: %t", format, valid)
		}
	}
	if status, out, _ := runAudit(t, "--mutants"); status != exitFindings || strings.Contains(out, "mutants") {
		t.Errorf("mutants of a spec with findings: status %d\n%s", status, out)
	}
}

// TestAuditMistakes: what cannot be done is one line and status 2.
func TestAuditMistakes(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--format", "xml"}, `ftpspec audit: there is no format "xml"; there are text, json, sarif and html`},
		{[]string{"--color", "often"}, "ftpspec audit: --color is auto, always or never"},
		{[]string{"nowhere.yaml"}, "nowhere.yaml: no such file or directory"},
		{[]string{"a.yaml", "b.yaml"}, "accepts at most 1 arg(s), received 2"},
	} {
		status, out, errs := runAudit(t, c.args...)
		if status != exitError || out != "" || !strings.Contains(errs, c.want) {
			t.Errorf("%v: status %d, %q, want %q", c.args, status, errs, c.want)
		}
	}
}
