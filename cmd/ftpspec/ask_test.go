package main

import (
	"strings"
	"testing"
)

// TestAsk: what is possible is answered with the dialogue, and what is not with no.
func TestAsk(t *testing.T) {
	module(t)
	for question, want := range map[string]string{
		"RNTO before login=in":             "no, in none of ",
		"RNTO when rename=pending":         "yes:\nS: 220 Ready.\nC: PASS <user> <password>\nS: 230 Welcome, {user}.\nC: RNFR <from>\nS: 350 Now RNTO.\nC: RNTO\nS: 250 Renamed in {cwd}.\n",
		"login=in rename=pending reached":  "yes:\nS: 220 Ready.\n",
		"login=out rename=pending reached": "no, in none of ",
		"rename after RNTO":                "no, in none of ",
		"rename after RNFR":                "yes:\n",
	} {
		status := exitOK
		if strings.HasPrefix(want, "yes") {
			status = exitFindings
		}
		if got := output(t, status, append([]string{"ask"}, strings.Fields(question)...)...); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s, want %s", question, got, want)
		}
	}
	for _, question := range []string{"RNTO", "RNXX before login=in", "RNTO before login=inside", "nothing after RNTO", "rename after RNXX", "RNTO before policy.files=writable"} {
		output(t, exitError, "ask", question)
	}
}
