package engine_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestPure: the engine, its tables and the reading of lines have nothing to wait with, to look at a clock, or to write
// to.
func TestPure(t *testing.T) {
	const module = "github.com/portolan-ftp/portolan/"
	allowed := []string{"bytes", "cmp", "errors", "fmt", "slices", "strings",
		module + "accounts", module + "fsm/capacity", module + "fsm/event", module + "fsm/line", module + "fsm/table"} // of accounts only the rights, which are numbers
	for _, dir := range []string{".", "../capacity", "../event", "../line", "../table"} {
		for path, from := range imports(t, dir) {
			if !slices.Contains(allowed, path) {
				t.Errorf("%s imports %s", from, path)
			}
		}
	}
	if !slices.Contains(slices.Collect(maps.Keys(imports(t, "."))), module+"fsm/table") {
		t.Error("no imports are found")
	}
}

// imports are the packages that the files of a directory import, tests aside, and a file that does.
func imports(t *testing.T, dir string) map[string]string {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range files {
		name := f.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), dir+"/"+name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			switch n.(type) {
			case *ast.GoStmt, *ast.ChanType, *ast.SelectStmt:
				t.Errorf("%s/%s: a goroutine, or a channel", dir, name)
			}
			return true
		})
		for _, i := range parsed.Imports {
			path, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			all[path] = dir + "/" + name
		}
	}
	return all
}
