package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEvidence reads testdata/evidence.md: every row is there, and every test that it names.
func TestEvidence(t *testing.T) {
	text, err := os.ReadFile("testdata/evidence.md")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for letter, last := range map[string]int{"Q": 82, "S": 60, "G": 24} {
		for i := range last {
			want = append(want, fmt.Sprint(letter, i+1))
		}
	}
	rows := map[string]int{}
	for line := range strings.Lines(string(text)) {
		m := evidenceRow.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		rows[m[1]]++
		for _, reference := range strings.Split(m[2], "; ") {
			if why := missingEvidence(reference); why != "" {
				t.Errorf("%s: %s: %s", m[1], reference, why)
			}
		}
	}
	for _, row := range want {
		if rows[row] != 1 {
			t.Errorf("%s is there %d times", row, rows[row])
		}
	}
	if len(rows) != len(want) {
		t.Errorf("there are %d rows; want %d", len(rows), len(want))
	}
}

var (
	evidenceRow  = regexp.MustCompile(`^\| ([A-Z][0-9]+) \| [^|]+ \| ([^|]+) \|\n$`)
	evidenceTest = regexp.MustCompile(`^([a-z/]+)\.((?:Test|Fuzz)[A-Za-z0-9]+)(?:: (.+))?$`)
	dialogueName = regexp.MustCompile(`^D: ([a-z]+)/(.+)$`)
)

// missingEvidence says what is wrong with a reference, or nothing.
func missingEvidence(reference string) string {
	if m := dialogueName.FindStringSubmatch(reference); m != nil {
		text, err := os.ReadFile(filepath.Join("../../commands/testdata", m[1]+".txt"))
		if err != nil {
			return err.Error()
		}
		if !strings.Contains("\n"+string(text), "\n== "+m[2]+"\n") {
			return "there is no such dialogue"
		}
		return ""
	}
	if m := evidenceTest.FindStringSubmatch(reference); m != nil {
		return missingTest(filepath.Join("../..", m[1]), m[2], m[3])
	}
	if strings.HasPrefix(reference, "design: ") {
		return ""
	}
	return "is neither a test nor a reason"
}

// missingTest looks for a test in a directory, and for a string that names its part.
func missingTest(dir, test, part string) string {
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		return err.Error()
	}
	named := part == ""
	found := false
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err.Error()
		}
		found = found || strings.Contains(string(text), "\nfunc "+test+"(")
		named = named || strings.Contains(string(text), `"`+part)
	}
	switch {
	case !found:
		return "there is no such test"
	case !named:
		return "it has no such part"
	}
	return ""
}
