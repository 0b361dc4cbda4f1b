package gen

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/gonames"
)

// TestParsersAreTheirs: the functions that a spec may pair with a type are those that there are, and make what the spec
// language believes.
func TestParsersAreTheirs(t *testing.T) {
	there := map[string]string{}
	for _, dir := range []string{"../fsm/argument", "../commands/listing", "../commands/digest", "../commands/quoted", "../commands/attributes"} {
		files := token.NewFileSet()
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil || path == dir:
				return err
			case d.IsDir():
				return fs.SkipDir
			case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
				return nil
			}
			file, err := parser.ParseFile(files, path, nil, 0)
			if err != nil {
				return err
			}
			for _, d := range file.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && isParser(t, fn) {
					made := fn.Type.Results.List[0].Type
					name := source(t, made)
					if _, local := made.(*ast.Ident); local && ast.IsExported(name) {
						name = file.Name.Name + "." + name
					}
					there[file.Name.Name+"."+fn.Name.Name] = name
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if known := gonames.Parsers(); !maps.Equal(there, known) {
		t.Errorf("the packages have\n%v\nand the language knows\n%v", there, known)
	}
}

// isParser reports whether a function reads an argument: ParseX(arg string, cwd storage.Path) (T, error).
func isParser(t *testing.T, fn *ast.FuncDecl) bool {
	params := fn.Type.Params.List
	return strings.HasPrefix(fn.Name.Name, "Parse") && fn.Recv == nil && len(params) == 2 && source(t, params[1].Type) == "storage.Path" &&
		fn.Type.Results.NumFields() == 2
}

// source is a type as it is written.
func source(t *testing.T, e ast.Expr) string {
	t.Helper()
	var b bytes.Buffer
	if err := format.Node(&b, token.NewFileSet(), e); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestInterfacesAreTheirs: those of package storage that a spec may pair with a capability are those that handlers can
// be given.
func TestInterfacesAreTheirs(t *testing.T) {
	for _, name := range gonames.Interfaces() {
		if _, known := storageInterfaces[name]; !known && name != "fsm.Listener" && name != "fsm.ServerListener" {
			t.Errorf("%s is none of storage's", name)
		}
	}
	for name := range storageInterfaces {
		if !slices.Contains(gonames.Interfaces(), name) {
			t.Errorf("the language does not know what %s lets a handler do", name)
		}
	}
}
