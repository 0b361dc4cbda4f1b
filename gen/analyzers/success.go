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
			if s.isDropped(call) {
				report(pass, call.Pos(), fmt.Sprintf("the error of %s is dropped; answer with it, or return it", called(call).Name()))
			}
		}
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
		if err == nil || isAsked(err) {
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
	c, ok := branch.Cond.(*ssa.BinOp)
	if !ok || c.Op != token.NEQ && c.Op != token.EQL || !isError(c.X.Type()) {
		return nil, nil
	}
	err, other := c.X, c.Y
	if k, isConst := err.(*ssa.Const); isConst && k.IsNil() {
		err, other = other, err
	}
	if k, isConst := other.(*ssa.Const); !isConst || !k.IsNil() {
		return nil, nil
	}
	if c.Op == token.NEQ {
		return err, branch.Block().Succs[0]
	}
	return err, branch.Block().Succs[1]
}

// isAsked reports whether something asks what kind of error err is: it is given to a function whose result decides, or is
// compared with another error, or goes on in another variable, which is looked at for itself.
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

// way reports whether to is reached from the block at, when the branch of b is taken to it, before the error is made anew.
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

// isDropped reports whether a call's error is looked at by nobody, and should be.
func (s *successes) isDropped(call *ssa.Call) bool {
	fn := called(call)
	if fn == nil || !s.matters(call, fn) {
		return false
	}
	results := call.Call.Signature().Results()
	last := results.Len() - 1
	if last < 0 || !isError(results.At(last).Type()) || isUsed(call, last) {
		return false
	}
	return !s.rights(call.Parent(), call.Block(), 0)
}

// matters reports whether what a call does to files is lost without its error: all of a capability, the end of an
// upload, what is written. Close of what was read and Abort are none.
func (s *successes) matters(call *ssa.Call, fn *types.Func) bool {
	switch fn.Name() {
	case "Close", "Abort":
		return false
	}
	receiver := fn.Signature().Recv()
	if receiver == nil {
		return false
	}
	return isStorage(receiver.Type()) || isNamed(receiver.Type(), storagePath, "File", "Upload") ||
		call.Call.IsInvoke() && (isStorage(call.Call.Value.Type()) || isNamed(call.Call.Value.Type(), storagePath, "File", "Upload")) ||
		isNamed(receiver.Type(), fsmPath, "DataWriter", "DataReader")
}

// isUsed reports whether result i of a call is used.
func isUsed(call *ssa.Call, i int) bool {
	if call.Call.Signature().Results().Len() == 1 {
		return len(*call.Referrers()) > 0
	}
	return slices.ContainsFunc(*call.Referrers(), func(user ssa.Instruction) bool {
		e, ok := user.(*ssa.Extract)
		return ok && e.Index == i && len(*e.Referrers()) > 0
	})
}

// rights reports whether a block is reached only behind an error, so that it puts things right; also when the whole
// function is called there alone.
func (s *successes) rights(fn *ssa.Function, block *ssa.BasicBlock, depth int) bool {
	if guarded(block, func(condition ssa.Value, holds bool) bool {
		c, ok := condition.(*ssa.BinOp)
		return ok && isError(c.X.Type()) && holds == (c.Op == token.NEQ)
	}) {
		return true
	}
	for _, made := range literals(fn) { // the body of a range over a function is a literal too
		return s.rights(made.Parent(), made.Block(), depth)
	}
	if depth > 3 || len(s.room.callers[fn]) == 0 || fn.Object() != nil && fn.Object().Exported() {
		return false
	}
	return !slices.ContainsFunc(s.room.callers[fn], func(call ssa.CallInstruction) bool {
		return !s.rights(call.Parent(), call.Block(), depth+1)
	})
}
