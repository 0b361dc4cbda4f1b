package analyzers

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"
)

// past are packages with which a handler gets past what the compiler knows.
var past = []string{"C", "plugin", "reflect", "unsafe"}

// checkImports reports imports of them, in files with functions that handlers run.
func (r *room) checkImports() {
	for _, file := range handWritten(r.pass) {
		if !slices.ContainsFunc(r.functions, func(fn *ssa.Function) bool { return file.FileStart <= fn.Pos() && fn.Pos() < file.FileEnd }) {
			continue
		}
		for _, spec := range file.Imports {
			if path, err := strconv.Unquote(spec.Path.Value); err == nil && slices.Contains(past, path) {
				report(r.pass, spec.Pos(), fmt.Sprintf("%s gets past the capabilities of a command; handlers do without", path))
			}
		}
		for _, group := range file.Comments {
			checkLinkname(r.pass, group)
		}
	}
}

// checkLinkname reports directives that name what is not exported elsewhere.
func checkLinkname(pass *analysis.Pass, group *ast.CommentGroup) {
	for _, c := range group.List {
		if strings.HasPrefix(c.Text, "//go:linkname ") {
			report(pass, c.Pos(), "go:linkname gets past the capabilities of a command; handlers do without")
		}
	}
}

// isStorage reports whether a type is a way to an account's files: an interface of package storage with a method that
// takes a path, one that embeds such, or a driver.
func isStorage(t types.Type) bool {
	if _, isParam := types.Unalias(t).(*types.TypeParam); isParam {
		return false
	}
	if types.IsInterface(t) {
		return leadsToFiles(t)
	}
	methods := types.NewMethodSet(t)
	for i := range methods.Len() {
		if fn, ok := methods.At(i).Obj().(*types.Func); ok && fn.Name() == "Lstat" && takesPath(fn.Signature()) {
			return true
		}
	}
	return false
}

// leadsToFiles reports whether a method of an interface takes a path, or gives whole storage.
func leadsToFiles(t types.Type) bool {
	iface, ok := t.Underlying().(*types.Interface)
	if !ok {
		return false
	}
	for m := range iface.Methods() {
		if takesPath(m.Signature()) {
			return true
		}
		for v := range m.Signature().Results().Variables() {
			if isNamed(v.Type(), storagePath, "FS") {
				return true
			}
		}
	}
	return false
}

// takesPath reports whether a parameter is a path.
func takesPath(s *types.Signature) bool {
	for v := range s.Params().Variables() {
		if isNamed(v.Type(), storagePath, "Path") {
			return true
		}
	}
	return false
}

// checkAssertion reports an assertion to what only a capability gives, whatever it is made from.
func checkAssertion(pass *analysis.Pass, a *ssa.TypeAssert) bool {
	t := types.Unalias(a.AssertedType)
	if _, isParam := t.(*types.TypeParam); isParam {
		report(pass, at(a, a.Pos()), fmt.Sprintf("the assertion to %s may be one to any capability; name the type", t))
		return true
	}
	system := isNamed(t, "os", "File", "Root") || isNamed(t, "net", "Conn", "TCPConn", "UnixConn") || isNamed(t, "syscall", "Conn", "RawConn")
	system = system || asksSystem(t)
	if (!system || !isTaken(a)) && !isStorage(t) && !isNamed(t, fsmPath, "Listener", "ServerListener") && !isNamed(t, storagePath, "Removable") {
		return false
	}
	report(pass, at(a, a.Pos()), fmt.Sprintf("something is turned into a %s; a command has the capabilities that the spec gives it, ask with does:", short(t, pass.Pkg)))
	return true
}

// ofSystem are methods that files and connections of the system have, and what handlers are given has not.
var ofSystem = []string{"Chmod", "Chown", "Fd", "ReadDir", "RemoteAddr", "SetDeadline", "SetReadDeadline", "SetWriteDeadline", "SyscallConn", "Truncate", "WriteAt"}

// asksSystem reports whether an interface has such a method.
func asksSystem(t types.Type) bool {
	iface, ok := t.Underlying().(*types.Interface)
	if !ok {
		return false
	}
	for m := range iface.Methods() {
		if slices.Contains(ofSystem, m.Name()) {
			return true
		}
	}
	return false
}

// isTaken reports whether the value of an assertion is used, and not only whether it holds.
func isTaken(a *ssa.TypeAssert) bool {
	if !a.CommaOk {
		return true
	}
	return slices.ContainsFunc(*a.Referrers(), func(user ssa.Instruction) bool {
		e, ok := user.(*ssa.Extract)
		return ok && e.Index == 0 && len(*e.Referrers()) > 0
	})
}

// checkGivenAway reports a capability that becomes an any for other code than package storage's: only assertions and
// reflection can make something of it.
func checkGivenAway(pass *analysis.Pass, c *ssa.ChangeInterface, given []types.Type) {
	iface, ok := c.Type().Underlying().(*types.Interface)
	capability := capabilityBehind(c.X, given, nil)
	if !ok || iface.NumMethods() > 0 || capability == nil || c.Referrers() == nil {
		return
	}
	for _, user := range *c.Referrers() {
		switch user := user.(type) {
		case *ssa.TypeAssert, *ssa.DebugRef:
			continue
		case ssa.CallInstruction:
			if fn := called(user); fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == storagePath {
				continue
			}
		}
		report(pass, at(c, c.Pos()), fmt.Sprintf("a %s is given away as %s, of which others may make what they like; give what is needed of it",
			short(capability, pass.Pkg), short(c.Type(), pass.Pkg)))
		return
	}
}

// checkLogins reports that a command which logs nobody in asks the accounts.
func (r *room) checkLogins() {
	for _, fn := range r.functions {
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

// takesPathElsewhere reports whether a call is of a function that the handlers' type or the package holds in a variable,
// and is about a path.
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
		if !gives {
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
