//go:build !linux

package storage

import "io/fs"

// enteredDirs remembers nothing here.
type enteredDirs struct{}

func (*enteredDirs) has(fs.FileInfo) bool { return false }

func (*enteredDirs) add(fs.FileInfo) {}
