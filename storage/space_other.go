//go:build !linux && !darwin && !freebsd && !dragonfly

package storage

import "os"

var errNoFreeBytes error = reason{Unsupported, "this system does not tell the free space"}

// freeBytes does not know.
func freeBytes(*os.File) (int64, error) { return 0, errNoFreeBytes }

// readOnlyMount does not know.
func readOnlyMount(*os.File) bool { return false }
