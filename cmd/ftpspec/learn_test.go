package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/learn"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// learnRefused are flags with which nothing can be learned, and what is said then.
var learnRefused = []struct {
	args []string
	want string
}{
	{[]string{"--alphabet", "none-such"}, "no alphabet"},
	{[]string{"--format", "none-such"}, "no format"},
	{[]string{"--user", "nobody"}, "NAME:PASSWORD"},
	{[]string{"--policy", "tls=none-such"}, "no policy"},
	{[]string{"--queries", "20"}, "budget"},
}

// TestLearnCommand: the report for people and for programs, the machine as a spec, and the exit status of what cannot
// be.
func TestLearnCommand(t *testing.T) {
	testcost.Some(t)
	c, _, _ := served{table: dropNeed("PWD", "logged-in")}.start(t)
	dir := t.TempDir()
	machine, report := filepath.Join(dir, "theirs.yaml"), filepath.Join(dir, "report.json")
	command := func(args ...string) (int, string, string) {
		var out, errs bytes.Buffer
		args = append([]string{"learn", "--spec", "../../spec/ftp.yaml", "--user", c.User + ":" + c.Password, "--depth", "-1", "--tests", "50"}, args...)
		status := run(args, &out, &errs)
		return status, out.String(), errs.String()
	}
	status, out, errs := command("--machine", machine, "--target", "ours", c.Address)
	numbers := regexp.MustCompile(`\d+ sessions with \d+ steps, [\d.]+ s`)
	if want := `ours, alphabet login: 4 states; our table has 4 on this alphabet
  start                    the session has begun
  named                    USER 331
  closed                   QUIT 221
  in                       USER 331, PASS 230

differs   PWD 257; the table answers 530, for the need logged-in (8 places)
violates  before-login (what an unknown client may do; each addition is a decision)
            PWD 257
violates  while-named (a name, which anybody may give, allows PASS and nothing else)
            USER 331, PWD 257
N
`; status != exitFindings || numbers.ReplaceAllString(out, "N") != want {
		t.Errorf("%d\n%s\n%s", status, out, errs)
	}
	var checked bytes.Buffer
	if status := run([]string{"check", "--spec", machine}, &checked, &checked); status != exitOK {
		t.Errorf("check of the machine: %s", checked.String())
	}
	if status, _, errs := command("--format", "json", "-o", report, c.Address); status != exitFindings {
		t.Errorf("%d %s", status, errs)
	}
	var r learn.Report
	if data, err := os.ReadFile(report); err != nil || json.Unmarshal(data, &r) != nil || len(r.States) != 4 || r.Target != c.Address || len(r.Violations) != 2 {
		t.Errorf("%v %+v", err, r)
	}
	for _, x := range learnRefused {
		if status, _, errs := command(append(x.args, c.Address)...); status != exitError || !strings.Contains(errs, x.want) {
			t.Errorf("%v: %d %s", x.args, status, errs)
		}
	}
	if status, _, errs := command("127.0.0.1:1"); status != exitError || !strings.Contains(errs, "refused") {
		t.Errorf("%d %s", status, errs)
	}
}
