//go:build !linux || portable

package storage

import (
	"io/fs"
	"os"
)

// folder is a directory that an upload holds open, wherever it is moved meanwhile. Names in it are single elements. The
// build tag "portable" selects it on Linux, so that tests reach it there.
type folder struct{ root *os.Root }

// openFolder opens the directory name.
func (l *Local) openFolder(name string) (folder, error) {
	root, err := l.root.OpenRoot(name + "/.") // "/.": nothing but a directory is opened
	return folder{root}, err
}

// look tells what has the name.
func (d *folder) look(name string) (fs.FileMode, error) {
	fi, err := d.root.Lstat(name)
	if err != nil {
		return 0, err
	}
	return fi.Mode(), nil
}

// takesNames reports whether it is known that names can be made in the directory.
func (d *folder) takesNames() bool { return false }

// keeps reports whether the name still belongs to the file that was made, and that file is empty.
func (d *folder) keeps(name string, made fs.FileInfo) (bool, error) {
	now, err := d.root.Lstat(name)
	return err == nil && os.SameFile(now, made) && now.Size() == 0, err
}

// make makes a file to be written and read.
func (d *folder) make(name string, perm fs.FileMode) (*os.File, error) {
	return d.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, perm)
}

// openRegular is as the function of that name.
func (d *folder) openRegular(name string, flag int) (*os.File, error) {
	f, _, err := openRegular(d.root, name, flag)
	return f, err
}

func (d *folder) rename(from, to string) error { return d.root.Rename(from, to) }

// link gives a file another name, which nothing must have.
func (d *folder) link(from, to string) error { return d.root.Link(from, to) }

func (d *folder) remove(name string) error { return d.root.Remove(name) }

// sync waits until the names are on the disk.
func (d *folder) sync() error { return syncDir(d.root) }

func (d *folder) close() error { return d.root.Close() }
