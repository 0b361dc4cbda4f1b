package gen

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/format"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/template"

	"github.com/portolan-ftp/portolan/spec"
)

// handlersType is the type in the handlers' package whose methods answer commands.
const handlersType = "Standard"

// ErrExists says that a stub was not written because its file is there already.
var ErrExists = errors.New("file exists; it is never overwritten")

// Handler is a method that answers a command, found in the handlers' package.
type Handler struct {
	Name      string // of the method: "Retr"
	File      string // as opened
	Line      int
	Unwritten bool // its body still gives the stub's answer
	Alone     bool // nothing else is declared in its file
}

// Handlers finds the methods in dir that answer commands: those of type Standard with a request or a reply
// of the generated package in their signature. Files are only parsed, so stale ones are found too.
func Handlers(dir string) ([]Handler, error) {
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
		handlers, err := handlersIn(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, fmt.Errorf("gen: handlers: %w", err)
		}
		found = append(found, handlers...)
	}
	return found, nil
}

// handlersIn finds the handlers in one file.
func handlersIn(name string) ([]Handler, error) {
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
		if !ok || !answersCommand(f) {
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

// answersCommand reports whether f is a method of Standard, or of a pointer to it, that takes XRequest or
// returns XReply, where X is its name.
func answersCommand(f *ast.FuncDecl) bool {
	if f.Recv == nil || len(f.Recv.List) != 1 {
		return false
	}
	receiver := f.Recv.List[0].Type
	if star, ok := receiver.(*ast.StarExpr); ok {
		receiver = star.X
	}
	if id, ok := receiver.(*ast.Ident); !ok || id.Name != handlersType {
		return false
	}
	fields := f.Type.Params.List
	if f.Type.Results != nil {
		fields = slices.Concat(fields, f.Type.Results.List)
	}
	return slices.ContainsFunc(fields, func(field *ast.Field) bool {
		sel, ok := field.Type.(*ast.SelectorExpr)
		return ok && (sel.Sel.Name == f.Name.Name+"Request" || sel.Sel.Name == f.Name.Name+"Reply")
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

// Missing are the commands of s that need a handler and have none among found, in the order of the spec.
func Missing(s *spec.Spec, found []Handler) []string {
	var names []string
	for _, c := range s.Commands {
		if c.By == spec.ByHandler && !slices.ContainsFunc(found, func(h Handler) bool { return h.Name == goName(c.Name) }) {
			names = append(names, c.Name)
		}
	}
	return names
}

// Orphans are the handlers that answer no command of s.
func Orphans(s *spec.Spec, found []Handler) []Handler {
	return slices.DeleteFunc(slices.Clone(found), func(h Handler) bool {
		return slices.ContainsFunc(s.Commands, func(c spec.Command) bool {
			return c.By == spec.ByHandler && h.Name == goName(c.Name)
		})
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

// StubFile is the name of the file that a command's stub is written to: "stat_path.go" for "STAT path". Where
// the underscore would make it a test's or one system's alone, there is none: "sitelinux.go".
func StubFile(command string) string {
	words := strings.FieldsFunc(strings.ToLower(command), notAlphanumeric)
	name := strings.Join(words, "_") + ".go"
	anywhere := build.Context{OpenFile: func(string) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader("package p\n")), nil
	}}
	if ok, err := anywhere.MatchFile("", name); err != nil || !ok || strings.HasSuffix(name, "_test.go") {
		return strings.Join(words, "") + ".go"
	}
	return name
}

// Scaffold writes the stub of one command into dir and returns the file's path. A file that exists is an
// ErrExists and is not touched.
func Scaffold(s *spec.Spec, o Options, dir, command string) (string, error) {
	stub, err := Stub(s, o, filepath.Base(dir), command)
	if err != nil {
		return "", err
	}
	name := filepath.Join(dir, StubFile(command))
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("gen: scaffold: %s: %w", filepath.ToSlash(name), ErrExists)
	}
	if err != nil {
		return "", fmt.Errorf("gen: scaffold: %w", err)
	}
	_, err = file.Write(stub)
	if err := errors.Join(err, file.Close()); err != nil {
		return "", fmt.Errorf("gen: scaffold: %w", err)
	}
	return name, nil
}

// Stub is the source of a command's handler that answers only that it is not written yet. Its comment has
// what the spec says about the command, without codes and texts, which the spec alone has.
func Stub(s *spec.Spec, o Options, pkg, command string) ([]byte, error) {
	o = o.withDefaults()
	i := slices.IndexFunc(s.Commands, func(c spec.Command) bool { return strings.EqualFold(c.Name, command) })
	if i < 0 {
		return nil, fmt.Errorf("gen: scaffold: there is no command %s in %s", command, s.File)
	}
	if s.Commands[i].By != spec.ByHandler {
		return nil, fmt.Errorf("gen: scaffold: %s needs no handler", s.Commands[i].Name)
	}
	v, err := newView(s, o)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(v.Handlers, func(h handlerView) bool { return h.Name == s.Commands[i].Name })
	templates, err := template.ParseFS(templateFiles, "templates/*.tmpl")
	if err != nil {
		return nil, fmt.Errorf("gen: templates: %w", err)
	}
	source, err := render(templates, "stub.go.tmpl", stubView{
		Package: pkg, Generated: v.Package, Import: o.Module + "/" + o.Dir, Type: handlersType, Handler: v.Handlers[at],
	})
	if err != nil {
		return nil, err
	}
	if source, err = format.Source(source); err != nil {
		return nil, fmt.Errorf("gen: scaffold: %w", err)
	}
	return bytes.TrimLeft(source, "\n"), nil
}

// stubView is what the template of a stub sees.
type stubView struct {
	Package, Generated, Import, Type string
	Handler                          handlerView
}
