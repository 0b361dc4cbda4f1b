//go:build linux && !portable

package storage

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// folder is a directory that an upload holds open, wherever it is moved meanwhile. Names in it are single elements, and
// no symbolic link of such a name is followed.
type folder struct{ fd int }

// openFolder opens the directory name.
func (l *Local) openFolder(name string) (folder, error) {
	if fd, ok := l.openPlain(name, dirRead); ok {
		return folder{fd}, nil
	}
	dir, err := l.root.OpenFile(name, dirRead, 0)
	if err != nil {
		return folder{}, err
	}
	defer dir.Close()
	var d folder
	err = control(dir, func(fd int) (err error) {
		d.fd, err = unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 0)
		return err
	})
	return d, err
}

// do calls a system call with the descriptor of the directory, again when a signal has interrupted it.
func (d *folder) do(call func(fd int) error) error {
	err := call(d.fd)
	for err == unix.EINTR {
		err = call(d.fd)
	}
	return err
}

// look tells what has the name.
func (d *folder) look(name string) (fs.FileMode, error) {
	var st unix.Stat_t
	err := d.do(func(fd int) error { return unix.Fstatat(fd, name, &st, unix.AT_SYMLINK_NOFOLLOW) })
	return fileMode(st.Mode), err
}

// takesNames reports whether the system lets names be made in the directory.
func (d *folder) takesNames() bool {
	return d.do(func(fd int) error { return unix.Faccessat(fd, ".", unix.W_OK|unix.X_OK, unix.AT_EACCESS) }) == nil
}

// keeps reports whether the name still belongs to the file that was made, and that file is empty.
func (d *folder) keeps(name string, made fs.FileInfo) (bool, error) {
	var st unix.Stat_t
	if err := d.do(func(fd int) error { return unix.Fstatat(fd, name, &st, unix.AT_SYMLINK_NOFOLLOW) }); err != nil {
		return false, err
	}
	is, ok := made.Sys().(*syscall.Stat_t)
	return ok && st.Dev == is.Dev && st.Ino == is.Ino && st.Size == 0, nil
}

// make makes a file to be written and read.
func (d *folder) make(name string, perm fs.FileMode) (*os.File, error) {
	return d.open(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, perm)
}

// open opens a file. Unlike package os it does not register the file with the poller, which costs five system calls.
func (d *folder) open(name string, flag int, perm fs.FileMode) (*os.File, error) {
	file, err := d.openAt(name, flag, perm)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(file), name), nil
}

func (d *folder) openAt(name string, flag int, perm fs.FileMode) (file int, err error) {
	err = d.do(func(fd int) (err error) {
		file, err = unix.Openat(fd, name, flag|unix.O_NOFOLLOW|unix.O_CLOEXEC, uint32(perm.Perm()))
		return err
	})
	return file, err
}

// openRegular is as the function of that name.
func (d *folder) openRegular(name string, flag int) (*os.File, error) {
	f, _, err := d.openDescribed(name, flag)
	return f, err
}

// openDescribed is openRegular that tells what it opened. Package os would ask the poller about a file that does not
// block.
func (d *folder) openDescribed(name string, flag int) (*os.File, Info, error) {
	mode, err := d.look(name)
	if err == nil {
		err = regular(mode)
	}
	if err != nil {
		return nil, Info{}, err
	}
	file, err := d.openAt(name, flag|openCautiously, 0)
	if err != nil {
		return nil, Info{}, err
	}
	var st unix.Stat_t
	if err = unix.Fstat(file, &st); err == nil {
		err = regular(fileMode(st.Mode))
	}
	if err == nil { // without O_NONBLOCK from now on
		_, err = unix.FcntlInt(uintptr(file), unix.F_SETFL, flag)
	}
	if err != nil {
		unix.Close(file)
		return nil, Info{}, err
	}
	return os.NewFile(uintptr(file), name), statInfo(name, &st), nil
}

// rename replaces what has the other name, unless that is a directory.
func (d *folder) rename(from, to string) error {
	err := d.do(func(fd int) error { return unix.Renameat(fd, from, fd, to) })
	if err == unix.EISDIR {
		return errTaken
	}
	return err
}

// link gives a file another name, which nothing must have.
func (d *folder) link(from, to string) error {
	return d.do(func(fd int) error { return unix.Linkat(fd, from, fd, to, 0) })
}

func (d *folder) remove(name string) error {
	return d.do(func(fd int) error { return unix.Unlinkat(fd, name, 0) })
}

// sync waits until the names are on the disk. Some file systems have no such call, and write names as they are given.
func (d *folder) sync() error {
	err := d.do(unix.Fsync)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOTSUP) {
		return nil
	}
	return err
}

func (d *folder) close() error { return unix.Close(d.fd) }
