package analyzers

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// checkRange reports a loop over a listing that takes no error from it.
func (s *successes) checkRange(fn *ssa.Function) {
	if len(fn.Params) == 0 || !strings.HasPrefix(fn.Synthetic, "range-over-func") {
		return
	}
	last := fn.Params[len(fn.Params)-1]
	if isError(last.Type()) && len(*last.Referrers()) == 0 {
		report(s.room.pass, fn.Pos(), "the error with which the loop may end is dropped; answer with it, or return it")
	}
}

// checkDeferred reports a success that takes the place of whatever was answered.
func (s *successes) checkDeferred(fn *ssa.Function) {
	for _, d := range instructions[*ssa.Defer](fn) {
		if called(d) != nil && called(d).Name() == "Commit" && isNamed(d.Call.Value.Type(), storagePath, "Upload") {
			report(s.room.pass, d.Pos(), "the error of Commit is dropped; answer with it, or return it")
		}
		callee := d.Call.StaticCallee()
		if callee == nil || callee.Parent() != fn {
			continue
		}
		for _, store := range instructions[*ssa.Store](callee) {
			call, ok := store.Val.(*ssa.Call)
			if _, outer := store.Addr.(*ssa.FreeVar); ok && outer && s.succeeds(call) != "" {
				report(s.room.pass, store.Pos(), s.succeeds(call)+" takes the place of whatever was answered; answer where it is known")
			}
		}
	}
}

// dropped says that a call's error is looked at by nobody, and should be; "" if it is.
func (s *successes) dropped(call *ssa.Call) string {
	fn := called(call)
	name := "the function"
	if fn != nil {
		name = fn.Name()
	}
	if (calls(call, "errors", "Join", "Is", "As") || calls(call, "fmt", "Errorf")) && len(*call.Referrers()) == 0 {
		return "the result of " + name + " is dropped, and the errors with it; answer with them, or return them"
	}
	results := call.Call.Signature().Results()
	last := results.Len() - 1
	if last < 0 || !isError(results.At(last).Type()) || !s.matters(call, fn) || s.rights(call.Parent(), call.Block(), 0) {
		return ""
	}
	switch uses := usersOf(call, last); {
	case len(uses) == 0:
		return "the error of " + name + " is dropped; answer with it, or return it"
	case !slices.ContainsFunc(uses, func(user ssa.Instruction) bool { return !isKindQuestion(user) }):
		return "the error of " + name + " is asked for one kind alone; answer with it when it is another"
	}
	return ""
}

// isKindQuestion reports whether a use of an error asks whether it is a certain one.
func isKindQuestion(user ssa.Instruction) bool {
	call, ok := user.(ssa.CallInstruction)
	return ok && calls(call, "errors", "Is", "As")
}

// usersOf is what uses result i of a call.
func usersOf(call *ssa.Call, i int) []ssa.Instruction {
	if call.Call.Signature().Results().Len() == 1 {
		return *call.Referrers()
	}
	var all []ssa.Instruction
	for _, user := range *call.Referrers() {
		if e, ok := user.(*ssa.Extract); ok && e.Index == i {
			all = append(all, *e.Referrers()...)
		}
	}
	return all
}

// matters reports whether what a call does to files is lost without its error: all of a capability, the end of an
// upload, what is written. Close of what was read and Abort are none.
func (s *successes) matters(call *ssa.Call, fn *types.Func) bool {
	for v := range call.Call.Signature().Results().Variables() {
		if isStorage(v.Type()) {
			return true // whoever logs in with it needs to know
		}
	}
	if fn == nil {
		return false
	}
	switch fn.Name() {
	case "Close", "Abort":
		return false
	}
	if asksAccounts(call) {
		return true
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
func isUsed(call *ssa.Call, i int) bool { return len(usersOf(call, i)) > 0 }

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
