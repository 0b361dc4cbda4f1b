//go:build unix

package commands_test

import (
	"io/fs"
	"syscall"
)

// linksTo is how many names a file has, and whose it is.
func linksTo(info fs.FileInfo) [3]uint64 {
	st := info.Sys().(*syscall.Stat_t)
	if info.IsDir() {
		return [3]uint64{0, uint64(st.Uid), uint64(st.Gid)}
	}
	return [3]uint64{uint64(st.Nlink), uint64(st.Uid), uint64(st.Gid)}
}
