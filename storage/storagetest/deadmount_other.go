//go:build !linux

package storagetest

import "testing"

// DeadMount skips the test: it is known how to make one on Linux only.
func DeadMount(t testing.TB, _ string) { t.Skip("dead mounts are made on Linux only") }
