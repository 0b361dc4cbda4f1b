//go:build unix

package main

import (
	"os"
	"syscall"
)

// makePipe puts a named pipe where there may be a file.
func makePipe(path string) error {
	if err := os.RemoveAll(path); err != nil {
		return err
	}
	return syscall.Mkfifo(path, 0o600)
}
