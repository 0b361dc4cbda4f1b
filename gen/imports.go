package gen

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// importPaths are the packages that generated code may name: the standard ones that templates use, and
// those of the types in the spec.
func importPaths(s *spec.Spec) (map[string]string, error) {
	paths := map[string]string{"context": "context", "fs": "io/fs", "iter": "iter"}
	for _, pkg := range []string{"accounts", "argument", "fsm", "netip", "storage", "time"} {
		if err := addPath(s, paths, pkg+".X", spec.Pos{File: s.File, Line: 1, Column: 1}); err != nil {
			return nil, err
		}
	}
	for _, t := range s.Types {
		for _, name := range []string{t.Go, t.Parse} {
			if err := addPath(s, paths, name, t.Pos); err != nil {
				return nil, err
			}
		}
	}
	for _, c := range s.Capabilities {
		if err := addPath(s, paths, c.Interface, c.Pos); err != nil {
			return nil, err
		}
	}
	return paths, nil
}

// addPath adds the package of a qualified Go name.
func addPath(s *spec.Spec, paths map[string]string, name string, pos spec.Pos) error {
	importPath, ok := s.Import(name)
	if !ok {
		return fmt.Errorf("%s: no import path is known for %s", position(pos), name)
	}
	if importPath != "" {
		pkg, _, _ := strings.Cut(strings.TrimLeft(name, "*[]"), ".")
		paths[pkg] = importPath
	}
	return nil
}

// addImports declares the packages that source names and does not import: the standard library's first,
// then a blank line and the others.
func addImports(source []byte, paths map[string]string) ([]byte, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, "", source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	used := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok && paths[x.Name] != "" {
				used[paths[x.Name]] = true
			}
		}
		return true
	})
	if len(used) == 0 {
		return source, nil
	}
	var groups [2]strings.Builder
	for _, importPath := range slices.Sorted(maps.Keys(used)) {
		group := 0
		if first, _, _ := strings.Cut(importPath, "/"); strings.Contains(first, ".") {
			group = 1
		}
		fmt.Fprintf(&groups[group], "\t%q\n", importPath)
	}
	block := strings.TrimLeft(groups[0].String()+"\n"+groups[1].String(), "\n")
	at := set.Position(file.Name.End()).Offset
	return bytes.Join([][]byte{source[:at], []byte("\n\nimport (\n" + block + ")\n"), source[at:]}, nil), nil
}
