package storage

import (
	"io/fs"
	"os"
	"strings"
)

// maxLinks is how many symbolic links may stand on the way to a file, as in Linux.
const maxLinks = 40

// openParent opens the directory that holds name, and gives the name in it.
func (l *Local) openParent(name string) (dir folder, base string, err error) {
	parent := "."
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		parent, name = name[:i], name[i+1:]
	}
	dir, err = l.openFolder(parent)
	return dir, name, err
}

// real is a name without symbolic links for the file that p leads to.
func (l *Local) real(p Path, file fs.FileInfo) (string, error) {
	there, ok := l.resolve(p, true)
	if !ok {
		return "", errMoved
	}
	fi, err := l.root.Lstat(there.inRoot())
	if err == nil && !os.SameFile(file, fi) {
		err = errMoved
	}
	return there.inRoot(), err
}
