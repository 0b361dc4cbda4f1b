package analyzers

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
)

// Decisions finds handlers, and what stands in a package with them, that decide by the state of a region: the table
// does not know of it, so the audit proves something else than what runs.
//
//	if r.Structure != ftp.StructureFile { // a need of SIZE
//		return ftp.SizeFailed()
//	}
//
// A package beside them that knows the runtime is as they are. One that converts data, and knows neither handlers nor
// the runtime, may ask how the data travel.
var Decisions = &analysis.Analyzer{
	Name: "decisions",
	Doc:  "C10 decisions: the table decides by states, and no handler does",
	Run:  waivable(runDecisions),
}

func runDecisions(pass *analysis.Pass) (any, error) {
	called := calledIn(pass.Pkg)
	if len(handlers(pass)) == 0 && !((inRoom(pass) || len(called) > 0) && imports(pass.Pkg, fsmPath)) {
		return nil, nil
	}
	for _, file := range handWritten(pass) {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				fn, _ := pass.TypesInfo.Defs[n.Name].(*types.Func)
				return inRoom(pass) || called[fn]
			case *ast.BinaryExpr:
				if comparison(n.Op) {
					reportDecision(pass, n.Pos(), n.X, n.Y)
				}
			case *ast.SwitchStmt:
				if n.Tag != nil {
					reportDecision(pass, n.Tag.Pos(), n.Tag)
				}
			}
			return true
		})
	}
	return nil, nil
}

// comparison reports whether an operator compares.
func comparison(op token.Token) bool {
	switch op {
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		return true
	}
	return false
}

// reportDecision reports the first of the expressions that is a state.
func reportDecision(pass *analysis.Pass, pos token.Pos, expressions ...ast.Expr) {
	for _, x := range expressions {
		if name := stateOf(pass.TypesInfo.TypeOf(x)); name != "" {
			report(pass, pos, fmt.Sprintf("%s decides here, where the table does not see it; make it a need of the command, or the `when` of a reply", name))
			return
		}
	}
}

// stateOf is the name of a type of states: those of one region, which a generated package has beside the region's
// number, or those of any; "" for another type.
func stateOf(t types.Type) string {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return ""
	}
	if isNamed(t, tablePath, "State") {
		return "a state"
	}
	region, ok := named.Obj().Pkg().Scope().Lookup("Region" + named.Obj().Name()).(*types.Const)
	if !ok || !isNamed(region.Type(), tablePath, "Region") {
		return ""
	}
	return "the state " + named.Obj().Name()
}
