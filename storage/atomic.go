package storage

import (
	"cmp"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
)

// UploadPrefix begins the names of files that atomic uploads are written to. List
// leaves them out; to Rmdir a directory that holds one is not empty.
const UploadPrefix = ".portolan-upload-"

// privatePerm keeps an unfinished upload to the server.
const privatePerm = 0o600

// atomicUpload writes beside the target and takes its place at the end. It holds
// the directory open, so the two stay beside each other wherever it is moved.
type atomicUpload struct {
	sink
	dir     *os.Root
	temp    string       // name in dir of what is written
	name    string       // name in dir of the target
	perm    fs.FileMode  // permissions at the end
	shut    fs.FileMode  // permissions until then
	taken   fs.FileInfo  // the empty file that keeps a Unique name; nil in other modes
	publish func() error // CreateOptions.Publish
}

// replaceAtomically begins an upload that replaces p at the end, where p must be
// what an upload in place could write to.
func (l *Local) replaceAtomically(p Path, name string, mask Umask) (Upload, error) {
	old, fi, err := openRegular(l.root, name, os.O_WRONLY)
	switch {
	case err == nil:
		old.Close()
		return l.beside(p, fi, nil, Umask{})
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	if _, err := l.root.Lstat(name); err == nil {
		return nil, errDangling
	}
	return l.beside(p, nil, nil, mask)
}

// fillAtomically begins an upload that replaces the empty file that was just made.
func (l *Local) fillAtomically(p Path, empty *os.File) (Upload, error) {
	taken, err := empty.Stat()
	empty.Close()
	if err != nil {
		return nil, err
	}
	up, err := l.beside(p, taken, taken, Umask{})
	if err != nil {
		return nil, cmp.Or(err, removeSame(l.root, string(p[1:]), taken))
	}
	return up, nil
}

// beside makes the hidden file. At the end it gets the permissions of old, or of a
// new file here when old is nil.
func (l *Local) beside(p Path, old, taken fs.FileInfo, mask Umask) (Upload, error) {
	parent := "."
	if d := p.Dir(); d != "/" {
		parent = string(d[1:]) + "/." // "/.": nothing but a directory is opened
	}
	dir, err := l.root.OpenRoot(parent)
	if err != nil {
		return nil, err
	}
	u := &atomicUpload{dir: dir, temp: UploadPrefix + rand.Text(), name: p.Base(), taken: taken}
	perm := fs.FileMode(privatePerm)
	if old == nil {
		perm = l.filePerm()
	}
	f, err := dir.OpenFile(u.temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
	if err != nil {
		dir.Close()
		return nil, err
	}
	u.sink = newSink(f, p, l.opts.MaxBytes)
	if err := u.hide(old); err != nil {
		u.Abort()
		return nil, err
	}
	if perm, given := mask.Of(l.filePerm()); given {
		u.perm = perm
	}
	return u, nil
}

// hide keeps a new file private until the end. What permissions it gets then is
// what the system, which knows the umask and default lists, gave it first. File
// systems without permissions refuse to change them, and need not.
func (u *atomicUpload) hide(old fs.FileInfo) error {
	fi, err := u.file.Stat()
	if err != nil {
		return err
	}
	u.perm, u.shut = fi.Mode().Perm(), fi.Mode().Perm()
	if old != nil {
		u.perm = old.Mode().Perm()
	} else if u.file.Chmod(privatePerm) == nil {
		u.shut = privatePerm
	}
	return nil
}

// Commit puts the upload in the target's place.
func (u *atomicUpload) Commit() error {
	if u.state != receiving {
		return u.again(committed)
	}
	if err := cmp.Or(u.fault, u.open()); err != nil {
		return u.end(committed, err, u.file.Close(), u.discard())
	}
	err := u.file.Close()
	if err == nil && u.publish != nil {
		err = u.publish()
	}
	if err == nil {
		err = u.dir.Rename(u.temp, u.name)
	}
	if err != nil {
		return u.end(committed, err, u.discard())
	}
	return u.end(committed, u.dir.Close())
}

// open gives the file the permissions that it has from now on.
func (u *atomicUpload) open() error {
	if u.perm == u.shut {
		return nil
	}
	return u.file.Chmod(u.perm)
}

// Abort removes what was received.
func (u *atomicUpload) Abort() error {
	if u.state != receiving {
		return u.again(aborted)
	}
	return u.end(aborted, u.file.Close(), u.discard())
}

// discard removes the hidden file and the one that kept its name.
func (u *atomicUpload) discard() error {
	err := u.dir.Remove(u.temp)
	if u.taken != nil {
		err = cmp.Or(err, removeSame(u.dir, u.name, u.taken))
	}
	return cmp.Or(err, u.dir.Close())
}

// removeSame removes the file name if it is still the one that was made, and empty.
func removeSame(root *os.Root, name string, made fs.FileInfo) error {
	now, err := root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil || !os.SameFile(now, made) || now.Size() > 0 {
		return err
	}
	return root.Remove(name)
}
