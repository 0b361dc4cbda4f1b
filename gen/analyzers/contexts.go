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

// Contexts finds handlers that ABOR, a time-out or a lost client cannot end: they make a context of their own, go on
// with the one of the handler where a transfer has its own, sleep, wait for something else than the context, or read
// without bound.
//
//	r.Files.Stat(context.Background(), r.Path)  // goes on when the client has gone
//	time.Sleep(time.Second)                     // nobody can wake it
//	io.ReadAll(file)                            // as much as the file has, at once
//
// context.WithoutCancel is for what has to be put right when a command has ended: not for all that a handler does.
var Contexts = &analysis.Analyzer{
	Name:     "contexts",
	Doc:      "C07 contexts: what a handler does ends when its context does",
	Run:      waivable(runContexts),
	Requires: []*analysis.Analyzer{buildssa.Analyzer},
}

func runContexts(pass *analysis.Pass) (any, error) {
	r := newRoom(pass)
	if r == nil {
		return nil, nil
	}
	for _, fn := range r.functions {
		checkEndless(pass, fn)
		checkOuterContext(pass, fn)
		checkUncancelled(pass, fn)
		for _, instr := range instructions[ssa.Instruction](fn) {
			switch instr := instr.(type) {
			case ssa.CallInstruction:
				checkWaitingCall(pass, instr)
				checkLoop(pass, instr)
				r.checkWhose(instr)
			case *ssa.MakeSlice:
				r.checkSize(instr)
			case *ssa.Select:
				checkSelect(pass, instr)
			case *ssa.Send:
				if !isLocal(instr.Chan) {
					report(pass, instr.Pos(), "the handler waits until somebody receives, whatever its context says; select on ctx.Done() too")
				}
			case *ssa.UnOp:
				checkReceive(pass, instr)
			}
		}
	}
	return nil, nil
}

// isContext reports whether a type is context.Context.
func isContext(t types.Type) bool { return isNamed(t, "context", "Context") && types.IsInterface(t) }

// ownContext is the context that a function was called with, or nil.
func ownContext(fn *ssa.Function) *ssa.Parameter {
	i := slices.IndexFunc(fn.Params, func(p *ssa.Parameter) bool { return isContext(p.Type()) })
	if i < 0 {
		return nil
	}
	return fn.Params[i]
}

// checkOuterContext reports that a literal with a context of its own uses that of the function around it, which does
// not end with a transfer.
func checkOuterContext(pass *analysis.Pass, fn *ssa.Function) {
	if fn.Parent() == nil || ownContext(fn) == nil {
		return
	}
	for _, free := range fn.FreeVars {
		t := free.Type()
		if ptr, ok := t.(*types.Pointer); ok {
			t = ptr.Elem()
		}
		if isContext(t) && len(*free.Referrers()) > 0 {
			report(pass, at(free, token.NoPos), fmt.Sprintf("%s uses the context of the function around it, which has ended; use its own", name(fn)))
		}
	}
}

// checkWhose reports a context that is none, or not of the command.
func (r *room) checkWhose(call ssa.CallInstruction) {
	for _, arg := range call.Common().Args {
		if !isContext(arg.Type()) {
			continue
		}
		if c, ok := arg.(*ssa.Const); ok && c.IsNil() {
			report(r.pass, call.Pos(), "there is no context; go on with the one that the handler was given")
		} else if o := r.originOf(arg); o == ofReceiver || o == ofGlobal {
			report(r.pass, call.Pos(), "the context is not the command's; go on with the one that the handler was given")
		}
	}
}

// checkUncancelled reports a context of which nothing but its values is used.
func checkUncancelled(pass *analysis.Pass, fn *ssa.Function) {
	ctx := ownContext(fn)
	if ctx == nil || len(*ctx.Referrers()) == 0 {
		return
	}
	for _, user := range *ctx.Referrers() {
		if call, ok := user.(ssa.CallInstruction); !ok || !calls(call, "context", "WithoutCancel", "WithValue") {
			return
		}
	}
	report(pass, (*ctx.Referrers())[0].Pos(), "the context is used without its end alone, so nothing ends what goes on here; use it as it is")
}

