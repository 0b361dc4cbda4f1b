// Package testcost says which tests run where, so that `go test ./...` stays short without losing a check.
//
//	go test -short ./...             the tests that need no compiler, no other program and no whole exploration
//	go test ./...                    all tests but the long ones
//	PORTOLAN_LONG=1 go test ./...    all tests; .ci/run does this
//
// A test calls [Long] or [Some] in its first line. What is left out is reported by `go test -v` as skipped, with the
// way to run it. A test for which a few of many cases are enough at the desk asks [All].
//
// CI alone runs the model checker on the whole table, ways to explore held against each other, the page in a browser,
// the README's steps to add a command, most mutants of the spec and most known faults, diffs of the whole table, the
// hard cases of overlays, files of four gigabytes, hundreds of files over TLS, the conformance tester against our own
// server and a sample of known faults, ftpbench, and the real clients in all modes of the data connection: without it
// each client is tried in one. CI alone also builds servers with ftpspec, runs ftpspec as a tool of go vet, and tries
// hostile names in the ways of uploading that are not the default. Of the configurations in which the engine agrees
// with the spec, and of the questions that explain answers, the desk sees a part.
//
// With -short these are left out too: everything that builds programs or explores the whole table again and again, the
// real clients, servers that are killed, random dialogues, and the walks through every feature and every end of a
// transfer. The dialogues of commands/testdata are played; that they reach every row of the table is not counted.
package testcost

import (
	"flag"
	"os"
	"strconv"
	"testing"
)

// Variable is the environment variable that asks for the long tests.
const Variable = "PORTOLAN_LONG"

// All says whether every test runs, however long it takes.
func All() bool { return os.Getenv(Variable) != "" && !testing.Short() }

// Long marks a test that takes more than three seconds of processor time: it runs only where all tests run.
func Long(t testing.TB) {
	t.Helper()
	if !All() {
		t.Skip("a long test: " + Variable + "=1 runs it, and .ci/run does")
	}
}

// Lacking leaves out a test that this machine cannot run; the reason says what helps. In CI it fails: what is checked
// there has to be there.
func Lacking(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// Beside lets n parallel tests of a package run at the same time, unless the command line says how many. A test that
// waits most of its time, for a time-out, a disk or another program, leaves the processors to others, so that there may
// be more of them than there are processors. TestMain calls it first: a flag that is parsed afterwards wins.
func Beside(n int) {
	if err := flag.Set("test.parallel", strconv.Itoa(n)); err != nil {
		panic(err) // package testing has no such flag any more; TestMain has no test to fail
	}
}

// Some marks a test that takes more than about one second: it does not run with -short.
func Some(t testing.TB) {
	t.Helper()
	if testing.Short() {
		t.Skip("a test of some seconds: without -short it runs")
	}
}
