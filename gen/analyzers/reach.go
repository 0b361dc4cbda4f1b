package analyzers

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/buildssa"
	"golang.org/x/tools/go/ssa"
)

// room is what handlers run of a package: all of it where it only stands with handlers, else what they reach, be it
// from another package.
type room struct {
	pass      *analysis.Pass
	functions []*ssa.Function // hand-written, literals among them
	handlers  []handler
	callers   map[*ssa.Function][]ssa.CallInstruction // static calls from functions of the room
}

// newRoom finds the functions; nil if the package is not of the handlers' room.
func newRoom(pass *analysis.Pass) *room {
	called := calledIn(pass.Pkg)
	if !inRoom(pass) && len(called) == 0 {
		return nil
	}
	r := &room{pass: pass, handlers: handlers(pass), callers: map[*ssa.Function][]ssa.CallInstruction{}}
	written := handWritten(pass)
	all := pass.ResultOf[buildssa.Analyzer].(*buildssa.SSA).SrcFuncs
	all = slices.DeleteFunc(slices.Clone(all), func(fn *ssa.Function) bool { return fileAt(written, fn.Pos()) == nil })
	if r.functions = all; len(r.handlers) > 0 || !inRoom(pass) {
		reached := map[*ssa.Function]bool{}
		for _, fn := range all {
			if r.handlerOf(fn) != nil || isCalled(fn, called) {
				reach(fn, pass.Pkg, reached)
			}
		}
		r.functions = slices.DeleteFunc(all, func(fn *ssa.Function) bool { return !reached[fn] })
	}
	for _, fn := range r.functions {
		for _, call := range instructions[ssa.CallInstruction](fn) {
			if callee := static(call); callee != nil {
				r.callers[callee] = append(r.callers[callee], call)
			}
		}
	}
	return r
}

// handlerOf is the handler that fn is, or nil.
func (r *room) handlerOf(fn *ssa.Function) *handler {
	i := slices.IndexFunc(r.handlers, func(h handler) bool { return h.decl.Name.Pos() == fn.Pos() })
	if i < 0 {
		return nil
	}
	return &r.handlers[i]
}

// runs reports whether handlers run what stands at pos: it is in a function that they reach, or in none.
func (r *room) runs(pos token.Pos) bool {
	file := fileAt(r.pass.Files, pos)
	i := slices.IndexFunc(file.Decls, func(d ast.Decl) bool { return d.Pos() <= pos && pos < d.End() })
	if i < 0 {
		return true
	}
	f, ok := file.Decls[i].(*ast.FuncDecl)
	return !ok || slices.ContainsFunc(r.functions, func(fn *ssa.Function) bool { return fn.Pos() == f.Name.Pos() })
}

// reach adds fn and what it names: functions, literals, and the methods of types that it makes interfaces of.
func reach(fn *ssa.Function, pkg *types.Package, reached map[*ssa.Function]bool) {
	if fn.Origin() != nil {
		fn = fn.Origin()
	}
	if reached[fn] || fn.Pkg == nil || fn.Pkg.Pkg != pkg {
		return
	}
	reached[fn] = true
	for _, instr := range instructions[ssa.Instruction](fn) {
		if m, ok := instr.(*ssa.MakeInterface); ok {
			for _, method := range methodsOf(fn.Prog, m.X.Type(), pkg) {
				reach(method, pkg, reached)
			}
		}
		for _, operand := range instr.Operands(nil) {
			if f, ok := (*operand).(*ssa.Function); ok {
				reach(f, pkg, reached)
				for _, call := range instructions[ssa.CallInstruction](f) { // a method value's wrapper has no package
					if callee := static(call); f.Synthetic != "" && callee != nil {
						reach(callee, pkg, reached)
					}
				}
			}
		}
	}
}

// methodsOf are the methods of a type of the package.
func methodsOf(prog *ssa.Program, t types.Type, pkg *types.Package) []*ssa.Function {
	var all []*ssa.Function
	methods := types.NewMethodSet(t)
	for i := range methods.Len() {
		if fn, ok := methods.At(i).Obj().(*types.Func); ok && fn.Pkg() == pkg {
			if f := prog.FuncValue(fn); f != nil {
				all = append(all, f)
			}
		}
	}
	return all
}

// static is the function that a call names; that of a generic function is the one that was written.
func static(call ssa.CallInstruction) *ssa.Function {
	callee := call.Common().StaticCallee()
	if callee != nil && callee.Origin() != nil {
		return callee.Origin()
	}
	return callee
}

