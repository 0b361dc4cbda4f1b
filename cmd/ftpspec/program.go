package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"text/template"

	"github.com/portolan-ftp/portolan/gen"
)

// server is the program that is built of an overlay, or of this module's own spec.
type server struct {
	*project
	name        string
	handlers    string // directory of their package; "" if the overlay needs none
	development bool   // it is for "ftpspec watch": it is given its listener, and built as quickly as can be
}

// find finds the handlers, and declares their type if nobody has. Where no command needs one, their type is used all
// the same if there is one: it may have flags.
func (s *server) find(out io.Writer) error {
	commands, err := gen.Handled(s.spec, s.gen)
	if err != nil {
		return err
	}
	dir := s.project.handlers()
	name, declared, err := typeIn(dir, s.gen.Type)
	if err == nil && len(commands) == 0 && (name == "main" || !declared) {
		return nil
	}
	s.handlers = dir
	switch {
	case err != nil:
		return fmt.Errorf("ftpspec build: %w", err)
	case name == "main":
		return fmt.Errorf("ftpspec build: the handlers in %s are package main, which no program can import: give the package another name", filepath.ToSlash(s.handlers))
	case declared:
		return nil
	}
	file := filepath.Join(s.handlers, "handlers.go")
	stub := fmt.Sprintf("package %s\n\n// %s answer the commands that this server adds.\ntype %[2]s struct{}\n", name, s.gen.Type)
	if err := writeNew(file, stub); err != nil {
		return fmt.Errorf("ftpspec build: the type %s is not declared in %s: %w", s.gen.Type, filepath.ToSlash(s.handlers), err)
	}
	fmt.Fprintf(out, "wrote stub %s\n", filepath.ToSlash(file))
	return nil
}

// typeIn is the name of the package in a directory, and whether it declares a type.
func typeIn(dir, name string) (pkg string, declared bool, err error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return "", false, err
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			return "", false, err
		}
		pkg = parsed.Name.Name
		for _, d := range parsed.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.TYPE {
				declared = declared || slices.ContainsFunc(g.Specs, func(s ast.Spec) bool { return s.(*ast.TypeSpec).Name.Name == name })
			}
		}
	}
	return pkg, declared, nil
}

// writeNew writes a file that there is not.
func writeNew(name, content string) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = file.WriteString(content)
	return errors.Join(err, file.Close())
}

// mainSource is the program. Its handlers' package may have the name of the overlay's.
var mainSource = template.Must(template.New("main").Parse(`// Package main is {{.Name}}, a server of {{.Spec}}.
package main

import (
	"os"

	"{{.Module}}/cmd/portolan/cli"
{{- with .Protocol}}
	protocol "{{.}}"
{{- end}}
{{- with .Handlers}}
	answers "{{.}}"
{{- end}}
)

func main() {
{{- if not .Protocol}}
	p := cli.FTP()
{{- else}}
	handlers := protocol.Handlers({{if .Handlers}}&answers.{{.Type}}{}{{else}}nil{{end}})
	p := cli.Extended({{printf "%q" .Name}}, protocol.Table(), handlers, protocol.Protocol)
{{- end}}
{{- if .Development}}
	p.Inherited = 1
{{- end}}
	os.Exit(p.Run(os.Args[1:]))
}
`))

// mainDir is where the program seems to be in the overlay's module, so that it can import what is internal there.
const mainDir = "ftpspec-build-main"

// build writes the program, and tells what the compiler says. What it is made of beside the module lies in a directory
// of its own, which is removed.
func (s *server) build(ctx context.Context, out io.Writer, program string) error {
	work, err := os.MkdirTemp("", "ftpspec-build")
	if err != nil {
		return fmt.Errorf("ftpspec build: %w", err)
	}
	defer os.RemoveAll(work)
	args, err := s.prepare(work, program)
	if err != nil {
		return fmt.Errorf("ftpspec build: %w", err)
	}
	build := exec.CommandContext(ctx, "go", append(args, "./"+mainDir)...)
	build.Dir = s.root
	told, err := build.CombinedOutput()
	if _, exited := errors.AsType[*exec.ExitError](err); exited {
		fmt.Fprintf(out, "%s", told)
		return errFindings
	}
	if err != nil {
		return fmt.Errorf("ftpspec build: %w", err)
	}
	return nil
}

// prepare writes what the go command is given, and says how it is called.
func (s *server) prepare(work, program string) ([]string, error) {
	source, err := s.source()
	if err != nil {
		return nil, err
	}
	root, errRoot := filepath.Abs(s.root)
	target, errTarget := filepath.Abs(program)
	if err := errors.Join(errRoot, errTarget); err != nil {
		return nil, err
	}
	main := filepath.Join(work, "main.go")
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {filepath.Join(root, mainDir, "main.go"): main}})
	if err != nil {
		return nil, err
	}
	args := []string{"build", "-trimpath", "-o", target, "-overlay", filepath.Join(work, "overlay.json")}
	if s.development { // what other builds and tests have compiled counts, and the linker has less to do
		args = []string{"build", "-ldflags=-s -w", "-o", target, "-overlay", filepath.Join(work, "overlay.json")}
	}
	files := map[string][]byte{"main.go": source, "overlay.json": overlay}
	if s.spec.Base == nil || inWorkspace(root) {
		args = append(args, "-mod=readonly") // a workspace has all sums, and so has a module with the base
	} else {
		if err := s.modules(files); err != nil {
			return nil, err
		}
		args = append(args, "-mod=mod", "-modfile", filepath.Join(work, "go.mod"))
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(work, name), content, 0o600); err != nil {
			return nil, err
		}
	}
	return args, nil
}

// modules adds the go.mod and go.sum with which the program is built: those of the module, and the base's sums, which a
// new module lacks.
func (s *server) modules(files map[string][]byte) error {
	base, _, err := findModuleAbove(filepath.Dir(s.spec.Base.File))
	if err != nil {
		return err
	}
	if files["go.mod"], err = os.ReadFile(filepath.Join(s.root, "go.mod")); err != nil {
		return err
	}
	var sums []byte
	for _, dir := range []string{s.root, base} {
		own, err := os.ReadFile(filepath.Join(dir, "go.sum"))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		sums = append(append(sums, bytes.TrimSuffix(own, []byte("\n"))...), '\n')
	}
	files["go.sum"] = sums
	return nil
}

// inWorkspace says whether the go command works with a go.work there.
func inWorkspace(dir string) bool {
	env := exec.Command("go", "env", "GOWORK")
	env.Dir = dir
	out, err := env.Output()
	where := strings.TrimSpace(string(out))
	return err == nil && where != "" && where != "off"
}

// source is the program's.
func (s *server) source() ([]byte, error) {
	view := struct {
		Name, Spec, Module, Protocol, Handlers, Type string
		Development                                  bool
	}{Name: s.name, Spec: s.gen.SpecPath, Module: s.gen.Module, Type: s.gen.Type, Development: s.development}
	if s.spec.Base != nil {
		view.Module = strings.TrimSuffix(s.gen.Base, "/"+packageDir)
		view.Protocol = path.Join(s.gen.Module, s.gen.Dir)
	}
	if s.handlers != "" {
		view.Handlers = path.Join(s.gen.Module, fromRoot(s.root, s.handlers))
	}
	var out bytes.Buffer
	err := mainSource.Execute(&out, view)
	return out.Bytes(), err
}
