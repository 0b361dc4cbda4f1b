package gen

import (
	"testing"

	"github.com/portolan-ftp/portolan/spec/audit/documents"
	"github.com/portolan-ftp/portolan/spec/field"
	"github.com/portolan-ftp/portolan/spec/grammar"
)

// specFile is the module's own spec, and root the module.
const (
	specFile = "../spec/ftp.yaml"
	root     = ".."
)

// The generated files in the tree are what the spec makes of them.
func TestGeneratedFilesAreFresh(t *testing.T) {
	model := ourModel(t)
	standard, err := documents.Account(model)
	if err != nil {
		t.Fatal(err)
	}
	commands, err := field.Document(model.Spec)
	if err != nil {
		t.Fatal(err)
	}
	files := generate(t, model.Spec, Options{
		Schemas: grammar.Schemas(), Language: grammar.Reference(), Standard: standard,
		Field: commands, Graph: model.Graph,
	})
	for _, name := range Stale(root, files) {
		t.Errorf("%s is not up to date; run go generate ./...", name)
	}
}
