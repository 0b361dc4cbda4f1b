//go:build unix

package storage_test

import (
	"os"
	"testing"
)

// lacking leaves out a test that this machine cannot run, but never in CI.
func lacking(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatal(why)
	}
	t.Skip(why)
}
