package analyzers

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// TestKept: packages that stay in memory have the findings that reading all of them again has: as they are, after a
// handler or what it imports has changed, after one that did not compile was mended, and after something new is
// imported.
func TestKept(t *testing.T) {
	testcost.Long(t)
	root := t.TempDir()
	t.Setenv("GOPATH", root)
	t.Setenv("GO111MODULE", "off")
	t.Setenv("GOFLAGS", "")
	src := filepath.Join(root, "src")
	if err := os.CopyFS(src, os.DirFS(filepath.Join(analysistest.TestData(), "src"))); err != nil {
		t.Fatal(err)
	}
	patterns := []string{server + "outcomes/...", server + "declared/...", server + "ftp", server + "success"}
	kept := Keep(src, patterns...)
	same := func(after string) []Finding {
		t.Helper()
		got, err := kept.Run()
		want, wantErr := RunAll(src, patterns...)
		if err != nil || wantErr != nil || len(got) == 0 || !slices.Equal(got, want) {
			t.Fatalf("after %s:\ngot  %v, %v\nwant %v, %v", after, got, err, want, wantErr)
		}
		return got
	}
	first := same("nothing")
	if !kept.Renewed() {
		t.Error("nothing was read at first")
	}
	if again := same("nothing again"); !slices.Equal(first, again) || kept.Renewed() {
		t.Error("what has not changed is read again")
	}

	handler := filepath.Join(src, filepath.FromSlash(first[0].Pos.Filename))
	text := readText(t, handler)
	writeText(t, handler, "\n\n"+text)
	if moved := same("a handler has moved"); moved[0].Pos.Line != first[0].Pos.Line+2 {
		t.Errorf("it is found at %v", moved[0].Pos)
	}
	more := filepath.Join(filepath.Dir(handler), "more.go")
	pkg := text[strings.Index(text, "package "):]
	pkg = pkg[:strings.Index(pkg, "\n")+1]
	writeText(t, more, pkg+"\nvar _ = undefined\nvar _ int = \"text\"\n")
	var faults Faults
	if _, err := kept.Run(); !errors.As(err, &faults) || !errors.Is(err, ErrCompile) || len(faults) != 2 {
		t.Fatalf("what does not compile: %v", err)
	}
	if want := more + ":3:9"; faults[0].Pos != want || faults[0].Msg != "undefined: undefined" {
		t.Errorf("the fault is at %s: %s, want %s", faults[0].Pos, faults[0].Msg, want)
	}
	writeText(t, more, pkg+"\nvar unfinished = (\n")
	if _, err := kept.Run(); !errors.As(err, &faults) {
		t.Errorf("what is no Go: %v", err)
	}
	writeText(t, more, pkg+"\nimport \"encoding/ascii85\"\n\nvar _ = ascii85.Encode\n")
	same("something new is imported")
	if err := os.Remove(more); err != nil {
		t.Fatal(err)
	}
	same("a file is gone")
}

func readText(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func writeText(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
