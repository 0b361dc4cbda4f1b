package analyzers

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"
)

// What handlers call may stand in any package of the module. An analyzer looks at one package, and does not know who
// calls it; so what handlers call is found before the analyzers run, from name to name: a function that they name, and
// the methods of a type that they name. The rooms of the server itself, which handlers are given, are none of theirs.

// calledOf has, by package that was loaded, the functions of it that handlers call. Packages of different runs are
// different.
var calledOf sync.Map // *types.Package: map[*types.Func]bool

// ofServer are the packages that handlers work with, and what lies below them.
var ofServer = []string{fsmPath, storagePath, accountsPath}

// finder finds what handlers call.
type finder struct {
	bodies  map[*types.Func]body
	methods map[*types.TypeName][]*types.Func
	found   map[*types.Func]bool
	next    []*types.Func
}

// body is a function, and the package that it stands in.
type body struct {
	decl *ast.FuncDecl
	of   *packages.Package
}

// findCalled keeps what handlers of some packages call in these packages, until forget.
func findCalled(loaded []*packages.Package) (forget func()) {
	f := &finder{bodies: map[*types.Func]body{}, methods: map[*types.TypeName][]*types.Func{}, found: map[*types.Func]bool{}}
	for _, p := range loaded {
		if !slices.ContainsFunc(ofServer, func(path string) bool { return p.PkgPath == path || strings.HasPrefix(p.PkgPath, path+"/") }) {
			f.add(p)
		}
	}
	for len(f.next) > 0 {
		fn := f.next[0]
		f.next = f.next[1:]
		f.follow(f.bodies[fn])
	}
	of := map[*types.Package]map[*types.Func]bool{}
	for fn := range f.found {
		if of[fn.Pkg()] == nil {
			of[fn.Pkg()] = map[*types.Func]bool{}
		}
		of[fn.Pkg()][fn] = true
	}
	for pkg, some := range of {
		calledOf.Store(pkg, some)
	}
	return func() {
		for pkg := range of {
			calledOf.Delete(pkg)
		}
	}
}

// add takes in a package; what handlers begin with is its handlers, or all of it where it stands with them.
func (f *finder) add(p *packages.Package) {
	pass := &analysis.Pass{Fset: p.Fset, Files: p.Syntax, Pkg: p.Types, TypesInfo: p.TypesInfo}
	all := handlers(pass)
	for _, file := range handWritten(pass) {
		for _, d := range file.Decls {
			decl, ok := d.(*ast.FuncDecl)
			if !ok || decl.Body == nil {
				continue
			}
			fn, ok := p.TypesInfo.Defs[decl.Name].(*types.Func)
			if !ok {
				continue
			}
			f.bodies[fn] = body{decl, p}
			if recv := fn.Signature().Recv(); recv != nil {
				if named := namedOf(recv.Type()); named != nil {
					f.methods[named] = append(f.methods[named], fn)
				}
			}
			if len(all) == 0 && inRoom(pass) || slices.ContainsFunc(all, func(h handler) bool { return h.decl == decl }) {
				f.reach(fn)
			}
		}
	}
}

// follow reaches what a function names.
func (f *finder) follow(b body) {
	ast.Inspect(b.decl, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		switch o := b.of.TypesInfo.Uses[id].(type) {
		case *types.Func:
			f.reach(o.Origin())
		case *types.TypeName:
			if named := namedOf(o.Type()); named != nil {
				for _, method := range f.methods[named] {
					f.reach(method)
				}
			}
		}
		return true
	})
}

// reach adds a function of one of the packages.
func (f *finder) reach(fn *types.Func) {
	if _, ours := f.bodies[fn]; ours && !f.found[fn] {
		f.found[fn] = true
		f.next = append(f.next, fn)
	}
}

// namedOf is the name of a type, or of what it points to; nil for one without.
func namedOf(t types.Type) *types.TypeName {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if named, ok := types.Unalias(t).(*types.Named); ok {
		return named.Origin().Obj()
	}
	return nil
}

// calledIn are the functions of a package that handlers of others call; none where nothing was found before.
func calledIn(pkg *types.Package) map[*types.Func]bool {
	some, _ := calledOf.Load(pkg)
	called, _ := some.(map[*types.Func]bool)
	return called
}

// isCalled reports whether a function, or the one around a literal, is one of those.
func isCalled(fn *ssa.Function, called map[*types.Func]bool) bool {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	if fn.Origin() != nil {
		fn = fn.Origin()
	}
	object, _ := fn.Object().(*types.Func)
	return called[object]
}
