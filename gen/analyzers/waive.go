package analyzers

import (
	"fmt"
	"go/ast"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// waiver is how a comment begins that allows what an analyzer would report on its line, or on the one below. Behind it
// stand the ID and the reason, which a reviewer reads:
//
//	//ftpspec:allow C08 a file system that cannot keep the time has the content all the same
//	files.Chtimes(ctx, to, time.Time{}, old.ModTime)
const waiver = "//ftpspec:allow "

// leastReason is how many words a reason has at least.
const leastReason = 3

// waivable runs an analyzer whose findings comments may allow. A comment that allows nothing, or gives no reason, is
// itself reported.
func waivable(run func(*analysis.Pass) (any, error)) func(*analysis.Pass) (any, error) {
	return func(pass *analysis.Pass) (any, error) {
		waived := waivers(pass)
		used := map[*ast.Comment]bool{}
		inner := *pass
		inner.Report = func(d analysis.Diagnostic) {
			p := pass.Fset.Position(d.Pos)
			for _, line := range []int{p.Line, p.Line - 1} {
				if c := waived[place{p.Filename, line}]; c != nil {
					used[c] = true
					return
				}
			}
			pass.Report(d)
		}
		result, err := run(&inner)
		for _, c := range waived {
			if !used[c] {
				report(pass, c.Pos(), "nothing is found here that the comment would allow; delete it")
			}
		}
		return result, err
	}
}

// place is a line of a file.
type place struct {
	file string
	line int
}

// waivers are the comments of hand-written files that allow what the pass's analyzer finds.
func waivers(pass *analysis.Pass) map[place]*ast.Comment {
	all := map[place]*ast.Comment{}
	for _, file := range handWritten(pass) {
		for _, group := range file.Comments {
			for _, c := range group.List {
				text, _, _ := strings.Cut(c.Text, " // ")
				words := strings.Fields(strings.TrimPrefix(text, waiver))
				if !strings.HasPrefix(c.Text, waiver) || len(words) == 0 || words[0] != ID(pass.Analyzer) {
					continue
				}
				if len(words) <= leastReason {
					report(pass, c.Pos(), fmt.Sprintf("say why %s is allowed, in %d words at least", words[0], leastReason))
					continue
				}
				p := pass.Fset.Position(c.Pos())
				all[place{p.Filename, p.Line}] = c
			}
		}
	}
	return all
}
