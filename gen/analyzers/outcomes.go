package analyzers

import (
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/buildssa"
	"golang.org/x/tools/go/ssa"
)

// Outcomes finds answers that are none: nil, also through variables and helpers, a type of one's own that embeds a
// reply, and a constructor that is given nothing: to send or receive with, of an account, of files, for a path. The
// session would fail on each of them.
//
//	func (h *Standard) Retr(ctx context.Context, r ftp.RetrRequest) ftp.RetrReply {
//		var reply ftp.RetrReply
//		if err := h.look(r); err != nil {
//			reply = ftp.RetrError(err)
//		}
//		return reply // nil when there was no error
//	}
//
// Helpers may return nil if whoever answers with it has compared it with nil before.
var Outcomes = &analysis.Analyzer{
	Name:     "outcomes",
	Doc:      "C01 outcomes: a handler answers with what the constructors of its reply make, never with nil",
	Run:      runOutcomes,
	Requires: []*analysis.Analyzer{buildssa.Analyzer},
}

func runOutcomes(pass *analysis.Pass) (any, error) {
	written := handWritten(pass)
	t := &tracer{pass: pass, reported: map[string]bool{}}
	for _, fn := range pass.ResultOf[buildssa.Analyzer].(*buildssa.SSA).SrcFuncs {
		if fileAt(written, fn.Pos()) == nil {
			continue
		}
		if mustAnswer(fn) {
			t.function(fn, 0, name(fn))
		}
		if inRoom(pass) || isCalled(fn, calledIn(pass.Pkg)) {
			t.chosen(fn)
		}
		for _, block := range fn.Blocks {
			for _, instr := range block.Instrs {
				t.instruction(instr)
			}
		}
	}
	return nil, nil
}

// chosen reports where an exported function that chooses among the answers of any command gives none: a zero value of
// its type parameter, which no caller can compare with nil.
func (t *tracer) chosen(fn *ssa.Function) {
	results := fn.Signature.Results()
	if fn.Object() == nil || !fn.Object().Exported() || results.Len() != 1 {
		return
	}
	if _, any := types.Unalias(results.At(0).Type()).(*types.TypeParam); !any {
		return
	}
	for _, r := range returns(fn) {
		if isZero(r.Results[0], map[ssa.Value]bool{}) {
			t.say(at(r.Results[0], r.Pos()), name(fn)+" may return no reply here; return what one of its arguments makes")
		}
	}
}

// isZero reports whether a value may be that of a variable which nothing was stored in.
func isZero(v ssa.Value, seen map[ssa.Value]bool) bool {
	if seen[v] {
		return false
	}
	seen[v] = true
	switch v := v.(type) {
	case *ssa.Const:
		return v.Value == nil
	case *ssa.Phi:
		return slices.ContainsFunc(v.Edges, func(edge ssa.Value) bool { return isZero(edge, seen) })
	case *ssa.UnOp:
		variable, ok := v.X.(*ssa.Alloc)
		return ok && len(storedIn(variable)) == 0
	}
	return false
}

// mustAnswer reports whether fn's only result is an answer that nobody compares with nil: fn is exported, or it is
// what sends or receives.
func mustAnswer(fn *ssa.Function) bool {
	if answered(fn.Signature) == nil {
		return false
	}
	if fn.Object() != nil && fn.Object().Exported() {
		return true
	}
	params := fn.Signature.Params()
	return params.Len() > 0 && isNamed(params.At(params.Len()-1).Type(), fsmPath, "DataWriter", "DataReader")
}

// name is what a function is called in a message.
func name(fn *ssa.Function) string {
	if fn.Parent() != nil {
		return "the function in " + name(fn.Parent())
	}
	return fn.Name()
}

// tracer follows values back to where they are made.
type tracer struct {
	pass     *analysis.Pass
	reported map[string]bool
	seen     []step
}

// step is a value on the way, as it is used at the end of a block.
type step struct {
	value ssa.Value
	at    *ssa.BasicBlock
}

// say reports each fault once.
func (t *tracer) say(pos token.Pos, message string) {
	if key := fmt.Sprint(pos, message); !t.reported[key] {
		t.reported[key] = true
		report(t.pass, pos, message)
	}
}

