package analyzers

import (
	"fmt"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// checkLogins reports that a command which logs nobody in asks the accounts.
func (r *room) checkLogins() {
	for _, fn := range r.functions {
		if len(r.handlers) == 0 {
			r.checkAsking(fn)
			continue
		}
		h := r.handlerOf(fn)
		if h == nil || h.reply == nil || logsIn(h.reply) {
			continue
		}
		reached := map[*ssa.Function]bool{}
		reach(fn, r.pass.Pkg, reached)
		for f := range reached {
			for _, call := range instructions[ssa.CallInstruction](f) {
				if asksAccounts(call) {
					report(r.pass, call.Pos(), fmt.Sprintf("%s asks the accounts, and can log nobody in; only a command whose reply has an account does", h.name))
				}
			}
		}
	}
}

// checkAsking reports that a package beside the handlers asks the accounts: which command it is for, nothing tells
// there.
func (r *room) checkAsking(fn *ssa.Function) {
	for _, call := range instructions[ssa.CallInstruction](fn) {
		if asksAccounts(call) {
			report(r.pass, call.Pos(), fmt.Sprintf("%s asks the accounts for any command; only a handler whose reply has an account does", name(fn)))
		}
	}
}

// logsIn reports whether a constructor of a reply takes an account.
func logsIn(reply *types.Named) bool {
	scope := reply.Obj().Pkg().Scope()
	return slices.ContainsFunc(scope.Names(), func(name string) bool {
		fn, ok := scope.Lookup(name).(*types.Func)
		if !ok || answered(fn.Signature()) != reply {
			return false
		}
		for v := range fn.Signature().Params().Variables() {
			if isNamed(v.Type(), accountsPath, "Account") {
				return true
			}
		}
		return false
	})
}

// asksAccounts reports whether a call, of whatever has accounts, is given what somebody says to be.
func asksAccounts(call ssa.CallInstruction) bool {
	for v := range call.Common().Signature().Params().Variables() {
		if isNamed(v.Type(), accountsPath, "Credentials") {
			return true
		}
	}
	return false
}

// checkWhole reports that an account's whole storage, which the handlers' type opens for logins, is used for something
// else than a reply that logs in.
func (r *room) checkWhole(fn *ssa.Function) {
	for _, instr := range instructions[ssa.Instruction](fn) {
		if call, ok := instr.(ssa.CallInstruction); ok && r.takesPathElsewhere(call) {
			report(r.pass, instr.Pos(), "this function of the handlers' type is given a path, and no capability bounds it; use what the request gives")
		}
		v, ok := instr.(ssa.Value)
		if !ok || !r.isWhole(instr) {
			continue
		}
		if use := r.misuse(v, map[ssa.Value]bool{}); use != nil {
			pos := use.Pos()
			if !pos.IsValid() {
				pos = instr.Pos()
			}
			report(r.pass, pos, "this is storage that the handlers' type reaches, and no capability bounds it; only a reply that logs in takes it. Use what the request gives")
		}
	}
}

// takesPathElsewhere reports whether a call is of a function that the handlers' type or the package holds in a
// variable, and is about a path.
func (r *room) takesPathElsewhere(call ssa.CallInstruction) bool {
	if called(call) != nil || !takesPath(call.Common().Signature()) {
		return false
	}
	o := r.originOf(call.Common().Value)
	return o == ofReceiver || o == ofGlobal
}

// isWhole reports whether an instruction gets storage from elsewhere than the request: from the handlers' type, the
// package, or a call of what they hold.
func (r *room) isWhole(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.Call:
		results := instr.Call.Signature().Results()
		gives := false
		for v := range results.Variables() {
			gives = gives || isStorage(v.Type())
		}
		if !gives || isGrant(instr) {
			return false
		}
		callee := static(instr)
		return callee == nil || callee.Pkg == nil || callee.Pkg.Pkg != r.pass.Pkg // one of the package is looked at for itself
	case *ssa.UnOp:
		if !isStorage(instr.Type()) {
			return false
		}
		o := r.originOf(instr.X)
		return o == ofReceiver || o == ofGlobal
	case *ssa.Lookup:
		if !isStorage(instr.Type()) {
			return false
		}
		o := r.originOf(instr.X)
		return o == ofReceiver || o == ofGlobal
	}
	return false
}

// isGrant reports whether a call takes what a request gives where an outcome allows it.
func isGrant(call ssa.CallInstruction) bool {
	fn := called(call)
	return fn != nil && fn.Signature().Recv() != nil && isNamed(fn.Signature().Recv().Type(), fsmPath, "Granted")
}

// misuse is an instruction that uses storage for something else than to log in with it, or nil.
func (r *room) misuse(v ssa.Value, seen map[ssa.Value]bool) ssa.Instruction {
	if seen[v] || v.Referrers() == nil {
		return nil
	}
	seen[v] = true
	for _, user := range *v.Referrers() {
		if bad := r.misused(user, v, seen); bad != nil {
			return bad
		}
	}
	return nil
}

func (r *room) misused(user ssa.Instruction, v ssa.Value, seen map[ssa.Value]bool) ssa.Instruction {
	switch user := user.(type) {
	case *ssa.Extract:
		if !isStorage(user.Type()) {
			return nil
		}
		return r.misuse(user, seen)
	case *ssa.Phi:
		return r.misuse(user, seen)
	case *ssa.ChangeInterface:
		return r.misuse(user, seen)
	case *ssa.MakeInterface:
		return r.misuse(user, seen)
	case *ssa.BinOp, *ssa.DebugRef, *ssa.Return:
		return nil
	case *ssa.Store:
		if variable, ok := user.Addr.(*ssa.Alloc); ok && user.Val == v {
			return r.misuseOfVariable(variable, seen)
		}
	case ssa.CallInstruction:
		return r.misusedByCall(user, v, seen)
	}
	return user
}

// misuseOfVariable follows what is loaded from a variable.
func (r *room) misuseOfVariable(variable *ssa.Alloc, seen map[ssa.Value]bool) ssa.Instruction {
	for _, load := range *variable.Referrers() {
		if u, ok := load.(*ssa.UnOp); ok {
			if bad := r.misuse(u, seen); bad != nil {
				return bad
			}
		}
	}
	return nil
}

// misusedByCall allows constructors of replies, Close, and functions of the package that do no more.
func (r *room) misusedByCall(call ssa.CallInstruction, v ssa.Value, seen map[ssa.Value]bool) ssa.Instruction {
	fn := called(call)
	switch callee := static(call); {
	case fn == nil:
	case answered(fn.Signature()) != nil && fn.Pkg() == answered(fn.Signature()).Obj().Pkg():
		return nil
	case call.Common().IsInvoke() && call.Common().Value == v && fn.Name() == "Close":
		return nil
	case callee != nil && callee.Blocks != nil && callee.Pkg != nil && callee.Pkg.Pkg == r.pass.Pkg:
		for i, arg := range call.Common().Args {
			if arg == v && i < len(callee.Params) {
				if bad := r.misuse(callee.Params[i], seen); bad != nil {
					return bad
				}
			}
		}
		return nil
	}
	return call
}
