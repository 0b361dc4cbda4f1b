package commands_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// harmless are the types whose values may be package variables although their methods have pointers to them.
var harmless = map[string]string{
	"sync.Pool":        "what is in it means nothing",
	"net.ListenConfig": "its methods only read it",
}

// TestNoMutableGlobals holds that several servers in one process share nothing: no package that a server links
// of this module changes a package variable.
func TestNoMutableGlobals(t *testing.T) {
	t.Parallel()
	found := changesIn(t, nil, "./fsm", "./commands/...", "./accounts", "./storage/...")
	for _, f := range found {
		t.Error(f)
	}
}

// TestMutableGlobalsAreFound makes some.
func TestMutableGlobalsAreFound(t *testing.T) {
	t.Parallel()
	testcost.Some(t)
	file, err := filepath.Abs("../accounts/extra.go")
	must(t, err)
	found := changesIn(t, map[string][]byte{file: []byte(`package accounts
import "sync"
var (
	count int
	many  []int
	byKey = map[string]int{}
	lock  sync.Mutex
	pool  sync.Pool; pools [2]sync.Pool
)
func change() {
	lock.Lock()
	count++
	many[0] = 1
	delete(byKey, "")
	pool.Get(); pools[1].Get()
	_ = &count
	count := 1
	count++
}
`)}, "./accounts")
	want := []string{
		"extra.go:11: package variable accounts.lock is pointed to by a method",
		"extra.go:12: package variable accounts.count is assigned to",
		"extra.go:13: package variable accounts.many is assigned to",
		"extra.go:14: package variable accounts.byKey is cleared or filled",
		"extra.go:16: package variable accounts.count is pointed to",
	}
	if !slices.Equal(found, want) {
		t.Errorf("found\n%s\nwant\n%s", strings.Join(found, "\n"), strings.Join(want, "\n"))
	}
}

// changesIn finds changes of package variables, as lines to print.
func changesIn(t *testing.T, overlay map[string][]byte, patterns ...string) []string {
	t.Helper()
	loaded, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo |
			packages.NeedImports | packages.NeedExportFile,
		Dir: "..", Overlay: overlay,
	}, patterns...)
	must(t, err)
	if n := packages.PrintErrors(loaded); n > 0 {
		t.Fatalf("%d packages or files cannot be read", n)
	}
	var lines []string
	for _, p := range loaded {
		for _, c := range globalChanges(p) {
			at := p.Fset.Position(c.pos)
			lines = append(lines, fmt.Sprintf("%s:%d: package variable %s is %s", filepath.Base(at.Filename), at.Line, c.name, c.how))
		}
	}
	return lines
}

// globalChange is a place where a package variable is changed, or may be.
type globalChange struct {
	name string
	how  string
	pos  token.Pos
}

// isHarmless says whether a type is among harmless, or an array of such.
func isHarmless(t types.Type) bool {
	if array, ok := t.(*types.Array); ok {
		t = array.Elem()
	}
	return harmless[t.String()] != ""
}

// globalChanges finds them in the functions of a package; what initialises a variable is none. The generated
// package points at its tables, which it writes nowhere.
func globalChanges(p *packages.Package) []globalChange {
	var found []globalChange
	add := func(e ast.Expr, how string) {
		if v := root(p.TypesInfo, e); v != nil && v.Parent() == v.Pkg().Scope() && !isHarmless(v.Type()) {
			found = append(found, globalChange{v.Pkg().Name() + "." + v.Name(), how, e.Pos()})
		}
	}
	visit := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, e := range n.Lhs {
				add(e, "assigned to")
			}
		case *ast.IncDecStmt:
			add(n.X, "assigned to")
		case *ast.UnaryExpr:
			if n.Op == token.AND && p.Name != "ftp" {
				add(n.X, "pointed to")
			}
		case *ast.SelectorExpr:
			if s := p.TypesInfo.Selections[n]; s != nil && s.Kind() == types.MethodVal && pointed(s) && harmless[s.Recv().String()] == "" {
				add(n.X, "pointed to by a method")
			}
		case *ast.CallExpr:
			if id, ok := n.Fun.(*ast.Ident); ok && slices.Contains([]string{"clear", "delete", "copy"}, id.Name) {
				add(n.Args[0], "cleared or filled")
			}
		}
		return true
	}
	for _, file := range p.Syntax {
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
				ast.Inspect(f.Body, visit)
			}
		}
	}
	return found
}

// root is the variable that an expression is a part of.
func root(info *types.Info, e ast.Expr) *types.Var {
	for {
		switch x := e.(type) {
		case *ast.ParenExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.SliceExpr:
			e = x.X
		case *ast.SelectorExpr:
			if v, ok := info.Uses[x.Sel].(*types.Var); ok && !v.IsField() {
				return v // of another package
			}
			e = x.X
		case *ast.Ident:
			v, _ := info.Uses[x].(*types.Var)
			return v
		default:
			return nil
		}
	}
}

// pointed says whether a method that has a pointer to its receiver is called on something that is none.
func pointed(s *types.Selection) bool {
	receiver := s.Obj().(*types.Func).Signature().Recv()
	_, pointer := receiver.Type().(*types.Pointer)
	_, already := s.Recv().(*types.Pointer)
	return pointer && !already
}
