package main

import (
	"fmt"
	"os"
	"path"
	"path/filepath"

	"github.com/spf13/cobra"
	"golang.org/x/mod/modfile"

	"github.com/portolan-ftp/portolan/gen"
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/grammar"
)

// specFile is where a module's spec is, from the module root.
const specFile = "spec/ftp.yaml"

// packageDir is where the generated package is, from the module root; its parent has the handlers.
const packageDir = "commands/ftp"

// project is a module with a spec. Its paths are relative to the working directory, so that messages with
// positions can be followed from there.
type project struct {
	root        string // the module root
	file        string // the spec
	spec        *spec.Spec
	gen         gen.Options
	handlersDir string // of the handlers' package; "" for the parent of the generated one
}

// specFlag adds the flag that names the spec.
func specFlag(c *cobra.Command) *string {
	return c.Flags().String("spec", "", "spec `file` (default "+specFile+" in the module root)")
}

// openProject finds the module around the working directory and decodes its spec, or the given file.
func openProject(file string) (*project, error) {
	root, module, err := findModule()
	if err != nil {
		return nil, err
	}
	if file == "" {
		file = filepath.Join(root, filepath.FromSlash(specFile))
	}
	s, err := decode.Load(file)
	if err != nil {
		return nil, err
	}
	return &project{root: root, file: file, spec: s, gen: gen.Options{
		SpecPath: fromRoot(root, file), Module: module, Dir: packageDir,
		Schemas: grammar.Schemas(), Language: grammar.Reference(),
	}}, nil
}

// handlers is the directory of the handlers' package.
func (p *project) handlers() string {
	if p.handlersDir != "" {
		return p.handlersDir
	}
	return filepath.Join(p.root, filepath.FromSlash(path.Dir(p.gen.Dir)))
}

// fromRoot is file as seen from root, or as it is if that cannot be said.
func fromRoot(root, file string) string {
	absRoot, errRoot := filepath.Abs(root)
	absFile, errFile := filepath.Abs(file)
	if errRoot != nil || errFile != nil {
		return filepath.ToSlash(file)
	}
	relative, err := filepath.Rel(absRoot, absFile)
	if err != nil {
		return filepath.ToSlash(file)
	}
	return filepath.ToSlash(relative)
}

// findModule looks for go.mod in the working directory and above it.
func findModule() (root, module string, err error) { return findModuleAbove(".") }

// findModuleAbove looks for go.mod in a directory and above it.
func findModuleAbove(start string) (root, module string, err error) {
	dir, err := filepath.Abs(start)
	if err != nil {
		return "", "", fmt.Errorf("ftpspec: %w", err)
	}
	for root = start; ; root = filepath.Join(root, "..") {
		if data, err := os.ReadFile(filepath.Join(dir, "go.mod")); err == nil {
			return root, modfile.ModulePath(data), nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", "", fmt.Errorf("ftpspec: there is no go.mod %s or above", place(start))
		}
		dir = parent
	}
}

// place is a directory in a message.
func place(dir string) string {
	if dir == "." {
		return "here"
	}
	return "in " + filepath.ToSlash(dir)
}
