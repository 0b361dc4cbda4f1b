//go:build !linux

package storage

import "os"

// splices reports whether the kernel can move bytes from a connection into a file:
// package os knows no such way here.
func splices(*os.File) bool { return false }

// common is not known here.
func common(*os.File) bool { return false }
