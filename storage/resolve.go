package storage

import (
	"io/fs"
	"os"
	"path"
	"strings"
)

// maxLinks is how many symbolic links may stand on the way to a file, as in Linux.
const maxLinks = 40

// openParent opens the directory that holds name, and gives the name in it.
func (l *Local) openParent(name string) (dir *os.Root, base string, err error) {
	parent, base := path.Split(name)
	dir, err = l.root.OpenRoot(parent + "." /* "/.": nothing but a directory is opened */)
	return dir, base, err
}

// real is the name by which the file that name leads to is reached through no symbolic link.
func (l *Local) real(name string, file fs.FileInfo) (string, error) {
	var fi fs.FileInfo
	way, done := strings.Split(name, "/"), ""
	for links := 0; len(way) > 0; {
		next := way[0]
		way = way[1:]
		switch next {
		case "", ".":
			continue
		case "..":
			done = strings.TrimPrefix(path.Dir("/"+done), "/")
			continue
		}
		at := path.Join(done, next)
		var err error
		if fi, err = l.root.Lstat(at); err != nil {
			return "", err
		}
		if fi.Mode()&fs.ModeSymlink == 0 {
			done = at
			continue
		}
		target, err := l.root.Readlink(at)
		if err != nil {
			return "", err
		}
		if links++; links > maxLinks {
			return "", errDangling
		}
		if strings.HasPrefix(target, "/") {
			done = ""
		}
		way = append(strings.Split(target, "/"), way...)
	}
	if fi == nil || !os.SameFile(file, fi) {
		return "", errMoved
	}
	return done, nil
}
