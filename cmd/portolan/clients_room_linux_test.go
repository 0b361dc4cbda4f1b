package main

import (
	"os"
	"syscall"
	"testing"
)

// memory is where Linux keeps files in memory.
const memory = "/dev/shm"

// roomyDir is a directory for size bytes: in memory if there is plenty, because the disk is not what is tested.
func roomyDir(t *testing.T, size uint64) string {
	t.Helper()
	var files syscall.Statfs_t
	var machine syscall.Sysinfo_t
	if syscall.Statfs(memory, &files) != nil || syscall.Sysinfo(&machine) != nil {
		return t.TempDir()
	}
	free := (machine.Freeram + machine.Bufferram) * uint64(machine.Unit)
	if uint64(files.Bsize)*files.Bavail < 2*size || free < 2*size {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp(memory, "portolan")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}