// calls reports whether a call is one of the functions or methods of a package.
func calls(call ssa.CallInstruction, pkg string, names ...string) bool {
	fn := called(call)
	return fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == pkg && slices.Contains(names, fn.Name())
}

// called is the function or method that a call names, also of an interface.
func called(call ssa.CallInstruction) *types.Func {
	if call.Common().IsInvoke() {
		return call.Common().Method
	}
	if callee := static(call); callee != nil {
		fn, _ := callee.Object().(*types.Func)
		return fn
	}
	return nil
}

// origin is what a value is part of, or came out of.
type origin int

const (
	elsewhere  origin = iota
	ofReceiver        // of the handlers' type
	ofRequest
	ofGlobal
)

// originOf follows a value back through fields, elements, variables and the methods of what it belongs to.
func (r *room) originOf(v ssa.Value) origin { return r.follow(v, map[ssa.Value]bool{}) }

// follow is where a value comes from, seen through what it is made of; seen has the values on the way.
func (r *room) follow(v ssa.Value, seen map[ssa.Value]bool) origin {
	if seen[v] {
		return elsewhere
	}
	seen[v] = true
	if r.isHandlers(v.Type()) {
		return ofReceiver
	}
	switch v := v.(type) {
	case *ssa.Global:
		return ofGlobal // of this package or of another
	case *ssa.Parameter:
		if request(v.Type()) != nil || isNamed(v.Type(), accountsPath, "Account") {
			return ofRequest
		}
	case *ssa.FreeVar:
		if b := bound(v); b != nil {
			return r.follow(b, seen)
		}
	case *ssa.Alloc:
		return r.any(storedIn(v), seen)
	case *ssa.Phi:
		return r.any(v.Edges, seen)
	case *ssa.Call:
		return r.ofResult(v, 0, seen)
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			return r.ofResult(call, v.Index, seen)
		}
		return r.follow(v.Tuple, seen)
	default:
		if x := operand(v); x != nil {
			return r.follow(x, seen)
		}
	}
	return elsewhere
}

// operand is the value of which another is a field, an element, what it points at, or a conversion; nil for any other.
func operand(v ssa.Value) ssa.Value {
	switch v := v.(type) {
	case *ssa.FieldAddr:
		return v.X
	case *ssa.Field:
		return v.X
	case *ssa.IndexAddr:
		return v.X
	case *ssa.Index:
		return v.X
	case *ssa.Lookup:
		return v.X
	case *ssa.UnOp:
		return v.X
	case *ssa.ChangeType:
		return v.X
	case *ssa.ChangeInterface:
		return v.X
	case *ssa.MakeInterface:
		return v.X
	}
	return nil
}

// ofResult goes on with what a function of the package returns.
func (r *room) ofResult(call *ssa.Call, i int, seen map[ssa.Value]bool) origin {
	callee := static(call)
	if callee == nil || callee.Pkg == nil || callee.Pkg.Pkg != r.pass.Pkg {
		return elsewhere
	}
	for _, ret := range returns(callee) {
		if o := r.follow(ret.Results[i], seen); o != elsewhere {
			return o
		}
	}
	return elsewhere
}

func (r *room) any(values []ssa.Value, seen map[ssa.Value]bool) origin {
	for _, v := range values {
		if o := r.follow(v, seen); o != elsewhere {
			return o
		}
	}
	return elsewhere
}

// isHandlers reports whether a type has handlers, or points to one that has.
func (r *room) isHandlers(t types.Type) bool {
	for {
		p, ok := types.Unalias(t).(*types.Pointer)
		if !ok {
			break
		}
		t = p.Elem()
	}
	return slices.ContainsFunc(r.handlers, func(h handler) bool { return types.Identical(h.recv, t) })
}

// bound is what a literal was made with; nil if it is made nowhere.
func bound(v *ssa.FreeVar) ssa.Value {
	fn := v.Parent()
	for _, made := range literals(fn) {
		return made.Bindings[slices.Index(fn.FreeVars, v)]
	}
	return nil
}

// literals are where a function literal is made.
func literals(fn *ssa.Function) []*ssa.MakeClosure {
	if fn.Parent() == nil {
		return nil
	}
	return slices.DeleteFunc(instructions[*ssa.MakeClosure](fn.Parent()), func(m *ssa.MakeClosure) bool { return m.Fn != ssa.Value(fn) })
}

// storedIn are the values that are stored in a variable where it is declared.
func storedIn(v *ssa.Alloc) []ssa.Value {
	var all []ssa.Value
	for _, user := range *v.Referrers() {
		if s, ok := user.(*ssa.Store); ok && s.Addr == ssa.Value(v) {
			all = append(all, s.Val)
		}
	}
	return all
}
