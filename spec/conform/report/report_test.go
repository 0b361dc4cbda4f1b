package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/conform/report"
)

func example() *report.Report {
	return &report.Report{
		Target: "127.0.0.1:21", Greeting: "Welcome <here>", Commands: 7, Sessions: 2, Seconds: 1.5,
		Profile: []report.Fact{{Name: "tls", Value: "off"}},
		Rows:    report.Rows{All: 3, Seen: 2, Names: []string{"NOOP ok"}, Unseen: []report.Unseen{{Row: "RETR later", Verdict: report.Blocked, Why: "it takes a disk that fails"}}},
		Findings: []report.Finding{
			{Case: "R2428-3-EPSV-9 EPRT 200", Verdict: report.Fail, ID: "R2428-3-EPSV-9", Level: "MUST", Text: "after EPSV ALL only EPSV", Source: "RFC 2428 3", Got: "200 Ok", Allowed: "5yz",
				Dialogue: []string{"C: EPSV ALL", "S: 200 <Ok>"}, Repeat: "ftpspec conform --play 'x' 127.0.0.1:21"},
			{Case: "RETR endpoint RETR 150", Verdict: report.Differs, ID: "RETR endpoint", Text: "the table does not have this reply here", Got: "150 x", Allowed: "425"},
		},
		Requirements: []report.Requirement{{ID: "R1-1-A-1", Verdict: report.Pass, Level: "MUST", Text: "a thing"}, {ID: "R1-1-B-1", Verdict: report.NotOffered, Level: "MUST", Text: "b"}, {ID: "R2428-3-EPSV-9", Verdict: report.Fail, Level: "MUST", Text: "c"}},
	}
}

func written(t *testing.T, format string) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.Formats[format](&b, []*report.Report{example()}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestText: the report for people, whole.
func TestText(t *testing.T) {
	want := `127.0.0.1:21  Welcome <here>
  tls          off

fail    R2428-3-EPSV-9  MUST  after EPSV ALL only EPSV  (RFC 2428 3)
        C: EPSV ALL
        S: 200 <Ok>
        seen: 200 Ok
        allowed here: 5yz
        again: ftpspec conform --play 'x' 127.0.0.1:21

differs RETR endpoint
        seen: 150 x
        allowed here: 425

2 of 3 rows of the table were seen. Not seen:
     1  blocked: it takes a disk that fails: RETR later

requirements: 1 pass, 1 fail, 0 warn, 1 not offered, 0 inconclusive
1 fails, 0 warns, 1 differences; 7 commands in 2 sessions, 1.5 s
`
	if got := written(t, "text"); got != want {
		t.Errorf("%s", got)
	}
}

// TestFormats: each form can be read by those who read it, and has the finding.
func TestFormats(t *testing.T) {
	all, err := report.Read(strings.NewReader(written(t, "json")))
	if err != nil || len(all) != 1 || all[0].Findings[0].Case != "R2428-3-EPSV-9 EPRT 200" {
		t.Errorf("JSON: %v %v", all, err)
	}
	var suites struct {
		Suite []struct {
			Tests    int `xml:"tests,attr"`
			Failures int `xml:"failures,attr"`
			Skipped  int `xml:"skipped,attr"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal([]byte(written(t, "junit")), &suites); err != nil || len(suites.Suite) != 1 || suites.Suite[0].Tests != 4 || suites.Suite[0].Failures != 1 || suites.Suite[0].Skipped != 1 {
		t.Errorf("JUnit: %+v %v", suites, err)
	}
	tap := written(t, "tap")
	if !strings.HasPrefix(tap, "TAP version 14\n1..4\n") || strings.Count(tap, "\nnot ok ") != 1 || !strings.Contains(tap, "# SKIP not offered") {
		t.Errorf("TAP: %s", tap)
	}
	var sarif struct {
		Runs []struct {
			Results []struct{ RuleID, Level string }
		}
	}
	if err := json.Unmarshal([]byte(written(t, "sarif")), &sarif); err != nil || len(sarif.Runs[0].Results) != 2 || sarif.Runs[0].Results[0].Level != "error" {
		t.Errorf("SARIF: %+v %v", sarif, err)
	}
	if page := written(t, "html"); !strings.Contains(page, "S: 200 &lt;Ok&gt;") || !strings.Contains(page, "R2428-3-EPSV-9") || strings.Contains(page, "<here>") {
		t.Error("HTML: the finding is missing, or what the server said is not escaped")
	}
}

// TestExpect: what is expected is no failure any more, and what is expected and does not come is told.
func TestExpect(t *testing.T) {
	r := example()
	if !r.Failed() {
		t.Error("a fail is no failure")
	}
	all, err := report.ReadExpectations(strings.NewReader("- {case: R2428-3-EPSV-9 EPRT 200, why: known}\n- {case: R1-1-A-1 NOOP 500, why: was so}\n"))
	if err != nil {
		t.Fatal(err)
	}
	r.Expect(all)
	if r.Failed() || r.Findings[0].Expected != "known" || r.Count(report.Warn) != 1 || r.Findings[2].ID != "unexpected pass" {
		t.Errorf("%+v", r.Findings)
	}
	var b bytes.Buffer
	if err := report.WriteExpectations(&b, r); err != nil {
		t.Fatal(err)
	}
	again, err := report.ReadExpectations(&b)
	if err != nil || len(again) != 2 || again[0].Why != "known" {
		t.Errorf("%+v %v", again, err)
	}
	if _, err := report.ReadExpectations(strings.NewReader("- {case: x}")); err == nil {
		t.Error("an expectation without a reason is taken")
	}
}