// checkWaitingCall reports calls that no context ends.
func checkWaitingCall(pass *analysis.Pass, call ssa.CallInstruction) {
	switch {
	case calls(call, "context", "Background", "TODO"):
		report(pass, call.Pos(), fmt.Sprintf("context.%s never ends; go on with the context that the handler was given", called(call).Name()))
	case calls(call, "sync", "Wait") && isNamed(called(call).Signature().Recv().Type(), "sync", "Cond"):
		report(pass, call.Pos(), "sync.Cond cannot be left when the context ends; use a channel, and select on ctx.Done() too")
	case calls(call, "time", "Sleep"):
		report(pass, call.Pos(), "time.Sleep cannot be ended; select on ctx.Done() and a timer")
	case calls(call, "io", "ReadAll"):
		if args := call.Common().Args; len(args) == 1 && !isLimited(args[0]) {
			report(pass, call.Pos(), "io.ReadAll keeps as much as comes, at once; read piece by piece, or through an io.LimitReader")
		}
	case calls(call, "bufio", "ReadString", "ReadBytes"):
		report(pass, call.Pos(), fmt.Sprintf("%s keeps as much as comes before the delimiter; use a bufio.Scanner, which has a limit", called(call).Name()))
	case calls(call, "io", "Copy", "CopyBuffer"):
		args := call.Common().Args
		if len(args) > 1 && isOpenFile(args[1]) && !isTransfer(args[0]) {
			report(pass, call.Pos(), "the whole file is read, whatever the context says; read through fsm.Progress.Reader, or look at ctx.Err() between pieces")
		}
	}
}

// isLimited reports whether a reader has a bound.
func isLimited(v ssa.Value) bool {
	v = unboxed(v)
	if call, ok := v.(*ssa.Call); ok && calls(call, "io", "LimitReader", "NewSectionReader") {
		return true
	}
	return isNamed(v.Type(), "io", "LimitedReader", "SectionReader") || isNamed(v.Type(), "bytes", "Reader", "Buffer") || isNamed(v.Type(), "strings", "Reader")
}

// isOpenFile reports whether a value is a storage.File, whatever interface it is in now.
func isOpenFile(v ssa.Value) bool { return isNamed(unboxed(v).Type(), storagePath, "File") }

// isTransfer reports whether what is written to is a transfer, which ends by itself, or an upload.
func isTransfer(v ssa.Value) bool {
	t := unboxed(v).Type()
	return isNamed(t, fsmPath, "DataWriter") || isNamed(t, storagePath, "Upload")
}

// unboxed is a value before it was put into an interface.
func unboxed(v ssa.Value) ssa.Value {
	for {
		switch x := v.(type) {
		case *ssa.MakeInterface:
			v = x.X
		case *ssa.ChangeInterface:
			v = x.X
		default:
			return v
		}
	}
}

// checkSelect reports a select that blocks and does not wait for a context too.
func checkSelect(pass *analysis.Pass, s *ssa.Select) {
	if s.Blocking && !slices.ContainsFunc(s.States, func(state *ssa.SelectState) bool { return isDone(state.Chan) }) {
		report(pass, s.Pos(), "the select waits whatever the context says; add a case for ctx.Done()")
	}
}

// checkReceive reports that a handler waits for a channel that it has not made.
func checkReceive(pass *analysis.Pass, u *ssa.UnOp) {
	if u.Op.String() == "<-" && !isDone(u.X) && !isLocal(u.X) {
		report(pass, u.Pos(), "the handler waits until somebody sends, whatever its context says; select on ctx.Done() too")
	}
}

// isDone reports whether a channel is that of a context.
func isDone(v ssa.Value) bool {
	call, ok := unchanged(v).(*ssa.Call)
	return ok && calls(call, "context", "Done")
}

// isLocal reports whether a channel was made by the function, or by the one around it.
func isLocal(v ssa.Value) bool {
	switch v := unchanged(v).(type) {
	case *ssa.MakeChan, *ssa.FreeVar:
		return true
	case *ssa.UnOp:
		switch v.X.(type) {
		case *ssa.Alloc, *ssa.FreeVar:
			return true
		}
	}
	return false
}

// unchanged is a channel before its direction was taken from it.
func unchanged(v ssa.Value) ssa.Value {
	if c, ok := v.(*ssa.ChangeType); ok {
		return c.X
	}
	return v
}
