package analyzers

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"
)

// checkEndless reports loops that only their own condition ends, in a function with a context that they do not look at.
func checkEndless(pass *analysis.Pass, fn *ssa.Function) {
	if ownContext(fn) == nil || fn.Syntax() == nil {
		return
	}
	ast.Inspect(fn.Syntax(), func(n ast.Node) bool {
		loop, ok := n.(*ast.ForStmt)
		if !ok || loop.Init != nil || loop.Post != nil || !(loop.Cond == nil || hasCall(loop.Cond)) || mentions(pass, loop, isEnding) {
			return true
		}
		report(pass, loop.Pos(), "the loop goes on whatever the context says; look at ctx.Err() in it")
		return false
	})
}

// isEnding reports whether a type tells of the end of a command: its context, or what moves or works for it.
func isEnding(t types.Type) bool {
	return isContext(t) || isNamed(t, fsmPath, "DataWriter", "DataReader", "Progress")
}

// hasCall reports whether an expression calls something.
func hasCall(n ast.Node) (has bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		_, isCall := n.(*ast.CallExpr)
		has = has || isCall
		return !has
	})
	return has
}

// mentions reports whether a node names something whose type is one of those.
func mentions(pass *analysis.Pass, n ast.Node, of func(types.Type) bool) (does bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && !does {
			t := pass.TypesInfo.TypeOf(id)
			does = t != nil && of(t)
		}
		return !does
	})
	return does
}

// checkLoop reports a loop that reads a file and never looks at a context, nor moves the data of a transfer, which ends
// with it.
func checkLoop(pass *analysis.Pass, call ssa.CallInstruction) {
	if !call.Common().IsInvoke() || call.Common().Method.Name() != "Read" || !isOpenFile(call.Common().Value) {
		return
	}
	b := call.Block()
	loop := slices.DeleteFunc(slices.Clone(b.Parent().Blocks), func(o *ssa.BasicBlock) bool { return !follows(b, o) || !follows(o, b) })
	if len(loop) == 0 {
		return
	}
	for _, block := range loop {
		for _, instr := range block.Instrs {
			for _, operand := range instr.Operands(nil) {
				if *operand != nil && (isContext((*operand).Type()) || isNamed((*operand).Type(), fsmPath, "DataWriter", "DataReader", "Progress")) {
					return
				}
			}
		}
	}
	report(pass, call.Pos(), "the loop reads the whole file, whatever the context says; look at ctx.Err() between pieces")
}

// follows reports whether a block comes after another.
func follows(from, to *ssa.BasicBlock) bool {
	return slices.ContainsFunc(from.Succs, func(next *ssa.BasicBlock) bool { return leadsTo(next, to) })
}

// checkSize reports memory as large as a file or a client says.
func (r *room) checkSize(m *ssa.MakeSlice) {
	size := m.Len
	if c, ok := size.(*ssa.Convert); ok {
		size = c.X
	}
	if !isSize(size) && r.originOf(size) != ofRequest || guarded(m.Block(), func(condition ssa.Value, _ bool) bool {
		c, ok := condition.(*ssa.BinOp)
		return ok && (c.X == size || c.Y == size)
	}) {
		return
	}
	report(r.pass, m.Pos(), "the memory is as large as a file or a client says; take a piece of bounded size")
}

// isSize reports whether a value is the size of a file.
func isSize(v ssa.Value) bool {
	if u, ok := v.(*ssa.UnOp); ok {
		v = u.X
	}
	switch f := v.(type) {
	case *ssa.Field:
		return isNamed(f.X.Type(), storagePath, "Info") && fieldName(f.X.Type(), f.Field) == "Size"
	case *ssa.FieldAddr:
		return isNamed(f.X.Type(), storagePath, "Info") && fieldName(f.X.Type(), f.Field) == "Size"
	}
	return false
}

// fieldName is the name of a field of a struct, or of what it is pointed to.
func fieldName(t types.Type, i int) string {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	return t.Underlying().(*types.Struct).Field(i).Name()
}
