//go:build !unix

package storage

import (
	"io/fs"
	"os"
	"runtime"
	"strings"
)

const (
	openCautiously = 0
	dirHandle      = os.O_RDONLY
	dirRead        = os.O_RDONLY
)

// usable refuses names that Windows would take apart.
func usable(p Path) bool {
	return runtime.GOOS != "windows" || !strings.ContainsAny(string(p), `\:`)
}

func blocking(*os.File) error { return nil }

// unlink removes the name p if it is no directory.
func (l *Local) unlink(p Path) error { return l.removeKind(p, false) }

// unlinkDir removes the directory p.
func (l *Local) unlinkDir(p Path) error { return l.removeKind(p, true) }

// removeKind looks before it removes; these systems have no call that does both.
func (l *Local) removeKind(p Path, wantDir bool) error {
	fi, err := l.root.Lstat(string(p[1:]))
	switch {
	case err != nil:
		return err
	case fi.Mode()&fs.ModeDir != 0 && !wantDir:
		return errIsDir
	case fi.Mode()&fs.ModeDir == 0 && wantDir:
		return errNotDir
	}
	return l.root.Remove(string(p[1:]))
}

// fillSys has nothing to fill in.
func fillSys(*Info, any) {}

// hold cannot lock; the age of a temporary file tells that it is used.
func hold(f *os.File) (fs.FileInfo, error) { return f.Stat() }

// held cannot know.
func held(*os.File) (alive, known bool) { return false, false }

// flush closes f, which must not be open when it is renamed.
func flush(f *os.File) error { return f.Close() }

// syncDir has nothing to do: these systems write entries as they are made.
func syncDir(*os.Root) error { return nil }

// copyAccess gives a new file the permissions of an old one.
func copyAccess(f *os.File, _ fs.FileInfo, _ *os.File, was fs.FileInfo) error {
	return permit(f, was.Mode().Perm())
}
