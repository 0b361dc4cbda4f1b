package analyzers

import (
	"go/ast"
	"go/constant"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// declare reads what a generated package's functions make.
func declare(pass *analysis.Pass) *declaration {
	d := &declaration{}
	classes := map[types.Object][]string{} // rows by class, of a variable
	codes := map[string]int64{}            // by the names of rows
	var functions []*ast.FuncDecl
	for _, file := range pass.Files {
		if !isGenerated(file) {
			continue
		}
		readCodes(pass, file, codes)
		for _, decl := range file.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				functions = append(functions, decl)
			case *ast.GenDecl:
				readClasses(pass, decl, classes)
			}
		}
	}
	for _, f := range functions {
		if m, ok := makes(pass, f, classes); ok {
			m.Yes = !m.Class && len(m.Rows) > 0 && !slices.ContainsFunc(m.Rows, func(row string) bool { return codes[row] == 0 || codes[row] >= firstNo })
			d.Makers = append(d.Makers, m)
		}
	}
	return d
}

// firstNo is the least code of a reply that says no (RFC 959 4.2.1).
const firstNo = 400

// readCodes notes the codes that the table of a file gives to rows.
func readCodes(pass *analysis.Pass, file *ast.File, codes map[string]int64) {
	ast.Inspect(file, func(n ast.Node) bool {
		row, ok := n.(*ast.KeyValueExpr)
		if !ok {
			return true
		}
		key, named := row.Key.(*ast.Ident)
		value, literal := row.Value.(*ast.CompositeLit)
		if !named || !literal || !isNamed(pass.TypesInfo.TypeOf(key), tablePath, "Row") {
			return true
		}
		for _, e := range value.Elts {
			field, ok := e.(*ast.KeyValueExpr)
			if !ok {
				continue
			}
			if id, ok := field.Key.(*ast.Ident); ok && id.Name == "Code" {
				code, _ := constant.Int64Val(constant.ToInt(pass.TypesInfo.Types[field.Value].Value))
				codes[key.Name] = code
			}
		}
		return true
	})
}

// readClasses notes the rows in the variables of a declaration that say which row answers which class.
func readClasses(pass *analysis.Pass, decl *ast.GenDecl, classes map[types.Object][]string) {
	for _, spec := range decl.Specs {
		v, ok := spec.(*ast.ValueSpec)
		if !ok || len(v.Names) != 1 || len(v.Values) != 1 {
			continue
		}
		object := pass.TypesInfo.Defs[v.Names[0]]
		if object != nil && isNamed(object.Type(), fsmPath, "ClassRows") {
			classes[object] = rowsIn(pass, v.Values[0])
		}
	}
}

// rowsIn are the names of the constants of type fsm.Row in n.
func rowsIn(pass *analysis.Pass, n ast.Node) []string {
	var rows []string
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if c, ok := pass.TypesInfo.Uses[id].(*types.Const); ok && isNamed(c.Type(), tablePath, "Row") {
				rows = append(rows, c.Name())
			}
		}
		return true
	})
	return rows
}

// makes reads one generated function; not ok if it makes no reply of its package.
func makes(pass *analysis.Pass, f *ast.FuncDecl, classes map[types.Object][]string) (maker, bool) {
	fn, ok := pass.TypesInfo.Defs[f.Name].(*types.Func)
	if !ok || f.Recv != nil || !fn.Exported() || f.Body == nil {
		return maker{}, false
	}
	reply := answered(fn.Signature())
	if reply == nil || reply.Obj().Pkg() != pass.Pkg {
		return maker{}, false
	}
	m := maker{Name: fn.Name(), Type: reply.Obj().Name(), Rows: rowsIn(pass, f.Body)}
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if rows, ok := classes[pass.TypesInfo.Uses[id]]; ok {
				m.Rows, m.Class = append(m.Rows, rows...), true
			}
		}
		return true
	})
	for v := range fn.Signature().Params().Variables() {
		if ends := transfers(v.Type()); ends != nil {
			m.Ends = ends.Obj().Name()
		}
		if base := sealed(v.Type()); base != nil {
			m.Base = base.Obj().Pkg().Path()
		}
	}
	return m, true
}

// transfers is the end that a function of this type comes to, or nil if it is no function that sends or receives.
func transfers(t types.Type) *types.Named {
	s, ok := t.Underlying().(*types.Signature)
	if !ok {
		return nil
	}
	return answered(s)
}
