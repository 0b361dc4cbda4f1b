package storage

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
)

// besideUpload writes to a temporary file beside the target, which takes the target's name at the end. It holds the
// directory open, so the two stay together even if the directory is moved.
type besideUpload struct {
	sink
	dir    folder
	temp   string // name in dir of the temporary file
	name   string // name in dir of the target
	on     fileSystem
	old    bool        // the target was there
	strict bool        // no part may be seen
	taken  fs.FileInfo // the empty file that keeps a Unique name; nil in other modes

	publish func() error // CreateOptions.Publish
}

// replace begins an upload that gives p new content, where p must be what an upload in place could write to.
func (l *Local) replace(p Path, name string, o CreateOptions) (Upload, error) {
	if l.opts.Uploads == InPlace && !o.Whole && l.opts.MaxBytes <= 0 {
		return l.inPlace(p, name, os.O_WRONLY, o)
	}
	dir, base, err := l.openParent(name)
	if err != nil {
		return nil, err
	}
	mode, err := dir.look(base)
	if errors.Is(err, fs.ErrNotExist) {
		return l.replaceNothing(p, dir, base, o)
	}
	dir.close()
	if err != nil {
		return nil, err
	}
	return l.replaceOld(p, name, mode, o)
}

// replaceOld begins an upload to a name that an object of that mode has.
func (l *Local) replaceOld(p Path, name string, mode fs.FileMode, o CreateOptions) (Upload, error) {
	old, fi, err := openRegular(l.root, name, os.O_WRONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errDangling
	}
	if err != nil {
		return nil, err
	}
	defer old.Close()
	if mode&fs.ModeSymlink != 0 {
		name, err = l.real(p, fi)
	}
	var up *besideUpload
	if err == nil {
		up, err = l.besideOld(p, name, old, fi)
	}
	switch {
	case err == nil:
		return up, nil
	case l.opts.Uploads != Strict && (ClassOf(err) == Permission || errors.Is(err, errMoved)):
		return l.inPlace(p, p.inRoot(), os.O_WRONLY, o) // the file can be written, and not its directory
	}
	return nil, err
}

// replaceNothing begins an upload to a name in dir that nothing has. It takes dir over.
func (l *Local) replaceNothing(p Path, dir folder, name string, o CreateOptions) (Upload, error) {
	if l.opts.Uploads == InPlace && !o.Whole {
		dir.close()
		return l.inPlace(p, p.inRoot(), os.O_WRONLY, o)
	}
	if up, ok := l.short(p, dir, name, o); ok {
		return up, nil
	}
	up, err := l.besideNothing(p, dir, name, o.Umask)
	if err != nil {
		return nil, err
	}
	up.strict = l.opts.Uploads == Strict || o.Whole
	return up, nil
}

// besideNothing makes the temporary file for an upload to a name in dir, which it takes over, that nothing has.
func (l *Local) besideNothing(p Path, dir folder, name string, mask Umask) (*besideUpload, error) {
	up, _, err := l.beside(p, dir, name, l.filePerm())
	if err != nil {
		return nil, err
	}
	applyMask(up.file, mask, l.filePerm())
	return up, nil
}

// besideOld begins an upload that replaces the file name, which is open as old. It gets the owner, the group and the
// permissions of the old file.
func (l *Local) besideOld(p Path, name string, old *os.File, fi fs.FileInfo) (*besideUpload, error) {
	dir, base, err := l.openParent(name)
	if err != nil {
		return nil, err
	}
	up, made, err := l.beside(p, dir, base, fi.Mode().Perm())
	if err != nil {
		return nil, err
	}
	up.old, up.strict = true, l.opts.Uploads == Strict
	if err := copyAccess(up.file, made, old, fi); err != nil {
		up.discard()
		return nil, err
	}
	return up, nil
}

// fill begins an upload that replaces the empty file that was just made.
func (l *Local) fill(p Path, empty *os.File) (Upload, error) {
	taken, err := empty.Stat()
	empty.Close()
	if err != nil {
		return nil, err
	}
	dir, base, err := l.openParent(p.inRoot())
	if err != nil {
		return nil, err
	}
	up, made, err := l.beside(p, dir, base, taken.Mode().Perm())
	if err != nil {
		return nil, cmp.Or(err, l.removeSame(p, taken))
	}
	up.taken, up.strict = taken, l.opts.Uploads == Strict
	if made.Mode().Perm() != taken.Mode().Perm() {
		err = permit(up.file, taken.Mode().Perm())
	}
	if err != nil {
		up.discard()
		return nil, err
	}
	return up, nil
}

