package storage

import (
	"errors"

	"golang.org/x/sys/unix"
)

// renameNew renames in one step that fails when something has the name. Some file systems cannot do so.
func (l *Local) renameNew(from, to Path) error {
	err := l.inBoth(from, to, func(source, target int) error {
		return unix.Renameat2(source, from.Base(), target, to.Base(), unix.RENAME_NOREPLACE)
	})
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) {
		return l.lookAndRename(from, to)
	}
	return err
}

// inBoth opens the directories that hold two paths for do.
func (l *Local) inBoth(a, b Path, do func(inA, inB int) error) error {
	return l.inParent(a, func(inA int) error {
		return l.inParent(b, func(inB int) error { return do(inA, inB) })
	})
}
