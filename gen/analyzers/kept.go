package analyzers

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/tools/go/packages"
)

// Kept are packages that stay in memory between two runs of the analyzers: only those whose files have changed, and
// those that import them, are read again. What they import from elsewhere is read again when a file imports something
// new.
type Kept struct {
	dir      string
	patterns []string
	packages []*keptPackage // what is imported comes first
	known    map[string]*types.Package
	fset     *token.FileSet
	renewed  bool
}

// keptPackage is one of the packages, with the files as they were read.
type keptPackage struct {
	*packages.Package
	asked  bool // the patterns mean it; others are there for what they use of those
	dir    string
	files  map[string]stamp
	parsed map[string]*ast.File // by name, as files say they were
}

// stamp tells whether a file has changed.
type stamp struct {
	size  int64
	wrote time.Time
}

// Keep will read the packages that the patterns mean in dir.
func Keep(dir string, patterns ...string) *Kept { return &Kept{dir: dir, patterns: patterns} }

// Faults are what keeps packages from compiling, each with its place.
type Faults []packages.Error

// Error is the first of them.
func (f Faults) Error() string { return fmt.Sprintf("analyzers: %v: %s", ErrCompile, f[0]) }

// Unwrap is ErrCompile.
func (Faults) Unwrap() error { return ErrCompile }

// Run runs all analyzers over the files as they are now. Packages that do not compile are Faults.
func (k *Kept) Run() ([]Finding, error) {
	k.renewed = false
	if k.packages == nil || !k.refresh() {
		k.renewed = true
		if err := k.load(); err != nil {
			return nil, err
		}
	}
	var loaded []*packages.Package
	var faults Faults
	for _, p := range k.packages {
		if p.asked {
			loaded = append(loaded, p.Package)
		}
		faults = append(faults, p.Errors...)
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return analyze(k.dir, loaded)
}

// Renewed reports whether the last run has read any file.
func (k *Kept) Renewed() bool { return k.renewed }

// load reads all from the beginning. What is imported from elsewhere is taken as the compiler has left it.
func (k *Kept) load() error {
	k.packages = nil
	asked, err := k.read(k.patterns...)
	if err != nil {
		return err
	}
	loaded := asked
	if between := importersOf(asked); len(between) > 0 {
		if loaded, err = k.read(slices.Concat(k.patterns, between)...); err != nil {
			return err
		}
	}
	ours := map[*packages.Package]bool{}
	for _, p := range loaded {
		if ours[p] = true; len(p.GoFiles) == 0 {
			return fmt.Errorf("analyzers: %s has no files %v", p.PkgPath, p.Errors)
		}
	}
	k.known = map[string]*types.Package{}
	packages.Visit(loaded, nil, func(p *packages.Package) {
		if ours[p] {
			means := func(o *packages.Package) bool { return o.PkgPath == p.PkgPath }
			k.packages = append(k.packages, &keptPackage{Package: p, asked: slices.ContainsFunc(asked, means), dir: filepath.Dir(p.GoFiles[0])})
		}
	})
	for _, p := range k.packages {
		maps.DeleteFunc(p.Imports, func(_ string, of *packages.Package) bool { return !ours[of] }) // no analyzer asks about the others
		p.files = p.stamps()
		p.parsed = map[string]*ast.File{}
		for _, file := range p.Syntax {
			p.parsed[k.fset.Position(file.Package).Filename] = file
		}
		k.know(p.Types)
	}
	return nil
}

// read loads the packages that patterns mean.
func (k *Kept) read(patterns ...string) ([]*packages.Package, error) {
	k.fset = token.NewFileSet()
	loaded, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax | packages.NeedModule, Dir: k.dir, Fset: k.fset}, patterns...)
	if err != nil {
		return nil, fmt.Errorf("analyzers: %w", err)
	}
	return loaded, nil
}

// importersOf are the packages that some import and that import one of them themselves: what they use of it counts.
func importersOf(some []*packages.Package) []string {
	uses := map[*packages.Package]bool{}
	for _, p := range some {
		uses[p] = true
	}
	var users []string
	packages.Visit(some, nil, func(p *packages.Package) { // what is imported comes first
		for _, of := range p.Imports {
			if uses[of] && !uses[p] {
				uses[p] = true
				users = append(users, p.PkgPath)
			}
		}
	})
	return users
}

