package gen

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// Handler is a method that answers a command, found in the handlers' package.
type Handler struct {
	Name      string // of the method: "Retr"
	File      string // as opened
	Line      int
	Unwritten bool // its body still gives the stub's answer
	Alone     bool // nothing else is declared in its file
}

// Handlers finds the methods in dir that answer commands of s: those of the handlers' type with a request or a
// reply of the generated package in their signature. Files are only parsed, so stale ones are found too.
func Handlers(s *spec.Spec, o Options, dir string) ([]Handler, error) {
	o = o.withDefaults(s)
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("gen: handlers: %w", err)
	}
	var found []Handler
	for _, e := range entries {
		if e.IsDir() || !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		handlers, err := handlersIn(filepath.Join(dir, e.Name()), o)
		if err != nil {
			return nil, fmt.Errorf("gen: handlers: %w", err)
		}
		found = append(found, handlers...)
	}
	return found, nil
}

// handlersIn finds the handlers in one file.
func handlersIn(name string, o Options) ([]Handler, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var found []Handler
	declared := 0
	for _, d := range file.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.IMPORT {
			continue
		}
		declared++
		f, ok := d.(*ast.FuncDecl)
		if !ok || !answersCommand(f, o) {
			continue
		}
		found = append(found, Handler{
			Name: f.Name.Name, File: name, Line: set.Position(f.Pos()).Line, Unwritten: callsUnwritten(f),
		})
	}
	for i := range found {
		found[i].Alone = declared == 1
	}
	return found, nil
}

// answersCommand reports whether f is a method of the handlers' type, or of a pointer to it, that takes XRequest or
// returns XReply of the generated package, where X is its name.
func answersCommand(f *ast.FuncDecl, o Options) bool {
	if f.Recv == nil || len(f.Recv.List) != 1 {
		return false
	}
	receiver := f.Recv.List[0].Type
	if star, ok := receiver.(*ast.StarExpr); ok {
		receiver = star.X
	}
	if id, ok := receiver.(*ast.Ident); !ok || id.Name != o.Type {
		return false
	}
	fields := f.Type.Params.List
	if f.Type.Results != nil {
		fields = slices.Concat(fields, f.Type.Results.List)
	}
	return slices.ContainsFunc(fields, func(field *ast.Field) bool {
		sel, ok := field.Type.(*ast.SelectorExpr)
		if !ok {
			return false
		}
		pkg, ok := sel.X.(*ast.Ident)
		return ok && pkg.Name == o.packageName() && (sel.Sel.Name == f.Name.Name+"Request" || sel.Sel.Name == f.Name.Name+"Reply")
	})
}

// callsUnwritten reports whether f still gives the stub's answer.
func callsUnwritten(f *ast.FuncDecl) bool {
	found := false
	ast.Inspect(f, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Name == f.Name.Name+"Unwritten" {
			found = true
		}
		return !found
	})
	return found
}

// Handled are the commands of s that need a handler, in the order of the spec; of an overlay those that are new
// or changed.
func Handled(s *spec.Spec, o Options) ([]string, error) {
	v, err := newView(s, o.withDefaults(s))
	if err != nil {
		return nil, err
	}
	names := make([]string, len(v.Handlers))
	for i, h := range v.Handlers {
		names[i] = h.Name
	}
	return names, nil
}

// Missing are the commands that have no handler among found.
func Missing(commands []string, found []Handler) []string {
	return slices.DeleteFunc(slices.Clone(commands), func(name string) bool {
		return slices.ContainsFunc(found, func(h Handler) bool { return h.Name == goName(name) })
	})
}

// Orphans are the handlers that answer none of the commands.
func Orphans(commands []string, found []Handler) []Handler {
	return slices.DeleteFunc(slices.Clone(found), func(h Handler) bool {
		return slices.ContainsFunc(commands, func(name string) bool { return h.Name == goName(name) })
	})
}

// Orphaned is the message about a handler that answers no command.
func (h Handler) Orphaned() string {
	remedy := "delete this method"
	if h.Alone {
		remedy = "delete this file"
	}
	return fmt.Sprintf("%s:%d: method %s answers no command; %s", filepath.ToSlash(h.File), h.Line, h.Name, remedy)
}

// StillUnwritten is the message about a handler that is still a stub.
func (h Handler) StillUnwritten() string {
	return fmt.Sprintf("%s:%d: method %s is a stub; write it", filepath.ToSlash(h.File), h.Line, h.Name)
}
