package storage

import (
	"io/fs"
	"sync/atomic"
	"syscall"
	"time"
)

// Clients go to the same directories over and over. Whether the server's user may work in one takes three system calls
// to find out, and holds as long as the directory's change time, which permissions and access lists move, is the same.

const (
	// enteredSlots is how many directories are remembered, of those that whoever uses a home goes to: few at a time.
	enteredSlots = 8
	// enteredTime is how long one is remembered: what else may change, as a server of network files, is seen after it.
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

// has reports whether the directory could be entered a moment ago, and is the same since.
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
