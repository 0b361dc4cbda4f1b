package analyzers

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// Orphans finds methods that look like handlers and answer no command: nobody calls them. It is what remains when
// a command is renamed in the spec and the method's types are put right, but not its name.
//
//	func (h *Standard) Remove(ctx context.Context, r ftp.DeleRequest) ftp.DeleReply // DELE asks for Dele
//
// Methods whose types are gone do not compile; of them ftpspec generate tells.
var Orphans = &analysis.Analyzer{
	Name: "orphans",
	Doc:  "C03 orphans: no method looks like a handler and answers no command",
	Run:  runOrphans,
}

func runOrphans(pass *analysis.Pass) (any, error) {
	for _, h := range handlers(pass) {
		commands := answerable(h.from)
		if commands == nil || slices.Contains(commands, h.name) {
			continue
		}
		remedy := "delete this method"
		if alone(pass, h.decl) {
			remedy = "delete this file"
		}
		report(pass, h.decl.Name.Pos(), fmt.Sprintf("method %s answers no command; %s", h.name, remedy))
	}
	return nil, nil
}

// answerable are the names of the handlers that a generated package asks for.
func answerable(pkg *types.Package) []string {
	object := pkg.Scope().Lookup("Handlers")
	if object == nil {
		return nil
	}
	iface, ok := object.Type().Underlying().(*types.Interface)
	if !ok {
		return nil
	}
	var names []string
	for m := range iface.Methods() {
		names = append(names, m.Name())
	}
	return names
}

// alone reports whether nothing but imports stands in the file beside the method.
func alone(pass *analysis.Pass, f *ast.FuncDecl) bool {
	return !slices.ContainsFunc(fileAt(pass.Files, f.Pos()).Decls, func(d ast.Decl) bool {
		g, isImport := d.(*ast.GenDecl)
		return d != ast.Decl(f) && !(isImport && g.Tok == token.IMPORT)
	})
}