// know keeps a package's types, and those of what it imports, for packages that are checked again.
func (k *Kept) know(p *types.Package) {
	if p == nil || !p.Complete() || k.known[p.Path()] == p {
		return
	}
	k.known[p.Path()] = p
	for _, of := range p.Imports() {
		k.know(of)
	}
}

// refresh reads again what has changed. It reports false if all has to be read.
func (k *Kept) refresh() bool {
	renewed := map[*packages.Package]bool{}
	for _, p := range k.packages {
		files := p.stamps()
		stale := !maps.Equal(files, p.files)
		for _, of := range p.Imports {
			stale = stale || renewed[of]
		}
		if !stale {
			continue
		}
		renewed[p.Package], k.renewed = true, true
		p.forget(k.fset, files)
		if p.files = files; len(files) == 0 || !k.check(p) {
			return false
		}
	}
	return true
}

// forget drops the syntax of files that are not as they were.
func (p *keptPackage) forget(fset *token.FileSet, now map[string]stamp) {
	for name, file := range p.parsed {
		if now[name] != p.files[name] {
			fset.RemoveFile(fset.File(file.FileStart))
			delete(p.parsed, name)
		}
	}
}

// check parses and type-checks a package again. It reports false if the package imports what is not known.
func (k *Kept) check(p *keptPackage) bool {
	p.Syntax, p.Errors, p.TypeErrors, p.IllTyped = nil, nil, nil, false
	p.GoFiles = slices.Sorted(maps.Keys(p.files))
	p.CompiledGoFiles = p.GoFiles
	for _, name := range p.GoFiles {
		file := p.parse(k.fset, name)
		if file == nil {
			continue
		}
		if !k.knows(file) {
			return false
		}
		p.Syntax = append(p.Syntax, file)
	}
	p.TypesInfo = &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Instances: map[*ast.Ident]types.Instance{}, Scopes: map[ast.Node]*types.Scope{},
		Selections: map[*ast.SelectorExpr]*types.Selection{}, FileVersions: map[*ast.File]string{},
	}
	config := types.Config{Importer: k, Sizes: p.TypesSizes, Error: func(err error) { p.fault(packages.TypeError, err) }}
	if p.Module != nil && p.Module.GoVersion != "" {
		config.GoVersion = "go" + p.Module.GoVersion
	}
	p.Types, _ = config.Check(p.PkgPath, k.fset, p.Syntax, p.TypesInfo) // whose error is among the faults
	k.known[p.PkgPath] = p.Types
	return true
}

// parse is the syntax of a file, nil if it cannot be read. One with faults is parsed again the next time.
func (p *keptPackage) parse(fset *token.FileSet, name string) *ast.File {
	if file := p.parsed[name]; file != nil {
		return file
	}
	file, err := parser.ParseFile(fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		p.fault(packages.ParseError, err)
	} else {
		p.parsed[name] = file
	}
	return file
}

// fault notes what keeps a package from compiling.
func (p *keptPackage) fault(kind packages.ErrorKind, err error) {
	p.IllTyped = true
	fault := packages.Error{Msg: err.Error(), Kind: kind}
	if at, ok := err.(types.Error); ok {
		fault.Pos, fault.Msg = at.Fset.Position(at.Pos).String(), at.Msg
	}
	p.Errors = append(p.Errors, fault)
}

// knows reports whether all that a file imports is known.
func (k *Kept) knows(file *ast.File) bool {
	return !slices.ContainsFunc(file.Imports, func(s *ast.ImportSpec) bool {
		name, err := strconv.Unquote(s.Path.Value)
		return err != nil || name != "unsafe" && k.known[name] == nil
	})
}

// Import is the package with a path, for the type-checker.
func (k *Kept) Import(path string) (*types.Package, error) {
	switch p := k.known[path]; {
	case path == "unsafe":
		return types.Unsafe, nil
	case p != nil:
		return p, nil
	}
	return nil, fmt.Errorf("package %s is not known", path)
}

// stamps are the files that the package is made of now.
func (p *keptPackage) stamps() map[string]stamp {
	all := map[string]stamp{}
	entries, err := os.ReadDir(p.dir)
	if err != nil {
		return all
	}
	for _, e := range entries {
		name := e.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || e.IsDir() {
			continue
		}
		match, err := build.Default.MatchFile(p.dir, name)
		info, infoErr := e.Info()
		if err == nil && infoErr == nil && match {
			all[filepath.Join(p.dir, name)] = stamp{info.Size(), info.ModTime()}
		}
	}
	return all
}
