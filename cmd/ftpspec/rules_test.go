package main

import (
	"os"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/audit/rules"
	"github.com/portolan-ftp/portolan/spec/golden"
)

// TestRulesAreMade compares RULES.md with the declarations of the checks; -update writes it.
func TestRulesAreMade(t *testing.T) {
	golden.File(t, "../../spec/audit/RULES.md", rules.Document(allChecks()))
}

// TestEveryCheckIsExplained: "explain ID" tells what is declared of each check, in whatever case; "help checks" lists
// them; the address that SARIF has for it is a heading of RULES.md.
func TestEveryCheckIsExplained(t *testing.T) {
	document, err := os.ReadFile("../../spec/audit/RULES.md")
	if err != nil {
		t.Fatal(err)
	}
	var list strings.Builder
	if status := run([]string{"help", "checks"}, &list, &list); status != exitOK {
		t.Fatal(list.String())
	}
	for _, c := range allChecks() {
		var told strings.Builder
		if status := run([]string{"explain", strings.ToLower(c.ID)}, &told, &told); status != exitOK || !strings.HasPrefix(told.String(), c.ID+", "+c.Severity.String()+": "+c.Title+"\n") {
			t.Errorf("explain %s: status %d: %s", c.ID, status, told.String())
		}
		for _, e := range append(c.Faulty, c.Clean...) {
			first, _, _ := strings.Cut(strings.TrimSpace(e.Change), "\n")
			if !strings.Contains(told.String(), "\n  "+first+"\n") {
				t.Errorf("explain %s does not show the example %q", c.ID, first)
			}
		}
		if !strings.Contains(list.String(), "\n  "+c.ID+"  "+c.Title+"\n") {
			t.Errorf("help checks does not list %s", c.ID)
		}
		_, anchor, _ := strings.Cut(rules.Help(c.ID), "RULES.md#")
		if !strings.Contains(string(document), "\n### "+strings.ToUpper(anchor)+"\n") {
			t.Errorf("RULES.md has no heading for %s", rules.Help(c.ID))
		}
	}
}
