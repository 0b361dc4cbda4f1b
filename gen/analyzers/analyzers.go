// Package analyzers finds faults of handlers that the compiler cannot see. Its analyzers use
// golang.org/x/tools/go/analysis.
//
//	$ ftpspec vet ./...
//	commands/retr.go:21:3: C01: Retr may return nil here; return one of its declared replies
//	commands/size.go:19:20: C02: Size never answers SizeTooLarge, which the spec declares
//
// They know a generated package by its shape: its replies are interfaces that are sealed by an unexported method
// with an fsm.Outcome. Handlers are the methods that take a request or return a reply of such a package. Tests and
// generated files are read for what they declare and are never reported.
//
//	C01 outcomes      a handler answers with what the constructors of its reply make, never with nil
//	C02 declared      every reply that the spec declares is given somewhere, and no handler is a stub
//	C03 orphans       no method looks like a handler and answers no command
//	C04 boundaries    only package fsm and generated code answer, move states and use the network
//	C05 capabilities  a handler works on what its request gives it, and on nothing else
//	C06 goroutines    nothing that a handler starts goes on when it has returned
//	C07 contexts      what a handler does ends when its context does
//	C08 success       no success is answered behind an error
//	C09 sharing       a handler touches no other session, nor the process
//	C10 decisions     the table decides by states, and no handler does
//
// C05 to C09 look at what handlers run: in a package with handlers what they reach, in one that stands with them in a
// directory "commands" all of it, and in any other package of the module what handlers call, straight or by way of
// others; C10 looks at the same where a package knows the runtime. A comment allows what they find where it is right,
// with the reason for whoever reviews it:
//
//	//ftpspec:allow C08 a file system that cannot keep the time has the content all the same
//
// What they do not follow: replies that are kept in fields, slices or channels, or that reflection makes; functions of
// other modules; and the packages fsm, storage and accounts, which handlers are given and which have rules of their
// own.
package analyzers

import (
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// All are the analyzers, in the order of their IDs.
func All() []*analysis.Analyzer {
	return []*analysis.Analyzer{Outcomes, Declared, Orphans, Boundaries, Capabilities, Goroutines, Contexts, Success, Sharing, Decisions}
}

// ID is the short name of an analyzer of this package: "C01".
func ID(a *analysis.Analyzer) string {
	id, _, _ := strings.Cut(a.Doc, " ")
	return id
}

// Title is what an analyzer of this package proves, as a sentence.
func Title(a *analysis.Analyzer) string {
	_, title, _ := strings.Cut(a.Doc, ": ")
	return title
}

// report adds a diagnostic that begins with the analyzer's ID.
func report(pass *analysis.Pass, pos token.Pos, message string) {
	id := ID(pass.Analyzer)
	pass.Report(analysis.Diagnostic{Pos: pos, Category: id, Message: id + ": " + message})
}
