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
