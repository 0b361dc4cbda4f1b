package analyzers

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/buildssa"
	"golang.org/x/tools/go/ssa"
)

// Sharing finds handlers that reach other sessions, or the process, past what their request gives: state of a package
// or of the handlers' type without a lock, an account that is changed, a request that is kept, an end of the process, a
// panic that is kept from the runtime.
//
//	last = r.Path                          // of which session?
//	r.Account.Permissions |= accounts.Write // for every command behind it
//	h.sessions[r.User] = r.Session         // and is used when it has ended
var Sharing = &analysis.Analyzer{
	Name:     "sharing",
	Doc:      "C09 sharing: a handler touches no other session, nor the process",
	Run:      waivable(runSharing),
	Requires: []*analysis.Analyzer{buildssa.Analyzer},
}

// accountsPath is the package of accounts.
const accountsPath = "github.com/portolan-ftp/portolan/accounts"

// ofProcess are functions that are about the whole process, by package; "" is all of them.
var ofProcess = map[string][]string{
	"os":            {"Exit", "Setenv", "Unsetenv", "Clearenv"},
	"os/signal":     {""},
	"log":           {"Fatal", "Panic", "Set"},
	"runtime":       {"Goexit", "GC", "GOMAXPROCS", "LockOSThread"},
	"runtime/debug": {"Set", "FreeOSMemory"},
}

func runSharing(pass *analysis.Pass) (any, error) {
	r := newRoom(pass)
	if r == nil {
		return nil, nil
	}
	r.checkPanics()
	for _, fn := range r.functions {
		for _, instr := range instructions[ssa.Instruction](fn) {
			switch instr := instr.(type) {
			case *ssa.Store:
				r.checkStore(instr)
			case *ssa.MapUpdate:
				r.checkShared(instr, instr.Map, instr.Value)
			case *ssa.Send:
				if isKept(instr.X) {
					report(pass, instr.Pos(), "what a request gives is for its command alone; send a copy of what is needed")
				}
			case ssa.CallInstruction:
				r.checkProcess(instr)
			}
		}
	}
	return nil, nil
}

// checkPanics reports calls of panic and recover.
func (r *room) checkPanics() {
	for _, file := range handWritten(r.pass) {
		ast.Inspect(file, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if !ok {
				return true
			}
			b, ok := r.pass.TypesInfo.Uses[id].(*types.Builtin)
			switch {
			case !ok || !r.runs(id.Pos()):
			case b.Name() == "panic":
				report(r.pass, id.Pos(), "a panic is answered as a fault of the server; answer with an error")
			case b.Name() == "recover":
				report(r.pass, id.Pos(), "recover hides a fault: the session contains panics, answers and logs them")
			}
			return true
		})
	}
}

// checkStore reports what must not be written to.
func (r *room) checkStore(s *ssa.Store) {
	if f, ok := s.Addr.(*ssa.FieldAddr); ok && isNamed(f.X.Type(), accountsPath, "Account") && r.originOf(f.X) == ofRequest {
		if _, isLoad := f.X.(*ssa.UnOp); isLoad || isGiven(f.X) {
			report(r.pass, s.Pos(), "the account of a request is not to be changed: its session, and others, go on with it; change a copy")
			return
		}
	}
	if !isOwn(s.Addr) {
		r.checkShared(s, s.Addr, s.Val)
	}
}

// isOwn reports whether an address lies in a variable of the function, or of the one around it.
func isOwn(address ssa.Value) bool {
	for {
		switch a := address.(type) {
		case *ssa.FieldAddr:
			address = a.X
		case *ssa.IndexAddr:
			address = a.X
		case *ssa.FreeVar:
			if address = bound(a); address == nil {
				return true
			}
		default:
			_, isVariable := a.(*ssa.Alloc)
			return isVariable
		}
	}
}

// isGiven reports whether a value is part of a request, or handed on from one.
func isGiven(v ssa.Value) bool {
	switch v.(type) {
	case *ssa.Field, *ssa.Parameter:
		return true
	}
	return false
}

// checkShared reports a write to what sessions share.
func (r *room) checkShared(instr ssa.Instruction, to, what ssa.Value) {
	switch o := r.originOf(to); {
	case o == elsewhere || o == ofRequest:
	case isKept(what):
		report(r.pass, instr.Pos(), "what a request gives is for its command alone, and is kept here; keep a copy of what is needed")
	case o == ofGlobal:
		report(r.pass, instr.Pos(), "a variable of the package is shared by all sessions and servers of the process; let the table carry it, or the handlers' type behind a lock")
	case !locks(instr.Parent()):
		report(r.pass, instr.Pos(), "the handlers are shared by all sessions; let the table carry it, or hold a lock")
	}
}

