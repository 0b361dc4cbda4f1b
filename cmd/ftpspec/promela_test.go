package main

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

func TestPromela(t *testing.T) {
	module(t)
	var out bytes.Buffer
	if status := run([]string{"promela"}, &out, &out); status != exitOK {
		t.Errorf("status %d", status)
	}
	if got := out.String(); !strings.HasPrefix(got, "/* The protocol ftp of spec/ftp.yaml (sha256 ") || !strings.Contains(got, "\t/* RNTO ok: 250 */\n") {
		t.Errorf("model:\n%s", got)
	}
}

// What both engines find; the exit status tells about broken invariants.
func TestPromelaSpin(t *testing.T) {
	testcost.Some(t)
	module(t)
	if _, err := exec.LookPath("spin"); err != nil {
		expect(t, exitError, "", "promela: spin and a C compiler are needed: apt-get install spin gcc\n", "promela", "--spin")
		return
	}
	var out bytes.Buffer
	if status := run([]string{"promela", "--spin"}, &out, &out); status != exitOK {
		t.Errorf("status %d: %s", status, out.String())
	}
	spin, explorer, _ := strings.Cut(strings.ReplaceAll(out.String(), "spin:     ", "explorer: "), "\n")
	if spin+"\n" != explorer || !strings.HasSuffix(explorer, ", every invariant holds\n") {
		t.Errorf("%s", out.String())
	}
	edit(t, specFile, "by: table\n    during: last", "by: table\n    needs: [logged-in]\n    during: last")
	out.Reset()
	if status := run([]string{"promela", "--spin"}, &out, &out); status != exitFindings || strings.Count(out.String(), "broken: quit-always-possible\n") != 2 {
		t.Errorf("status %d: %s", status, out.String())
	}
	t.Setenv("PATH", "")
	expect(t, exitError, "", "promela: spin and a C compiler are needed: apt-get install spin gcc\n", "promela", "--spin")
}
