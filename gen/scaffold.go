package gen

import (
	"bytes"
	"errors"
	"fmt"
	"go/build"
	"go/format"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"text/template"

	"github.com/portolan-ftp/portolan/spec"
)

// ErrExists says that a stub was not written because its file is there already.
var ErrExists = errors.New("file exists; it is never overwritten")

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
	pkg, err := packageIn(dir)
	if err != nil {
		return "", fmt.Errorf("gen: scaffold: %w", err)
	}
	stub, err := Stub(s, o, pkg, command)
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

// packageIn is the name of the package in dir: what its files say, or else the directory's name, if one can import a
// package of that name.
func packageIn(dir string) (string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return "", err
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.PackageClauseOnly)
		if err == nil && !strings.HasSuffix(name, "_test.go") {
			return file.Name.Name, nil
		}
	}
	whole, err := filepath.Abs(dir)
	name := strings.Join(strings.FieldsFunc(strings.ToLower(filepath.Base(whole)), notAlphanumeric), "")
	if !token.IsIdentifier(name) || name == "main" {
		name = "handlers"
	}
	return name, err
}

// Stub is the source of a command's handler that answers only that it is not written yet. Its comment has
// what the spec says about the command, without codes and texts, which the spec alone has.
func Stub(s *spec.Spec, o Options, pkg, command string) ([]byte, error) {
	o = o.withDefaults(s)
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
	if at < 0 {
		return nil, fmt.Errorf("gen: scaffold: %s is left to the handler of %s", s.Commands[i].Name, v.Base.Name)
	}
	templates, err := template.ParseFS(templateFiles, "templates/*.tmpl")
	if err != nil {
		return nil, fmt.Errorf("gen: templates: %w", err)
	}
	alias := ""
	if v.Package != path.Base(o.Dir) {
		alias = v.Package
	}
	source, err := render(templates, "stub.go.tmpl", stubView{
		Package: pkg, Generated: v.Package, Import: o.Module + "/" + o.Dir, Alias: alias, Type: o.Type, Handler: v.Handlers[at],
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
	Alias                            string // under which the stub imports the generated package; "" for its path's last element
	Handler                          handlerView
}
