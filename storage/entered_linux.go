package storage

import (
	"io/fs"
	"sync/atomic"
	"syscall"
	"time"
)

// Clients enter the same directories over and over. It takes three system calls to find out whether the server's user
// may work in a directory. The answer stays true until the directory's change time moves, which permissions and access
// lists change.

const (
	// enteredSlots is how many directories of a home are remembered. Few are in use at a time.
	enteredSlots = 8
	// enteredTime is how long a directory is remembered. Changes that the change time does not show, on a network file
	// system for example, are seen after that.
	enteredTime = 5 * time.Second
)

// enteredDir is a directory that could be entered.
type enteredDir struct {
	device, inode uint64
	changed       syscall.Timespec
	until         time.Time
}

// enteredDirs has each in the slot of its inode.
type enteredDirs [enteredSlots]atomic.Pointer[enteredDir]

// has reports whether the directory could be entered a moment ago, and has not changed since.
func (all *enteredDirs) has(fi fs.FileInfo) bool {
	st, ok := fi.Sys().(*syscall.Stat_t)
	if !ok {
		return false
	}
	d := all[st.Ino%enteredSlots].Load()
	return d != nil && d.inode == st.Ino && d.device == uint64(st.Dev) && d.changed == st.Ctim && time.Now().Before(d.until)
}

// add remembers that the directory could be entered after that was found out of it.
func (all *enteredDirs) add(fi fs.FileInfo) {
	if st, ok := fi.Sys().(*syscall.Stat_t); ok {
		all[st.Ino%enteredSlots].Store(&enteredDir{uint64(st.Dev), st.Ino, st.Ctim, time.Now().Add(enteredTime)})
	}
}
