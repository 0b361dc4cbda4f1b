package analyzers

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/buildssa"
	"golang.org/x/tools/go/ssa"
)

// Success finds answers that say more than is known: a success on a way on which an error has come, and an error of
// what a request gave that nobody looks at.
//
//	if err := r.Files.Remove(ctx, r.Path); err != nil {
//		log.Print(err)
//	}
//	return ftp.DeleOk()  // also when nothing was removed
//
// A way on which something asks what kind of error it is (errors.Is, a predicate of one's own) has decided. What puts
// things right behind an error may fail, and so may what is deferred, Close of a file and Abort.
var Success = &analysis.Analyzer{
	Name:     "success",
	Doc:      "C08 success: no success is answered behind an error",
	Run:      waivable(runSuccess),
	Requires: []*analysis.Analyzer{buildssa.Analyzer, Declared},
}

func runSuccess(pass *analysis.Pass) (any, error) {
	r := newRoom(pass)
	if r == nil {
		return nil, nil
	}
	s := &successes{room: r, declared: pass.ResultOf[Declared].(declarations)}
	for _, fn := range r.functions {
		for _, ret := range returns(fn) {
			for _, v := range ret.Results {
				if sealed(v.Type()) != nil {
					s.returned(v, ret.Block(), nil)
				}
			}
		}
		for _, call := range instructions[*ssa.Call](fn) {
			if why := s.dropped(call); why != "" {
				report(pass, call.Pos(), why)
			}
		}
		s.checkRange(fn)
		s.checkDeferred(fn)
	}
	return nil, nil
}

// successes knows the replies that say yes.
type successes struct {
	room     *room
	declared declarations
}

// returned looks at a reply that is returned from a block.
func (s *successes) returned(v ssa.Value, block *ssa.BasicBlock, seen []ssa.Value) {
	if slices.Contains(seen, v) {
		return
	}
	seen = append(seen, v)
	switch v := v.(type) {
	case *ssa.Phi:
		for i, edge := range v.Edges {
			s.returned(edge, v.Block().Preds[i], seen)
		}
	case *ssa.ChangeInterface:
		s.returned(v.X, block, seen)
	case *ssa.UnOp:
		if variable, ok := v.X.(*ssa.Alloc); ok { // the result of a function that defers
			for _, user := range *variable.Referrers() {
				if store, ok := user.(*ssa.Store); ok && store.Addr == ssa.Value(variable) {
					s.returned(store.Val, store.Block(), seen)
				}
			}
		}
	case *ssa.Call:
		maker := s.succeeds(v)
		if maker == "" {
			return
		}
		if err := behindError(v, block); err != nil {
			report(s.room.pass, v.Pos(), fmt.Sprintf("%s is answered although the error of %s may have come; answer with the error, or ask which it is", maker, source(err)))
		}
	}
}

// succeeds is the name of the constructor of a success that is called, or "".
func (s *successes) succeeds(call *ssa.Call) string {
	fn := called(call)
	if fn == nil || fn.Pkg() == nil || fn.Signature().Recv() != nil || answered(fn.Signature()) == nil {
		return ""
	}
	d := s.declared[fn.Pkg().Path()]
	if d == nil {
		return ""
	}
	i := slices.IndexFunc(d.Makers, func(m maker) bool { return m.Name == fn.Name() })
	if i < 0 || !d.Makers[i].Yes {
		return ""
	}
	return fn.Name()
}

// isError reports whether a type is error.
func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

// behindError is an error that may have come on the way to the call, in a block from which it is returned, or nil.
func behindError(call *ssa.Call, block *ssa.BasicBlock) ssa.Value {
	fn := call.Parent()
	for _, b := range fn.Blocks {
		branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		err, failed := failure(branch)
		if err == nil || err.Referrers() == nil || isAsked(err) { // a constant is nobody's error
			continue
		}
		if way(b, failed, call.Block(), err, map[*ssa.BasicBlock]bool{}) && leadsTo(call.Block(), block) {
			return err
		}
	}
	return nil
}

