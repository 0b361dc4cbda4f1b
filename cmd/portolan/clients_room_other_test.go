//go:build !linux

package main

import "testing"

// roomyDir is a directory for a large file.
func roomyDir(t *testing.T, _ uint64) string {
	t.Helper()
	return t.TempDir()
}
