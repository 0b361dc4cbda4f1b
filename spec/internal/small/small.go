// Package small is a small spec for tests, and the comparison with golden files:
//
//	s := small.Spec(t, "during: last", "during: now") // the spec with one change
//	small.Golden(t, "explain.txt", got)               // compares with testdata/explain.txt
//
// go test -update writes the golden files anew.
package small

import (
	_ "embed"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/golden"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/decode"
)

//go:embed small.yaml
var text string

// File is the name of the spec in positions.
const File = "small.yaml"

// Text is the file with edits, pairs of an old text and what replaces it everywhere; each must occur.
func Text(t testing.TB, edits ...string) string {
	t.Helper()
	edited := text
	for i := 0; i+1 < len(edits); i += 2 {
		if !strings.Contains(edited, edits[i]) {
			t.Fatalf("the small spec has no %q", edits[i])
		}
		edited = strings.ReplaceAll(edited, edits[i], edits[i+1])
	}
	return edited
}

// Spec decodes the file with edits.
func Spec(t testing.TB, edits ...string) *spec.Spec {
	t.Helper()
	s, err := decode.Text(File, []byte(Text(t, edits...)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Golden compares with a file of the package's testdata.
func Golden(t testing.TB, name, got string) {
	t.Helper()
	golden.File(t, "testdata/"+name, got)
}