// isKept reports whether a value must not outlive its command, or holds one that must not.
func isKept(v ssa.Value) bool {
	v = unboxed(v)
	if c, ok := v.(*ssa.MakeClosure); ok {
		return slices.ContainsFunc(c.Bindings, func(b ssa.Value) bool { return isOfCommand(b.Type(), 0) })
	}
	return isOfCommand(v.Type(), 0)
}

// mostNested is how deep a type is looked into.
const mostNested = 3

// isOfCommand reports whether a type is one of what a request gives, or has a part that is.
func isOfCommand(t types.Type, depth int) bool {
	if request(t) != nil || isContext(t) || isStorage(t) && !isDriver(t) ||
		isNamed(t, fsmPath, "Session", "DataWriter", "DataReader", "Progress", "PassiveListener", "Listener", "ServerListener") {
		return true
	}
	if depth == mostNested {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		return isOfCommand(u.Elem(), depth+1)
	case *types.Slice:
		return isOfCommand(u.Elem(), depth+1)
	case *types.Struct:
		for f := range u.Fields() {
			if isOfCommand(f.Type(), depth+1) {
				return true
			}
		}
	}
	return false
}

// isDriver reports whether a type is a driver, which handlers may hold, and no part of one.
func isDriver(t types.Type) bool { return !types.IsInterface(t) || isNamed(t, storagePath, "FS") }

// locks reports whether a function takes a lock.
func locks(fn *ssa.Function) bool {
	for ; fn != nil; fn = fn.Parent() {
		if slices.ContainsFunc(instructions[ssa.CallInstruction](fn), func(call ssa.CallInstruction) bool { return calls(call, "sync", "Lock", "Do") }) {
			return true
		}
	}
	return false
}

// checkProcess reports calls that are about more than a command.
func (r *room) checkProcess(call ssa.CallInstruction) {
	r.checkGlobals(call)
	fn := called(call)
	if fn == nil || fn.Pkg() == nil {
		return
	}
	path := fn.Pkg().Path()
	if slices.ContainsFunc(ofProcess[path], func(beginning string) bool { return strings.HasPrefix(fn.Name(), beginning) }) {
		report(r.pass, call.Pos(), fmt.Sprintf("%s.%s is about the whole process; a handler answers", fn.Pkg().Name(), fn.Name()))
		return
	}
	if isShared(call, fn, path) {
		report(r.pass, call.Pos(), "a variable of the package is shared by all sessions and servers of the process; let the table carry it")
	}
}

// checkGlobals reports that a variable of the package is given to be changed: its address, or a map to be emptied.
func (r *room) checkGlobals(call ssa.CallInstruction) {
	args := call.Common().Args
	if b, ok := call.Common().Value.(*ssa.Builtin); ok {
		if (b.Name() == "delete" || b.Name() == "clear") && r.originOf(args[0]) == ofGlobal {
			report(r.pass, call.Pos(), "a variable of the package is shared by all sessions and servers of the process; let the table carry it")
		}
		return
	}
	if fn := called(call); fn != nil && fn.Pkg() != nil && (fn.Pkg().Path() == "sync" || fn.Pkg().Path() == "sync/atomic") {
		return // which isShared judges
	}
	for _, arg := range args {
		if g, ok := unboxed(arg).(*ssa.Global); ok && g.Pkg != nil && inCommands(r.pass.Pkg, g.Pkg.Pkg) {
			report(r.pass, call.Pos(), g.Name()+" is shared by all sessions and servers of the process, and its address is given away; give a copy")
		}
	}
}

// isShared reports whether a method changes a variable of the package: one of sync or sync/atomic, pools aside.
func isShared(call ssa.CallInstruction, fn *types.Func, path string) bool {
	if path != "sync" && path != "sync/atomic" || len(call.Common().Args) == 0 {
		return false
	}
	switch fn.Name() {
	case "Load", "Get", "Put", "Range":
		return false
	}
	v := call.Common().Args[0]
	for {
		f, ok := v.(*ssa.FieldAddr)
		if !ok {
			break
		}
		v = f.X
	}
	g, ok := v.(*ssa.Global)
	return ok && !isNamed(g.Type(), "sync", "Pool", "Once")
}
