//go:build unix

package daemon

import (
	"os"
	"syscall"
)

// hardLinks is how many names a file has.
func hardLinks(info os.FileInfo) uint64 {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(stat.Nlink)
	}
	return 1
}
