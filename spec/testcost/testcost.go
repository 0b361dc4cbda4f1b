// Package testcost says which tests run where, so that `go test ./...` stays short without losing a check.
//
//	go test -short ./...             the tests that need no compiler, no other program and no whole exploration
//	go test ./...                    all tests but the long ones
//	PORTOLAN_LONG=1 go test ./...    all tests; .ci/run does this
//
// A test calls [Long] or [Some] in its first line. What is left out is reported by `go test -v` as skipped, with the
// command that runs it. A test for which a few of many cases are enough at the desk asks [All].
package testcost

import (
	"os"
	"testing"
)

// Variable is the environment variable that asks for the long tests.
const Variable = "PORTOLAN_LONG"

// All says whether every test runs, however long it takes.
func All() bool { return os.Getenv(Variable) != "" && !testing.Short() }

// Long marks a test that takes more than five seconds of processor time: it runs only where all tests run.
func Long(t testing.TB) {
	t.Helper()
	if !All() {
		t.Skip("a long test: " + Variable + "=1 runs it, and .ci/run does")
	}
}

// Some marks a test that takes more than about one second: it does not run with -short.
func Some(t testing.TB) {
	t.Helper()
	if testing.Short() {
		t.Skip("a test of some seconds: without -short it runs")
	}
}
