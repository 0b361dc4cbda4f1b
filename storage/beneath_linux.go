//go:build linux && !portable

package storage

import (
	"os"
	"strings"
	"sync/atomic"

	"golang.org/x/sys/unix"
)

// Package os walks a path with two system calls for each directory on it, and offers every file to the poller. Most
// paths have no symbolic link in them. The kernel walks such a path in a single call that does not leave the tree
// (openat2(2), Linux 5.6). Package os opens every other path, and reports what is wrong with it.

// plainWay is the condition on a path: it stays below the tree and has no link in it.
const plainWay = unix.RESOLVE_BENEATH | unix.RESOLVE_NO_SYMLINKS

// treeHandle is the top of the tree for system calls. It is opened when it is first needed.
type treeHandle struct {
	dir   atomic.Pointer[os.File]
	older atomic.Bool // the system is older than openat2
}

// of gives the handle.
func (h *treeHandle) of(root *os.Root) (*os.File, error) {
	if dir := h.dir.Load(); dir != nil {
		return dir, nil
	}
	dir, err := root.OpenFile(".", dirHandle, 0)
	if err != nil {
		return nil, err
	}
	if !h.dir.CompareAndSwap(nil, dir) {
		dir.Close()
		return h.of(root)
	}
	return dir, nil
}

func (h *treeHandle) close() {
	if dir := h.dir.Swap(nil); dir != nil {
		dir.Close()
	}
}

// openPlain opens name if there is no symbolic link on the way to it, and it is no link itself.
func (l *Local) openPlain(name string, flags int) (fd int, ok bool) {
	if l.handle.older.Load() {
		return 0, false
	}
	dir, err := l.handle.of(l.root)
	if err != nil {
		return 0, false
	}
	how := unix.OpenHow{Flags: uint64(flags | unix.O_CLOEXEC), Resolve: plainWay}
	err = control(dir, func(at int) (err error) {
		fd, err = unix.Openat2(at, name, &how)
		for err == unix.EINTR {
			fd, err = unix.Openat2(at, name, &how)
		}
		return err
	})
	if err == unix.ENOSYS {
		l.handle.older.Store(true)
	}
	return fd, err == nil
}

// readPlain opens the file p for reading if it is a regular one, and no symbolic link is on the way to it.
func (l *Local) readPlain(p Path, name string) (File, bool) {
	parent := "."
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		parent, name = name[:i], name[i+1:]
	}
	fd, ok := l.openPlain(parent, dirHandle)
	if !ok {
		return nil, false
	}
	dir := folder{fd}
	defer dir.close()
	f, info, err := dir.openDescribed(name, os.O_RDONLY)
	if err != nil {
		return nil, false
	}
	return &localFile{os: f, path: p, info: info}, true
}
