package testcost

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestCIRunsAll: .ci/run asks for all tests before it runs them, and does not take that back.
func TestCIRunsAll(t *testing.T) {
	text, err := os.ReadFile("../../.ci/run")
	if err != nil {
		t.Fatal(err)
	}
	before, _, found := strings.Cut(string(text), " go test ./...\n")
	if !found {
		t.Fatal("it does not run go test ./...")
	}
	last := ""
	for _, line := range regexp.MustCompile(`(?m)^.*\b`+Variable+`\b.*$`).FindAllString(before, -1) {
		last = line
	}
	if want := "export " + Variable + "=1"; last != want {
		t.Errorf("the last line about %s before the tests is %q, want %q", Variable, last, want)
	}
}

// fake notes how a test ends; neither ending comes back.
type fake struct {
	testing.TB
	ended string
}

func (f *fake) Helper()      {}
func (f *fake) Fatal(...any) { f.ended += "failed" }
func (f *fake) Skip(...any)  { f.ended += "skipped" }

// TestLacking: nothing is left out in CI.
func TestLacking(t *testing.T) {
	for value, want := range map[string]string{"": "skipped", "true": "failed"} {
		t.Setenv("CI", value)
		f := &fake{}
		if Lacking(f, "no curl"); !strings.HasPrefix(f.ended, want) {
			t.Errorf("CI=%q: %s", value, f.ended)
		}
	}
}

// TestAll: the variable alone asks for all tests.
func TestAll(t *testing.T) {
	for value, want := range map[string]bool{"": false, "1": !testing.Short()} {
		t.Setenv(Variable, value)
		if All() != want {
			t.Errorf("%q: %t", value, !want)
		}
	}
}