// instruction looks at what makes an answer, or is given something that sends or receives, wherever it stands.
func (t *tracer) instruction(instr ssa.Instruction) {
	switch instr := instr.(type) {
	case *ssa.MakeInterface:
		if reply := sealed(instr.Type()); reply != nil && !from(instr.X.Type(), reply.Obj().Pkg()) {
			t.say(at(instr, instr.Pos()), fmt.Sprintf("%s is not made by a constructor of %s; return what one of them returns",
				short(instr.X.Type(), t.pass.Pkg), reply.Obj().Name()))
		}
	case ssa.CallInstruction:
		callee := instr.Common().StaticCallee()
		if callee == nil || answered(callee.Signature) == nil || callee.Pkg == nil || callee.Pkg.Pkg != answered(callee.Signature).Obj().Pkg() {
			return
		}
		for i, arg := range instr.Common().Args {
			t.given(instr, callee, callee.Signature.Params().At(i).Name(), arg)
		}
	}
}

// given reports a constructor that is given nothing.
func (t *tracer) given(call ssa.CallInstruction, callee *ssa.Function, param string, arg ssa.Value) {
	switch arg.Type().Underlying().(type) {
	case *types.Signature:
		if t.isNil(arg, call.Block()) {
			t.say(call.Pos(), fmt.Sprintf("%s may be given a nil function here; it is called when the answer is sent", callee.Name()))
		}
	case *types.Pointer, *types.Interface:
		c, isConst := arg.(*ssa.Const)
		if isError(arg.Type()) && !(isConst && c.IsNil()) {
			return // whose error it is has been looked at
		}
		if t.isNil(arg, call.Block()) {
			t.say(call.Pos(), fmt.Sprintf("%s may be given no %s here; the session takes that for no answer", callee.Name(), param))
		}
	case *types.Basic:
		if c, ok := arg.(*ssa.Const); ok && isNamed(arg.Type(), storagePath, "Path") && c.Value != nil && constant.StringVal(c.Value) == "" {
			t.say(call.Pos(), fmt.Sprintf("%s is given no %s; the session takes that for no answer", callee.Name(), param))
		}
	}
}

// from reports whether t, or what it points to, is declared in pkg.
func from(t types.Type, pkg *types.Package) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() == pkg
}

// at is pos, or the place of what uses the value next when the value itself has none.
func at(v ssa.Value, pos token.Pos) token.Pos {
	if pos.IsValid() {
		return pos
	}
	if users := v.Referrers(); users != nil {
		for _, user := range *users {
			if user.Pos().IsValid() {
				return user.Pos()
			}
		}
	}
	if fn := v.Parent(); fn != nil {
		return fn.Pos()
	}
	return pos
}

// function reports where result i of fn may be nil; who is told to have answered with it.
func (t *tracer) function(fn *ssa.Function, i int, who string) {
	message := who + " may return nil here; return one of its declared replies"
	for _, r := range returns(fn) {
		if t.isNil(r.Results[i], r.Block()) {
			t.say(at(r.Results[i], r.Pos()), message)
		}
	}
	if t.recoveredIsNil(fn, i) {
		t.say(fn.Pos(), who+" may return nil after a panic; name the result and give it a reply first")
	}
}

// returns are the ways out of fn, but for that behind a recovered panic.
func returns(fn *ssa.Function) []*ssa.Return {
	return slices.DeleteFunc(instructions[*ssa.Return](fn), func(r *ssa.Return) bool { return r.Block() == fn.Recover })
}

// recoveredIsNil reports whether result i of fn may be nil when a panic was recovered: it has no name, or is given
// no reply at the beginning or by what recovers.
func (t *tracer) recoveredIsNil(fn *ssa.Function, i int) bool {
	if fn.Recover == nil || !recovers(fn) {
		return false
	}
	r, ok := fn.Recover.Instrs[len(fn.Recover.Instrs)-1].(*ssa.Return)
	if !ok || fn.Signature.Results().At(i).Name() == "" {
		return true
	}
	load, ok := r.Results[i].(*ssa.UnOp)
	return !ok || !slices.ContainsFunc(t.stores(load.X), func(s *ssa.Store) bool {
		return (s.Parent() != fn || s.Block() == fn.Blocks[0]) && !t.isNil(s.Val, s.Block())
	})
}

// recovers reports whether fn defers a function literal that recovers from panics.
func recovers(fn *ssa.Function) bool {
	return slices.ContainsFunc(instructions[*ssa.Defer](fn), func(d *ssa.Defer) bool {
		callee := d.Call.StaticCallee()
		return callee != nil && slices.ContainsFunc(instructions[*ssa.Call](callee), func(c *ssa.Call) bool {
			b, ok := c.Call.Value.(*ssa.Builtin)
			return ok && b.Name() == "recover"
		})
	})
}

// instructions are those of one kind in fn.
func instructions[T ssa.Instruction](fn *ssa.Function) []T {
	var all []T
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if i, ok := instr.(T); ok {
				all = append(all, i)
			}
		}
	}
	return all
}
