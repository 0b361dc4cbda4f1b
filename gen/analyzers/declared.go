package analyzers

import (
	"go/ast"
	"go/types"
	"maps"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Declared finds replies that the spec declares and no handler gives, and handlers that are still stubs. A reply
// for a class of errors is given where the handler lets XError choose.
//
//	func (h *Standard) Size(ctx context.Context, r ftp.SizeRequest) ftp.SizeReply { // never SizeTooLarge
//		return ftp.SizeUnwritten() // a stub
//	}
//
// Replies count that the handler's package gives, or a package that it imports.
var Declared = &analysis.Analyzer{
	Name:      "declared",
	Doc:       "C02 declared: every reply that the spec declares is given somewhere, and no handler is a stub",
	Run:       runDeclared,
	FactTypes: []analysis.Fact{new(declaration), new(uses)},

	ResultType: reflect.TypeFor[declarations](),
}

// declarations are those of generated packages, by import path.
type declarations map[string]*declaration

// declaration is the fact about a generated package: what its functions make.
type declaration struct{ Makers []maker }

// maker is a function that makes a reply or an end.
type maker struct {
	Name  string
	Type  string   // what it makes
	Rows  []string // names of the rows that it may answer with
	Ends  string   // the type of the ends behind it, if it opens a transfer
	Base  string   // import path of the base whose replies it takes over, if it does
	Class bool     // it chooses by the class of an error
	Yes   bool     // each of its rows is a 1yz, 2yz or 3yz reply
}

// uses is the fact about any package: what functions of generated packages it names, as path.Name.
type uses struct{ Names []string }

func (*declaration) AFact() {}
func (*uses) AFact()        {}

// unwritten is the end of the name of the constructor that stubs use.
const unwritten = "Unwritten"

func runDeclared(pass *analysis.Pass) (any, error) {
	if d := declare(pass); len(d.Makers) > 0 {
		pass.ExportPackageFact(d)
	}
	used := using(pass)
	if len(used) > 0 {
		pass.ExportPackageFact(&uses{Names: slices.Sorted(maps.Keys(used))})
	}
	all := declarations{}
	for _, fact := range pass.AllPackageFacts() {
		if d, ok := fact.Fact.(*declaration); ok {
			all[fact.Package.Path()] = d
		}
	}
	found := handlers(pass)
	if len(found) == 0 {
		return all, nil
	}
	for _, fact := range pass.AllPackageFacts() {
		if u, ok := fact.Fact.(*uses); ok && fact.Package != pass.Pkg {
			for _, name := range u.Names {
				used[name] = true
			}
		}
	}
	for _, h := range found {
		if h.reply == nil {
			continue
		}
		for _, name := range neverGiven(pass, h, used) {
			report(pass, h.decl.Name.Pos(), h.name+" never answers "+name+", which the spec declares")
		}
	}
	return all, nil
}

// neverGiven are the names of the constructors of the handler's reply, and of its ends, that stand for rows that
// nobody answers with.
func neverGiven(pass *analysis.Pass, h handler, used map[string]bool) []string {
	var d declaration
	if !pass.ImportPackageFact(h.from, &d) {
		return nil
	}
	if used[h.from.Path()+"."+strings.TrimSuffix(h.reply.Obj().Name(), "Reply")+unwritten] {
		return nil // a stub gives nothing yet, and is reported as one
	}
	types := []string{h.reply.Obj().Name()}
	given := map[string]bool{}
	base := declaration{}
	for _, m := range d.Makers {
		if m.Ends != "" && m.Type == types[0] && !slices.Contains(types, m.Ends) {
			types = append(types, m.Ends)
		}
		if used[h.from.Path()+"."+m.Name] {
			for _, row := range m.Rows {
				given[row] = true
			}
			if m.Base != "" && m.Type == types[0] {
				importBase(pass, m.Base, &base)
			}
		}
	}
	var missing []string
	for _, m := range d.Makers {
		switch {
		case !slices.Contains(types, m.Type) || m.Class || m.Base != "" || strings.HasSuffix(m.Name, unwritten):
		case slices.ContainsFunc(m.Rows, func(row string) bool { return given[row] }):
		case slices.ContainsFunc(base.Makers, func(b maker) bool { return b.Name == m.Name }):
		default:
			missing = append(missing, m.Name)
		}
	}
	return missing
}

// importBase reads what the base of a generated package declares.
func importBase(pass *analysis.Pass, path string, d *declaration) {
	for _, fact := range pass.AllPackageFacts() {
		if b, ok := fact.Fact.(*declaration); ok && fact.Package.Path() == path {
			*d = *b
		}
	}
}

// using are the functions of generated packages that hand-written files name. Stubs are reported on the way.
func using(pass *analysis.Pass) map[string]bool {
	used := map[string]bool{}
	for _, file := range handWritten(pass) {
		ast.Inspect(file, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if !ok {
				return true
			}
			fn, ok := pass.TypesInfo.Uses[id].(*types.Func)
			if !ok || fn.Signature().Recv() != nil || fn.Pkg() == nil || fn.Pkg() == pass.Pkg || answered(fn.Signature()) == nil {
				return true
			}
			if answered(fn.Signature()).Obj().Pkg() != fn.Pkg() {
				return true
			}
			used[fn.Pkg().Path()+"."+fn.Name()] = true
			if command, ok := strings.CutSuffix(fn.Name(), unwritten); ok {
				report(pass, id.Pos(), command+" is a stub; write it")
			}
			return true
		})
	}
	return used
}
