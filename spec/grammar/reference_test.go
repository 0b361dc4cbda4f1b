package grammar

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// update writes what the tests find instead of comparing.
var update = flag.Bool("update", false, "rewrite the schemas and the reference")

// TestGeneratedDocuments compares the schema and the reference with their files.
func TestGeneratedDocuments(t *testing.T) {
	files := Schemas()
	files["README.md"] = Reference()
	for name, want := range files {
		file := filepath.Join("..", name)
		if *update {
			if err := os.WriteFile(file, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is stale (%v); run go generate ./...", file, err)
		}
	}
}

// TestReferenceIsComplete looks for every key, every form and every link target in the reference.
func TestReferenceIsComplete(t *testing.T) {
	text := string(Reference())
	for _, s := range slices.Concat(Shapes, OverlayShapes) {
		if !strings.Contains(text, "\n### "+heading(s)+"\n") {
			t.Errorf("no heading %q", heading(s))
		}
		for _, f := range s.Fields {
			if !strings.Contains(text, "`"+f.Key+"`") {
				t.Errorf("%s: key %q is missing", s.Name, f.Key)
			}
		}
	}
	anchors := map[string]bool{}
	for _, line := range strings.Split(text, "\n") {
		if title, ok := strings.CutPrefix(line, "### "); ok {
			anchors[strings.NewReplacer(" ", "-", "'", "").Replace(strings.ToLower(title))] = true
		}
	}
	for _, link := range regexp.MustCompile(`\]\(#([^)]*)\)`).FindAllStringSubmatch(text, -1) {
		if !anchors[link[1]] {
			t.Errorf("link to nowhere: #%s", link[1])
		}
	}
}
