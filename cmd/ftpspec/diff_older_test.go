package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// A revision in an older language is no revision without changes: on either side the error names the missing keys and
// says what to write.
func TestDiffOlderLanguage(t *testing.T) {
	module(t)
	today, err := os.ReadFile(specFile)
	if err != nil {
		t.Fatal(err)
	}
	var older []string
	inRoles := false
	for line := range strings.Lines(string(today)) {
		inRoles = strings.HasPrefix(line, "roles:") || inRoles && strings.HasPrefix(line, " ")
		if !inRoles {
			older = append(older, strings.Replace(line, ", lasts: session", "", 1))
		}
	}
	write(t, "older.yaml", strings.Join(older, ""))
	for _, args := range [][]string{{"diff", "older.yaml", specFile}, {"diff", specFile, "older.yaml"}} {
		var out, errs bytes.Buffer
		status := run(args, &out, &errs)
		for _, want := range []string{
			`a spec needs the key "roles"`, `a region needs the key "lasts"`, "older.yaml does not load, so nothing was compared",
			`the key "lasts" is missing: to each region add`, `the key "roles" is missing: add the section`,
		} {
			if !strings.Contains(errs.String(), want) {
				t.Errorf("%q does not say %q:\n%s", args, want, errs.String())
			}
		}
		if status != exitError || out.Len() > 0 {
			t.Errorf("%q: status %d, wrote %q", args, status, out.String())
		}
	}
}
