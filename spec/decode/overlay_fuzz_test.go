package decode

import (
	"path/filepath"
	"testing"

	"github.com/portolan-ftp/portolan/spec/syntax"
	"golang.org/x/tools/txtar"
)

// FuzzOverlay: no overlay makes the decoder panic, every fault is inside one of the files, and an overlay without
// faults gives a model with rows.
func FuzzOverlay(f *testing.F) {
	f.Add(string(file(f, everyOverlay).Data))
	bad, err := filepath.Glob("testdata/overlay/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range bad {
		a, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		over, _ := section(a, "over")
		f.Add(over)
	}
	plain := syntax.File{Name: "base.yaml", Data: []byte(base(f))}
	f.Fuzz(func(t *testing.T, over string) {
		s, err := Overlay(syntax.File{Name: "site.yaml", Data: []byte(over)}, plain)
		if err == nil {
			if len(s.Rows()) == 0 {
				t.Error("no rows")
			}
			return
		}
		for _, e := range err.(syntax.Errors) {
			if e.File != "site.yaml" && e.File != "base.yaml" || e.Line < 1 || e.Column < 1 {
				t.Errorf("a fault at %s", e.Pos)
			}
		}
	})
}
