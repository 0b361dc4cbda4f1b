// Package golden compares what a test makes with a file. go test -update writes the file instead:
//
//	golden.File(t, "testdata/report.json", got)
package golden

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
)

// update makes File write instead of compare.
var update = flag.Bool("update", false, "write the golden files anew")

// File compares with a file, or writes it.
func File(t testing.TB, file, got string) {
	t.Helper()
	file = filepath.FromSlash(file)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s differs; see go test -update and git diff. Got:\n%s\nwant:\n%s", file, got, want)
	}
}