// failure is the error that a branch compares with nil, and where it goes on when there is one.
func failure(branch *ssa.If) (ssa.Value, *ssa.BasicBlock) {
	condition, failed, other := branch.Cond, branch.Block().Succs[0], branch.Block().Succs[1]
	if not, ok := condition.(*ssa.UnOp); ok && not.Op == token.NOT {
		condition, failed, other = not.X, other, failed
	}
	err, differs := compares(condition)
	if call, ok := condition.(*ssa.Call); ok {
		if differs = tells(call); differs != 0 {
			err = call
		}
	}
	switch differs {
	case token.NEQ:
		return err, failed
	case token.EQL:
		return err, other
	}
	return nil, nil
}

// compares is the error that a condition compares with nil, and how.
func compares(condition ssa.Value) (err ssa.Value, op token.Token) {
	c, ok := condition.(*ssa.BinOp)
	if !ok || c.Op != token.NEQ && c.Op != token.EQL || !isError(c.X.Type()) {
		return nil, 0
	}
	isNil := func(v ssa.Value) bool {
		k, isConst := v.(*ssa.Const)
		return isConst && k.IsNil()
	}
	switch {
	case isNil(c.Y):
		return c.X, c.Op
	case isNil(c.X):
		return c.Y, c.Op
	}
	return nil, 0
}

// tells is how a helper compares an error with nil, whose whole result that is; 0 if it does something else.
func tells(call *ssa.Call) token.Token {
	callee := static(call)
	if callee == nil || callee.Blocks == nil || callee.Pkg != call.Parent().Pkg {
		return 0
	}
	var op token.Token
	for _, r := range returns(callee) {
		if len(r.Results) != 1 {
			return 0
		}
		_, how := compares(r.Results[0])
		if how == 0 || op != 0 && how != op {
			return 0
		}
		op = how
	}
	return op
}

// isAsked reports whether something asks what kind of error err is: it is given to a function whose result decides, or
// is compared with another error, or goes on in another variable, which is looked at for itself.
func isAsked(err ssa.Value) bool {
	return slices.ContainsFunc(*err.Referrers(), func(user ssa.Instruction) bool {
		switch user := user.(type) {
		case *ssa.Call:
			return decides(user)
		case *ssa.Phi, *ssa.Return, *ssa.TypeAssert:
			return true
		case *ssa.BinOp:
			x, xConst := user.X.(*ssa.Const)
			y, yConst := user.Y.(*ssa.Const)
			return !(xConst && x.IsNil() || yConst && y.IsNil())
		case *ssa.Store:
			return user.Val == err
		}
		return false
	})
}

// decides reports whether the result of a call is used: errors.Is, storage.ClassOf, a predicate, or what makes another
// error of it. The answer with the error is no decision about another answer.
func decides(call *ssa.Call) bool {
	if answered(call.Call.Signature()) != nil {
		return false
	}
	users := call.Referrers()
	return users != nil && len(*users) > 0
}

// way reports whether to is reached from the block at, when the branch of b is taken to it, before the error is made
// anew.
func way(b, at, to *ssa.BasicBlock, err ssa.Value, seen map[*ssa.BasicBlock]bool) bool {
	made, isInstr := err.(ssa.Instruction)
	if seen[at] || isInstr && at == made.Block() && at != b {
		return false
	}
	seen[at] = true
	if at == to {
		return true
	}
	return slices.ContainsFunc(at.Succs, func(next *ssa.BasicBlock) bool { return way(b, next, to, err, seen) })
}

// leadsTo reports whether a block is reached from another.
func leadsTo(from, to *ssa.BasicBlock) bool {
	return from == to || way(from, from, to, nil, map[*ssa.BasicBlock]bool{})
}

// source is where an error came from, for a message.
func source(err ssa.Value) string {
	if e, ok := err.(*ssa.Extract); ok {
		err = e.Tuple
	}
	if call, ok := err.(*ssa.Call); ok {
		if fn := called(call); fn != nil {
			return fn.Name()
		}
	}
	return "what came before"
}
