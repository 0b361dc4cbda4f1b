//go:build !linux

package storagetest

import "testing"

// Mount skips the test: it is known how to do it on Linux only.
func Mount(t testing.TB, _ string, _ func(), _ bool) {
	t.Skip("file systems are mounted on Linux only")
}
