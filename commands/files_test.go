package commands_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// TestAFileACommand: a file of this package holds the handler that its name says and no other, and every handler has
// one. What several commands share has a package below.
func TestAFileACommand(t *testing.T) {
	t.Parallel()
	var wanted []string
	handlers := reflect.TypeFor[ftp.Handlers]()
	for i := range handlers.NumMethod() {
		wanted = append(wanted, handlers.Method(i).Name)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") || name == "commands.go" {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		var here []string
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv != nil && slices.Contains(wanted, f.Name.Name) {
				here = append(here, f.Name.Name)
			}
		}
		if len(here) != 1 || !strings.EqualFold(here[0], strings.ReplaceAll(strings.TrimSuffix(name, ".go"), "_", "")) {
			t.Errorf("%s has the handlers %q; want the one of its name", name, here)
		}
		found = append(found, here...)
	}
	slices.Sort(wanted)
	slices.Sort(found)
	if !slices.Equal(found, wanted) {
		t.Errorf("handlers in files of their own: %q; want %q", found, wanted)
	}
}
