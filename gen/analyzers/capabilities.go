package analyzers

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/buildssa"
	"golang.org/x/tools/go/ssa"
)

// Capabilities finds handlers that get at more than the spec lets their command do: they open files past the
// account's tree, turn the interface that their request gives them into a wider one, or use the whole storage that the
// handlers' type opens for logins.
//
//	os.Remove(string(r.Path))             // not even this account's files
//	r.Files.(storage.Deleter).Remove(…)   // the spec lets this command read alone
//	files, err := h.open(ctx, r.Account)  // is for the reply that logs in
//	h.people.Authenticate(ctx, guess)     // is for commands that log in
//	reflect.ValueOf(r.Files)              // who knows
//
// An assertion fails at run time too: what a request gives has the methods of its interface and no others.
var Capabilities = &analysis.Analyzer{
	Name:     "capabilities",
	Doc:      "C05 capabilities: a handler works on what its request gives it, and on nothing else",
	Run:      waivable(runCapabilities),
	Requires: []*analysis.Analyzer{buildssa.Analyzer},
}

// fileFunctions are the functions that get at files, or at the system itself, by package; "" is all of them.
var fileFunctions = map[string][]string{
	"os": {
		"Chdir", "Chmod", "Chown", "Chtimes", "CopyFS", "Create", "DirFS", "Lchown", "Link", "Lstat", "Mkdir", "NewFile", "Open",
		"Pipe", "ReadDir", "ReadFile", "Readlink", "Remove", "Rename", "Root", "StartProcess", "Stat", "Symlink", "Truncate",
		"WriteFile",
	},
	"os/exec":               {""},
	"io/ioutil":             {""},
	"path/filepath":         {"Abs", "EvalSymlinks", "Glob", "Walk"},
	"syscall":               {""},
	"golang.org/x/sys/unix": {""},
	storagePath:             {"OpenLocal"},
}

func runCapabilities(pass *analysis.Pass) (any, error) {
	given, room := given(pass), newRoom(pass)
	if room == nil {
		return nil, nil
	}
	for _, file := range handWritten(pass) {
		ast.Inspect(file, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && room.runs(id.Pos()) {
				checkFiles(pass, id)
			}
			return true
		})
	}
	room.checkImports()
	room.checkLogins()
	for _, fn := range room.functions {
		room.checkWhole(fn)
		for _, change := range instructions[*ssa.ChangeInterface](fn) {
			checkGivenAway(pass, change, given)
		}
		for _, assert := range instructions[*ssa.TypeAssert](fn) {
			if capability := capabilityBehind(assert.X, given, nil); capability != nil {
				report(pass, at(assert, assert.Pos()), fmt.Sprintf("a %s is turned into a %s; ask for it with does: in the spec",
					short(capability, pass.Pkg), short(assert.AssertedType, pass.Pkg)))
				continue
			}
			checkAssertion(pass, assert)
		}
	}
	return nil, nil
}

// checkFiles reports a function that gets at files past the request.
func checkFiles(pass *analysis.Pass, id *ast.Ident) {
	fn, ok := pass.TypesInfo.Uses[id].(*types.Func)
	if !ok || fn.Pkg() == nil || fn.Signature().Recv() != nil {
		return
	}
	path := fn.Pkg().Path()
	driver := strings.HasPrefix(path, storagePath+"/")
	if driver || slices.ContainsFunc(fileFunctions[path], func(beginning string) bool { return strings.HasPrefix(fn.Name(), beginning) }) {
		report(pass, id.Pos(), fmt.Sprintf("%s.%s is not for handlers; they work on what their request gives them", fn.Pkg().Name(), fn.Name()))
	}
}

// given are the interfaces that requests of the imported generated packages give.
func given(pass *analysis.Pass) []types.Type {
	var all []types.Type
	for _, pkg := range pass.Pkg.Imports() {
		for _, name := range pkg.Scope().Names() {
			named := request(pkg.Scope().Lookup(name).Type())
			if named == nil {
				continue
			}
			fields, ok := named.Underlying().(*types.Struct)
			if !ok {
				continue
			}
			for f := range fields.Fields() {
				capability := f.Type()
				if granted, ok := types.Unalias(capability).(*types.Named); ok && isNamed(granted, fsmPath, "Granted") {
					capability = granted.TypeArgs().At(0)
				}
				if types.IsInterface(capability) && !slices.ContainsFunc(all, func(t types.Type) bool { return types.Identical(t, capability) }) {
					all = append(all, capability)
				}
			}
		}
	}
	return all
}

// capabilityBehind is the interface among given that v was before it was made another, or nil.
func capabilityBehind(v ssa.Value, given []types.Type, seen []ssa.Value) types.Type {
	if slices.Contains(seen, v) {
		return nil
	}
	if i := slices.IndexFunc(given, func(t types.Type) bool { return types.Identical(t, v.Type()) }); i >= 0 {
		return given[i]
	}
	seen = append(seen, v)
	switch v := v.(type) {
	case *ssa.ChangeInterface:
		return capabilityBehind(v.X, given, seen)
	case *ssa.Phi:
		for _, edge := range v.Edges {
			if t := capabilityBehind(edge, given, seen); t != nil {
				return t
			}
		}
	}
	return nil
}

// short is a type as it is written in a package.
func short(t types.Type, in *types.Package) string {
	return types.TypeString(t, func(p *types.Package) string {
		if p == in {
			return ""
		}
		return p.Name()
	})
}
