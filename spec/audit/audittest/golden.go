package audittest

import (
	"flag"
	"os"
	"strings"
	"testing"
)

// update writes what the tests find instead of comparing.
var update = flag.Bool("update", false, "rewrite the expected results")

// Golden compares with a file, or writes it.
func Golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s differs; see go test -update and git diff. Got:\n%s", file, got)
	}
}

// IndentBlock sets every line apart.
func IndentBlock(text string) string {
	if text == "" {
		return ""
	}
	return "    " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n    ") + "\n"
}
