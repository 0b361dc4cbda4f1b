package analyzers

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/buildssa"
)

// Boundaries finds hand-written code that does what package fsm and generated code alone may do: make outcomes,
// change the table and, in packages of handlers, use the network. It also finds reply codes in strings: replies
// stand in the spec.
//
//	return fsm.Answer(row)           // an outcome that no constructor made
//	r.Session.Table().Rows[0] = row  // moves every session elsewhere
//	net.Dial("tcp", address)         // data connections are fsm's
//	fmt.Fprint(w, "226 Done\r\n")    // a reply past the table
var Boundaries = &analysis.Analyzer{
	Name:     "boundaries",
	Doc:      "C04 boundaries: only package fsm and generated code answer, move states and use the network",
	Run:      runBoundaries,
	Requires: []*analysis.Analyzer{buildssa.Analyzer},
}

// forGenerated are what package fsm exports for generated code alone.
var forGenerated = []string{
	"Adoption", "Answer", "Call", "ClassRows", "CutWord", "Fail", "Grant", "HandlerFunc", "NewAdoption", "Outcome", "Payload",
	"WithBody", "WithReceive", "WithSend",
}

// ofStorage are what package storage exports for generated code alone.
var ofStorage = []string{"Grant", "Granted", "NewOpened", "Opened"}

// tableTypes are the parts of a table; every session of a server shares them.
var tableTypes = []string{
	"CapabilityInfo", "CommandInfo", "FeatureInfo", "Guard", "Move", "Need", "RegionInfo", "RowInfo", "SlotInfo", "Table", "Word",
}

// network are the beginnings of what opens or is a connection, by package.
var network = map[string][]string{
	"net":        {"Dial", "Listen", "FileConn", "FileListener", "FilePacketConn", "Conn", "PacketConn", "TCP", "UDP", "IPConn", "Unix"},
	"crypto/tls": {"Dial", "Listen", "NewListener", "Client", "Server", "Conn"},
	"net/http":   {""},
	"syscall":    {""},
}

func runBoundaries(pass *analysis.Pass) (any, error) {
	inFsm := pass.Pkg.Path() == fsmPath || strings.HasPrefix(pass.Pkg.Path(), fsmPath+"/")
	room := newRoom(pass)
	replies := room != nil || inFsm || imports(pass.Pkg, fsmPath)
	for _, file := range handWritten(pass) {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Ident:
				if !inFsm {
					checkUse(pass, n, room)
				}
			case *ast.AssignStmt:
				for _, left := range n.Lhs {
					checkWrite(pass, left, inFsm)
				}
			case *ast.IncDecStmt:
				checkWrite(pass, n.X, inFsm)
			case *ast.BasicLit:
				if replies {
					checkLiteral(pass, n)
				}
			}
			return true
		})
	}
	return nil, nil
}

// imports reports whether a package imports another itself.
func imports(pkg *types.Package, path string) bool {
	return slices.ContainsFunc(pkg.Imports(), func(p *types.Package) bool { return p.Path() == path })
}

// checkUse reports a name that is not for hand-written code, or not for handlers.
func checkUse(pass *analysis.Pass, id *ast.Ident, room *room) {
	object := pass.TypesInfo.Uses[id]
	if object == nil || object.Pkg() == nil || object.Pkg() == pass.Pkg {
		return
	}
	path, name := object.Pkg().Path(), object.Name()
	if path == fsmPath && slices.Contains(forGenerated, name) {
		report(pass, id.Pos(), fmt.Sprintf("fsm.%s is for generated code; answer with a constructor of the generated package", name))
		return
	}
	if path == storagePath && slices.Contains(ofStorage, name) {
		report(pass, id.Pos(), fmt.Sprintf("storage.%s is for generated code; work on what the request gives", name))
		return
	}
	if fn, ok := object.(*types.Func); ok && fn.Signature().Recv() == nil && fn.Signature().Results().Len() == 1 &&
		isNamed(fn.Signature().Results().At(0).Type(), fsmPath, "Outcome") && path != fsmPath {
		report(pass, id.Pos(), fmt.Sprintf("%s.%s is for generated code; return the reply itself", object.Pkg().Name(), name))
		return
	}
	if room != nil && slices.ContainsFunc(network[path], func(beginning string) bool { return strings.HasPrefix(name, beginning) }) && room.runs(id.Pos()) {
		report(pass, id.Pos(), fmt.Sprintf("%s.%s is not for handlers; connections are package fsm's", object.Pkg().Name(), name))
	}
}

// checkWrite reports an assignment to part of a table.
func checkWrite(pass *analysis.Pass, left ast.Expr, inFsm bool) {
	if inFsm {
		return
	}
	for {
		switch e := left.(type) {
		case *ast.ParenExpr:
			left = e.X
		case *ast.StarExpr:
			left = e.X
		case *ast.IndexExpr:
			left = e.X
		case *ast.SelectorExpr:
			if isNamed(pass.TypesInfo.TypeOf(e.X), tablePath, tableTypes...) {
				report(pass, e.Sel.Pos(), fmt.Sprintf("the table is not to be changed: every session shares its %s", e.Sel.Name))
				return
			}
			left = e.X
		default:
			return
		}
	}
}

// replyLike is how a reply begins.
var replyLike = regexp.MustCompile(`(^|[^0-9A-Za-z])[1-5][0-5][0-9][ -]`)

// ReplyLike reports whether a text begins like a reply, or has a line that does.
func ReplyLike(text string) bool { return replyLike.MatchString(text) }

// checkLiteral reports a string that begins like a reply.
func checkLiteral(pass *analysis.Pass, l *ast.BasicLit) {
	if l.Kind != token.STRING {
		return
	}
	if text, err := strconv.Unquote(l.Value); err == nil && ReplyLike(text) {
		report(pass, l.Pos(), fmt.Sprintf("%s begins like a reply; replies stand in the spec", l.Value))
	}
}