// beside makes the temporary file for an upload to a name in dir, which it takes over.
func (l *Local) beside(p Path, dir folder, name string, perm fs.FileMode) (*besideUpload, fs.FileInfo, error) {
	f, fi, temp, err := makeTemp(&dir, perm)
	if err != nil {
		dir.close()
		return nil, nil, err
	}
	u := &besideUpload{sink: newSink(f, p, l.opts, 0), dir: dir, temp: temp, name: name, on: kindOf(f)}
	u.asked, u.direct = u.on.isCommon(), u.on.isCommon()
	if u.on == memorySystem {
		u.sync = SyncNever
	}
	return u, fi, nil
}

// Commit puts the upload in the target's place.
func (u *besideUpload) Commit() error {
	switch {
	case u.state != receiving:
		return u.again(committed)
	case u.fault != nil:
		return u.end(committed, u.fault, u.giveUp())
	}
	err := u.settle()
	if err == nil && u.taken != nil && !u.owns() {
		err = errTaken
	}
	if err == nil && u.publish != nil {
		err = u.publish()
	}
	if err == nil {
		err = u.dir.rename(u.temp, u.name)
	}
	if err != nil && u.old && !u.strict {
		if c := ClassOf(err); c == Permission || c == Busy {
			return u.end(committed, u.overwrite(err), u.discard())
		}
	}
	if err != nil {
		return u.end(committed, err, u.discard())
	}
	u.file.Close() // settle has already returned its errors
	return u.end(committed, u.entered(&u.dir), u.dir.close())
}

// settle makes the content as durable as the options promise, and asks for errors that the system reports late.
func (u *besideUpload) settle() error {
	if err := u.writeBack(); err != nil || u.on.isCommon() {
		return err
	}
	return flush(u.file)
}

// overwrite writes over a file that cannot be replaced, because it is a mount of its own, or belongs to another user in
// a directory with the sticky bit. If it cannot be written either, the error is that of renaming.
func (u *besideUpload) overwrite(unnamed error) error {
	file, err := u.dir.openRegular(u.name, os.O_WRONLY)
	if err != nil {
		return unnamed
	}
	if _, err = u.file.Seek(0, io.SeekStart); err == nil {
		err = file.Truncate(0)
	}
	if err == nil {
		_, err = file.ReadFrom(u.file)
	}
	if err == nil && u.sync == SyncData {
		err = datasync(file)
	}
	return cmp.Or(err, file.Close())
}

// Abort removes the part that was received, or keeps it where there was no file before.
func (u *besideUpload) Abort() error {
	if u.state != receiving {
		return u.again(aborted)
	}
	return u.end(aborted, u.giveUp())
}

// giveUp ends an upload that is not whole.
func (u *besideUpload) giveUp() error {
	if u.old || u.strict || u.written == 0 {
		return u.discard()
	}
	err := u.settle()
	if err == nil {
		err = u.keep()
	}
	if err != nil {
		return cmp.Or(err, u.discard())
	}
	u.file.Close() // settle has already returned its errors
	return cmp.Or(u.entered(&u.dir), u.dir.close())
}

// keep gives the part that was received the target's name, unless another file has it by now.
func (u *besideUpload) keep() error {
	if u.taken != nil && u.owns() {
		return u.dir.rename(u.temp, u.name)
	}
	err := u.dir.link(u.temp, u.name) // which replaces nothing
	if err == nil || errors.Is(err, fs.ErrExist) {
		return u.dir.remove(u.temp)
	}
	if _, there := u.dir.look(u.name); !errors.Is(there, fs.ErrNotExist) {
		return u.dir.remove(u.temp)
	}
	return u.dir.rename(u.temp, u.name) // file systems without links
}

// owns reports whether the name is still kept by the file that was made for that.
func (u *besideUpload) owns() bool {
	owns, err := u.dir.keeps(u.name, u.taken)
	return err == nil && owns
}

// discard removes the temporary file and the one that kept its name.
func (u *besideUpload) discard() error {
	u.file.Close() // errors of writing do not matter any more
	err := u.dir.remove(u.temp)
	if u.taken != nil {
		err = cmp.Or(err, u.dir.removeSame(u.name, u.taken))
	}
	return cmp.Or(err, u.dir.close())
}

// removeSame removes the file that was made at p if it is still there, and empty.
func (l *Local) removeSame(p Path, made fs.FileInfo) error {
	dir, name, err := l.openParent(p.inRoot())
	if err != nil {
		return err
	}
	return cmp.Or(dir.removeSame(name, made), dir.close())
}

// removeSame removes the file name if it is still the one that was made, and empty.
func (d *folder) removeSame(name string, made fs.FileInfo) error {
	keeps, err := d.keeps(name, made)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil || !keeps {
		return err
	}
	return d.remove(name)
}
