//go:build unix

package storage

import (
	"cmp"
	"errors"
	"io/fs"
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

// hold locks a temporary file for as long as it is open. It gives nil if a sweep has it, or has removed it. Where the
// file system has no locks its age tells that it is used.
func hold(f *os.File) (fs.FileInfo, error) {
	err := control(f, func(fd int) error { return unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB) })
	if err == unix.EWOULDBLOCK {
		return nil, nil
	}
	fi, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if st, ok := fi.Sys().(*syscall.Stat_t); ok && st.Nlink == 0 {
		return nil, nil
	}
	return fi, nil
}

// held reports whether an upload holds a temporary file, if that can be known. If none does, the file is locked now.
func held(f *os.File) (alive, known bool) {
	switch control(f, func(fd int) error { return unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB) }) {
	case nil:
		return false, true
	case unix.EWOULDBLOCK:
		return true, true
	}
	return false, false
}

// flush asks for errors of writing that network file systems keep until a descriptor is closed. The file stays open.
func flush(f *os.File) error {
	return control(f, func(fd int) error {
		again, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 0)
		if err != nil {
			return err
		}
		return unix.Close(again)
	})
}

// copyAccess gives a new file the owner, the group and the permissions of an old one, as far as the server may. A file
// that cannot be given away belongs to the server's user.
func copyAccess(f *os.File, is fs.FileInfo, old *os.File, was fs.FileInfo) error {
	a, okA := was.Sys().(*syscall.Stat_t)
	b, okB := is.Sys().(*syscall.Stat_t)
	if okA && okB && (a.Uid != b.Uid || a.Gid != b.Gid) && f.Chown(int(a.Uid), int(a.Gid)) != nil && a.Gid != b.Gid {
		const sameOwner = -1
		f.Chown(sameOwner, int(a.Gid))
	}
	if !copyACL(f, old) && is.Mode().Perm() == was.Mode().Perm() {
		return nil
	}
	return permit(f, was.Mode().Perm())
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
