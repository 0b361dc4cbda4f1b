package gen

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
)

// unexplored are the files of a spec's package as the compiler sees them: which moves of the regions can be reached,
// which takes long to find out, makes no difference to it.
func unexplored(t *testing.T, s *spec.Spec, o Options) map[string][]byte {
	t.Helper()
	o = o.withDefaults(s)
	v, err := newView(s, o)
	if err != nil {
		t.Fatal(err)
	}
	templates, err := parseTemplates()
	if err != nil {
		t.Fatal(err)
	}
	files, err := v.sources(templates, o)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// modulePath begins the import paths of this module's packages.
const modulePath = "github.com/portolan-ftp/portolan"

// listed is what go list says about a package.
type listed struct {
	ImportPath, Dir, Export string
	GoFiles, Deps           []string
}

// module are the packages that handlers and generated packages can import, compiled, by import path.
var module = sync.OnceValues(func() (map[string]*listed, error) {
	c := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles,Deps", "./commands/...", "./fsm/...")
	c.Dir = root
	c.Stderr = os.Stderr
	out, err := c.Output()
	if err != nil {
		return nil, fmt.Errorf("%v: %w", c.Args, err)
	}
	all := map[string]*listed{}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		p := &listed{}
		if err := d.Decode(p); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		all[p.ImportPath] = p
	}
})

// checker type-checks packages of this module of which some files are only in memory. Those, and what imports them, are
// read from source; everything else is as the compiler has left it.
type checker struct {
	files    map[string][]byte // by name below the module's root
	known    map[string]*listed
	compiled types.Importer
	done     map[string]*checked
}

// checked is a package, and what is wrong with it.
type checked struct {
	types  *types.Package
	errors []types.Error
}

// newChecker lays files over those of the module.
func newChecker(t *testing.T, files map[string][]byte) *checker {
	t.Helper()
	known, err := module()
	if err != nil {
		t.Fatal(err)
	}
	return &checker{files: files, known: known, done: map[string]*checked{}, compiled: importer.ForCompiler(fset, "gc", func(name string) (io.ReadCloser, error) {
		if known[name] == nil || known[name].Export == "" {
			return nil, fmt.Errorf("%s is not compiled", name)
		}
		return os.Open(known[name].Export)
	})}
}

// fset has the positions of all sources that the tests read.
var fset = token.NewFileSet()

// Import is how the packages that are checked import others.
func (c *checker) Import(name string) (*types.Package, error) {
	p := c.known[name]
	if !c.touched(name) && (p == nil || !slices.ContainsFunc(p.Deps, c.touched)) {
		return c.compiled.Import(name)
	}
	checked, err := c.check(strings.TrimPrefix(name, modulePath+"/"))
	if err != nil {
		return nil, err
	}
	return checked.types, nil
}

// touched says whether a package has files in memory.
func (c *checker) touched(name string) bool {
	dir, ours := strings.CutPrefix(name, modulePath+"/")
	return ours && len(c.sources(dir)) > 0
}

// sources are the files in memory of the package in a directory.
func (c *checker) sources(dir string) map[string][]byte {
	found := map[string][]byte{}
	for name, content := range c.files {
		if path.Dir(name) == dir && strings.HasSuffix(name, ".go") {
			found[name] = content
		}
	}
	return found
}

// check type-checks the package in a directory of the module, once.
func (c *checker) check(dir string) (*checked, error) {
	if p := c.done[dir]; p != nil {
		return p, nil
	}
	sources := c.sources(dir)
	if p := c.known[modulePath+"/"+dir]; p != nil {
		for _, file := range p.GoFiles {
			if name := path.Join(dir, file); sources[name] == nil {
				content, err := os.ReadFile(filepath.Join(p.Dir, file))
				if err != nil {
					return nil, err
				}
				sources[name] = content
			}
		}
	}
	var files []*ast.File
	for _, name := range slices.Sorted(maps.Keys(sources)) {
		file, err := parser.ParseFile(fset, name, sources[name], parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	p := &checked{}
	conf := types.Config{Importer: c, Error: func(err error) {
		if e, ok := errors.AsType[types.Error](err); ok {
			p.errors = append(p.errors, e)
		}
	}}
	p.types, _ = conf.Check(modulePath+"/"+dir, fset, files, nil) // its error is the first of p.errors
	c.done[dir] = p
	return p, nil
}

// load type-checks packages of the module, by directory, with files that are only in memory.
func load(t *testing.T, files map[string][]byte, dirs ...string) []*checked {
	t.Helper()
	c := newChecker(t, files)
	var loaded []*checked
	for _, dir := range dirs {
		p, err := c.check(dir)
		if err != nil {
			t.Fatal(err)
		}
		loaded = append(loaded, p)
	}
	return loaded
}

// messages are the errors without positions; nil if there is none.
func (p *checked) messages() []string {
	var out []string
	for _, e := range p.errors {
		out = append(out, e.Msg)
	}
	return out
}
