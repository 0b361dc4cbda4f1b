package storage_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/portolan-ftp/portolan/storage"
)

// someYears are times that some file systems keep and others do not, and the bounds of package os, at 1677 and 2262.
var someYears = []time.Time{
	time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC),
	time.Date(1, 1, 1, 0, 0, 0, 1, time.UTC),
	time.Date(1601, 1, 1, 0, 0, 0, 0, time.UTC),
	time.Date(1677, 9, 21, 0, 12, 43, 0, time.UTC),
	time.Date(1901, 12, 13, 20, 45, 51, 0, time.UTC),
	time.Date(1969, 12, 31, 23, 59, 59, 5e8, time.UTC),
	time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC),
	time.Date(2038, 1, 19, 3, 14, 8, 0, time.UTC),
	time.Date(2262, 4, 11, 23, 47, 17, 0, time.UTC),
	time.Date(2446, 5, 10, 22, 38, 55, 0, time.UTC),
	time.Date(2446, 5, 10, 22, 38, 59, 0, time.UTC),
	time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC),
}

// TestTimesAreKeptOrRefused sets many times on two file systems. Each is kept and told to the nanosecond, or refused
// with class Unsupported, and then both times of the file are what they were.
func TestTimesAreKeptOrRefused(t *testing.T) {
	for name, dir := range map[string]string{"the usual one": t.TempDir(), "tmpfs": memory(t)} {
		t.Run(name, func(t *testing.T) {
			must(t, os.Mkdir(filepath.Join(dir, "d"), 0o755))
			must(t, os.WriteFile(filepath.Join(dir, "d", "f"), nil, 0o600))
			must(t, os.Symlink("f", filepath.Join(dir, "d", "to-f")))
			must(t, os.Symlink("d/to-f", filepath.Join(dir, "l")))
			l, err := storage.OpenLocal(dir, storage.LocalOptions{})
			must(t, err)
			defer l.Close()
			for _, p := range []storage.Path{"/", "/d", "/d/f", "/l"} {
				for _, then := range someYears {
					redate(t, l, dir, p, then, name == "tmpfs")
				}
			}
		})
	}
}

// memory is a directory on a file system that keeps every time of 64 bits.
func memory(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "times")
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	var st unix.Statfs_t
	must(t, unix.Statfs(dir, &st))
	if st.Type != unix.TMPFS_MAGIC {
		t.Fatal("/dev/shm is no tmpfs: this test needs one")
	}
	return dir
}

func redate(t *testing.T, l *storage.Local, dir string, p storage.Path, then time.Time, all bool) {
	t.Helper()
	accessed, modified := timesOf(t, dir, p)
	err := l.Chtimes(t.Context(), p, then.Add(time.Second), then)
	gotAccessed, gotModified := timesOf(t, dir, p)
	switch {
	case err == nil:
		info, err := l.Stat(t.Context(), p)
		must(t, err)
		if !info.ModTime.Equal(then) || !gotModified.Equal(then) || !gotAccessed.Equal(then.Add(time.Second)) {
			t.Errorf("%s: set to %v; told %v, kept %v and %v", p, then, info.ModTime, gotModified, gotAccessed)
		}
	case storage.ClassOf(err) != storage.Unsupported || all:
		t.Errorf("%s: set to %v: %v", p, then, err)
	case !gotAccessed.Equal(accessed) || !gotModified.Equal(modified):
		t.Errorf("%s: refused %v, and left %v and %v; want %v and %v", p, then, gotModified, gotAccessed, modified, accessed)
	}
}

func timesOf(t *testing.T, dir string, p storage.Path) (accessed, modified time.Time) {
	t.Helper()
	info, err := os.Stat(dir + string(p))
	must(t, err)
	st := info.Sys().(*syscall.Stat_t)
	return time.Unix(st.Atim.Unix()).UTC(), time.Unix(st.Mtim.Unix()).UTC()
}

// TestTimesOfUnreadable sets the time of what its owner may not read.
func TestTimesOfUnreadable(t *testing.T) {
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "f"), nil, 0))
	must(t, unix.Mkfifo(filepath.Join(dir, "fifo"), 0))
	l, err := storage.OpenLocal(dir, storage.LocalOptions{})
	must(t, err)
	defer l.Close()
	for _, p := range []storage.Path{"/f", "/fifo"} {
		redate(t, l, dir, p, time.Date(2001, 2, 3, 4, 5, 6, 7, time.UTC), true)
	}
}
