//go:build unix

package storage

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"time"

	"golang.org/x/sys/unix"
)

// maxFollowed is the most symbolic links that lead to one file: Linux's own limit.
const maxFollowed = 40

// chtimes sets times to the second, whatever the year. Package os counts nanoseconds in 64 bits, and takes what lies
// outside of the years 1678 to 2262 for another time.
func (l *Local) chtimes(name string, accessed, modified time.Time) error {
	dir, base, err := l.entry(name)
	if err != nil {
		return err
	}
	defer dir.Close()
	return control(dir, func(fd int) error { return setTimes(fd, base, accessed, modified) })
}

// entry opens the directory that holds what name leads to, through links; a directory holds itself as ".".
func (l *Local) entry(name string) (dir *os.File, base string, err error) {
	fi, err := l.root.Stat(name)
	if err != nil {
		return nil, "", err
	}
	if fi.IsDir() {
		dir, err = l.openDir(name)
		return dir, ".", err
	}
	for range maxFollowed {
		if fi, err = l.root.Lstat(name); err != nil {
			return nil, "", err
		}
		if fi.Mode()&fs.ModeSymlink == 0 {
			dir, err = l.openDir(path.Dir(name))
			return dir, path.Base(name), err
		}
		target, err := l.root.Readlink(name)
		if err != nil {
			return nil, "", err
		}
		name = path.Dir(name) + "/" + target
	}
	return nil, "", unix.ELOOP
}

// setTimes sets the times of an entry of the directory fd. Some file systems take the nearest time that they can keep
// for any other, and say nothing: the entry then gets its old times back.
func setTimes(fd int, base string, accessed, modified time.Time) error {
	var before, after unix.Stat_t
	if err := unix.Fstatat(fd, base, &before, unix.AT_SYMLINK_NOFOLLOW); err != nil {
		return err
	}
	old := []unix.Timespec{before.Atim, before.Mtim}
	times := []unix.Timespec{before.Atim, before.Mtim}
	for i, t := range []time.Time{accessed, modified} {
		if t.IsZero() {
			continue
		}
		var err error
		if times[i], err = unix.TimeToTimespec(t); err != nil {
			return errTime
		}
	}
	err := unix.UtimesNanoAt(fd, base, times, unix.AT_SYMLINK_NOFOLLOW)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ERANGE) || errors.Is(err, unix.EOVERFLOW) {
		return errTime
	}
	if err == nil {
		err = unix.Fstatat(fd, base, &after, unix.AT_SYMLINK_NOFOLLOW)
	}
	if err == nil && !(kept(accessed, time.Unix(after.Atim.Unix())) && kept(modified, time.Unix(after.Mtim.Unix()))) {
		unix.UtimesNanoAt(fd, base, old, unix.AT_SYMLINK_NOFOLLOW)
		err = errTime
	}
	return err
}
