//go:build unix

package storage

import (
	"cmp"
	"errors"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// openCautiously keeps an open from waiting for a fifo's other end and from taking a
// terminal over, should what was a regular file be one of these by now.
const openCautiously = unix.O_NONBLOCK | unix.O_NOCTTY

// dirRead opens a directory, and nothing else, to be read.
const dirRead = os.O_RDONLY | unix.O_DIRECTORY | unix.O_NONBLOCK

// usable reports whether p can name a file on this system: on Unix every Path can.
func usable(Path) bool { return true }

// blocking undoes O_NONBLOCK on a file that turned out to be regular.
func blocking(f *os.File) error {
	return control(f, func(fd int) error { return unix.SetNonblock(fd, false) })
}

// control calls do with the descriptor of f.
func control(f *os.File, do func(fd int) error) error {
	conn, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var doErr error
	err = conn.Control(func(fd uintptr) { doErr = do(int(fd)) })
	return cmp.Or(err, doErr)
}

// unlink removes the name p if it is no directory, which the system decides in the
// one step.
func (l *Local) unlink(p Path) error {
	err := l.unlinkat(p, 0)
	if errors.Is(err, unix.EPERM) { // what POSIX says for a directory; Linux says EISDIR
		if fi, e := l.root.Lstat(string(p[1:])); e == nil && fi.IsDir() {
			return errIsDir
		}
	}
	return err
}

// unlinkDir removes the directory p, and nothing but a directory.
func (l *Local) unlinkDir(p Path) error { return l.unlinkat(p, unix.AT_REMOVEDIR) }

func (l *Local) unlinkat(p Path, flags int) error {
	return l.inParent(p, func(dir int) error { return unix.Unlinkat(dir, p.Base(), flags) })
}

// inParent opens the directory that holds p for do.
func (l *Local) inParent(p Path, do func(dir int) error) error {
	parent := "."
	if d := p.Dir(); d != "/" {
		parent = string(d[1:])
	}
	dir, err := l.openDir(parent)
	if err != nil {
		return err
	}
	defer dir.Close()
	return control(dir, do)
}

// fillSys fills in what only the system's own record tells.
func fillSys(i *Info, sys any) {
	if st, ok := sys.(*syscall.Stat_t); ok {
		i.Links, i.Device, i.Inode = uint64(st.Nlink), uint64(st.Dev), uint64(st.Ino)
		i.Owner, i.Group = st.Uid, st.Gid
	}
}
