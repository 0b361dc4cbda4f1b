package analyzers

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// isNil reports whether v may be nil where it is used at the end of block.
func (t *tracer) isNil(v ssa.Value, block *ssa.BasicBlock) bool {
	here := step{v, block}
	if slices.Contains(t.seen, here) || compared(v, block) {
		return false // a loop brings nothing new
	}
	t.seen = append(t.seen, here)
	defer func() { t.seen = t.seen[:len(t.seen)-1] }()
	switch v := v.(type) {
	case *ssa.Const:
		return v.IsNil()
	case *ssa.Phi:
		for i, edge := range v.Edges {
			if t.isNil(edge, v.Block().Preds[i]) {
				return true
			}
		}
	case *ssa.ChangeInterface:
		return t.isNil(v.X, block)
	case *ssa.ChangeType:
		return t.isNil(v.X, block)
	case *ssa.Call:
		return t.callIsNil(v, 0)
	case *ssa.Extract:
		return t.partIsNil(v, block)
	case *ssa.Lookup:
		return true // the value of a key that is missing
	case *ssa.UnOp:
		return v.Op == token.MUL && t.loadIsNil(v.X)
	}
	return false
}

// partIsNil is isNil for one of several results.
func (t *tracer) partIsNil(v *ssa.Extract, block *ssa.BasicBlock) bool {
	switch tuple := v.Tuple.(type) {
	case *ssa.Call:
		return t.callIsNil(tuple, v.Index)
	case *ssa.TypeAssert, *ssa.Lookup:
		return v.Index == 0 && !asked(v.Tuple, block)
	}
	return false
}

// callIsNil reports whether result i of a function of this package may be nil. Exported ones that return nothing
// else are looked at for themselves, and so are other packages'.
func (t *tracer) callIsNil(call *ssa.Call, i int) bool {
	callee := call.Call.StaticCallee()
	if callee == nil || callee.Blocks == nil || mustAnswer(callee) {
		return false
	}
	return slices.ContainsFunc(returns(callee), func(r *ssa.Return) bool { return t.isNil(r.Results[i], r.Block()) })
}

// loadIsNil reports whether the variable at address may be nil: nothing is ever stored in it, or nil is.
func (t *tracer) loadIsNil(address ssa.Value) bool {
	switch address.(type) {
	case *ssa.Alloc, *ssa.Global:
	default:
		return false // a field or an element
	}
	stored := false
	for _, s := range t.stores(address) {
		if stored = true; t.isNil(s.Val, s.Block()) {
			return true
		}
	}
	return !stored
}

// stores are the assignments to a variable, also in the functions that it is captured by.
func (t *tracer) stores(address ssa.Value) []*ssa.Store {
	var all []*ssa.Store
	if global, ok := address.(*ssa.Global); ok {
		for _, member := range global.Pkg.Members {
			if fn, ok := member.(*ssa.Function); ok {
				all = append(all, storesIn(fn, global)...)
			}
		}
		return all
	}
	for _, user := range *address.Referrers() {
		switch user := user.(type) {
		case *ssa.Store:
			if user.Addr == address {
				all = append(all, user)
			}
		case *ssa.MakeClosure:
			fn := user.Fn.(*ssa.Function)
			for i, b := range user.Bindings {
				if b == address {
					all = append(all, t.stores(fn.FreeVars[i])...)
				}
			}
		}
	}
	return all
}

func storesIn(fn *ssa.Function, address ssa.Value) []*ssa.Store {
	return slices.DeleteFunc(instructions[*ssa.Store](fn), func(s *ssa.Store) bool { return s.Addr != address })
}

// compared reports whether block is reached only where v has been found not to be nil.
func compared(v ssa.Value, block *ssa.BasicBlock) bool {
	return guarded(block, func(condition ssa.Value, holds bool) bool {
		b, ok := condition.(*ssa.BinOp)
		if !ok || b.X != v && b.Y != v || b.Op != token.NEQ && b.Op != token.EQL {
			return false
		}
		other := b.X
		if other == v {
			other = b.Y
		}
		c, ok := other.(*ssa.Const)
		return ok && c.IsNil() && holds == (b.Op == token.NEQ)
	})
}

// asked reports whether block is reached only where the second part of the tuple has been found true.
func asked(tuple ssa.Value, block *ssa.BasicBlock) bool {
	return guarded(block, func(condition ssa.Value, holds bool) bool {
		ok, isPart := condition.(*ssa.Extract)
		return isPart && ok.Tuple == tuple && ok.Index == 1 && holds
	})
}

// guarded reports whether a condition that satisfies test is decided on every way to block.
func guarded(block *ssa.BasicBlock, test func(condition ssa.Value, holds bool) bool) bool {
	for b := block; b != nil; b = b.Idom() {
		if len(b.Preds) != 1 {
			continue
		}
		branch, ok := b.Preds[0].Instrs[len(b.Preds[0].Instrs)-1].(*ssa.If)
		if ok && test(branch.Cond, b.Preds[0].Succs[0] == b) {
			return true
		}
	}
	return false
}
