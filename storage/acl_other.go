//go:build unix && !linux

package storage

import "os"

// copyACL leaves access lists to the system, which does not tell whether there is one.
func copyACL(_, _ *os.File) bool { return true }
