package analyzers

import (
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/buildssa"
	"golang.org/x/tools/go/ssa"
)

// Goroutines finds what a handler starts and does not wait for. It would go on with a request, an account and files
// that the session has given to the next command, or to nobody.
//
//	go r.Files.Remove(ctx, r.Path)  // the reply is sent before, whatever comes of it
//
// Waiting is, on every way out, a Wait of sync.WaitGroup or errgroup.Group, or a receive from a channel that the
// goroutine has.
var Goroutines = &analysis.Analyzer{
	Name:     "goroutines",
	Doc:      "C06 goroutines: nothing that a handler starts goes on when it has returned",
	Run:      waivable(runGoroutines),
	Requires: []*analysis.Analyzer{buildssa.Analyzer},
}

const errgroupPath = "golang.org/x/sync/errgroup"

func runGoroutines(pass *analysis.Pass) (any, error) {
	r := newRoom(pass)
	if r == nil {
		return nil, nil
	}
	for _, fn := range r.functions {
		for _, call := range instructions[ssa.CallInstruction](fn) {
			switch {
			case calls(call, "time", "AfterFunc"), calls(call, "context", "AfterFunc"), calls(call, "runtime", "SetFinalizer", "AddCleanup"):
				report(pass, call.Pos(), called(call).FullName()+" runs something when the handler may have returned; do it in the handler")
			case calls(call, "iter", "Pull", "Pull2") && !isUsed(call.(*ssa.Call), 1):
				report(pass, call.Pos(), "what iter.Pull begins is never stopped; defer its stop")
			case opens(call) && isLeft(call.(*ssa.Call)):
				report(pass, call.Pos(), "what is opened here is never closed, committed or aborted; defer that, or give it to the reply")
			case starts(call) && !joined(call):
				report(pass, call.Pos(), "the goroutine may go on when the handler has returned; wait for it on every way out, or do without it")
			}
		}
	}
	return nil, nil
}

// opens reports whether a call gives an open file or an upload.
func opens(call ssa.CallInstruction) bool {
	results := call.Common().Signature().Results()
	_, isCall := call.(*ssa.Call)
	return isCall && results.Len() == 2 && isNamed(results.At(0).Type(), storagePath, "File", "Upload") && isError(results.At(1).Type())
}

// isLeft reports whether nobody but readers and writers has what a call opens.
func isLeft(call *ssa.Call) bool {
	return !slices.ContainsFunc(usersOf(call, 0), func(user ssa.Instruction) bool {
		switch user := user.(type) {
		case *ssa.BinOp, *ssa.DebugRef:
			return false
		case ssa.CallInstruction:
			return !user.Common().IsInvoke() || slices.Contains([]string{"Close", "Commit", "Abort"}, user.Common().Method.Name())
		}
		return true
	})
}

// starts reports whether a call begins a goroutine.
func starts(call ssa.CallInstruction) bool {
	_, isGo := call.(*ssa.Go)
	return isGo || calls(call, errgroupPath, "Go", "TryGo") || calls(call, "sync", "Go")
}

// joined reports whether every way from the start of a goroutine out of the function waits for it.
func joined(start ssa.CallInstruction) bool {
	fn := start.Parent()
	waits := func(instr ssa.Instruction) bool { return waitsFor(instr, start) }
	for _, d := range instructions[*ssa.Defer](fn) {
		if waits(d) || literalWaits(d, waits) {
			return true
		}
	}
	from := slices.Index(start.Block().Instrs, ssa.Instruction(start))
	if slices.ContainsFunc(start.Block().Instrs[from+1:], waits) {
		return true
	}
	return !leaves(start.Block(), waits, map[*ssa.BasicBlock]bool{})
}

// leaves reports whether a way out of the function begins at the end of a block and does not wait.
func leaves(b *ssa.BasicBlock, waits func(ssa.Instruction) bool, seen map[*ssa.BasicBlock]bool) bool {
	if len(b.Succs) == 0 {
		return true
	}
	for _, next := range b.Succs {
		if seen[next] {
			continue
		}
		seen[next] = true
		if !slices.ContainsFunc(next.Instrs, waits) && leaves(next, waits, seen) {
			return true
		}
	}
	return false
}

// literalWaits reports whether a literal that is deferred waits.
func literalWaits(d *ssa.Defer, waits func(ssa.Instruction) bool) bool {
	callee := d.Call.StaticCallee()
	return callee != nil && callee.Parent() == d.Parent() && slices.ContainsFunc(instructions[ssa.Instruction](callee), waits)
}

// waitsFor reports whether an instruction waits for what start has begun.
func waitsFor(instr ssa.Instruction, start ssa.CallInstruction) bool {
	switch instr := instr.(type) {
	case ssa.CallInstruction:
		return calls(instr, "sync", "Wait") || calls(instr, errgroupPath, "Wait")
	case *ssa.UnOp:
		return instr.Op.String() == "<-" && has(start, instr.X)
	}
	return false
}

// has reports whether a goroutine was given a channel: as an argument, or by its literal.
func has(start ssa.CallInstruction, channel ssa.Value) bool {
	given := slices.Clone(start.Common().Args)
	if c, ok := start.Common().Value.(*ssa.MakeClosure); ok {
		given = append(given, c.Bindings...)
	}
	sources := []ssa.Value{channel, unchanged(channel)}
	if u, ok := unchanged(channel).(*ssa.UnOp); ok {
		sources = append(sources, u.X)
	}
	return slices.ContainsFunc(given, func(v ssa.Value) bool { return slices.Contains(sources, v) || slices.Contains(sources, unchanged(v)) })
}
