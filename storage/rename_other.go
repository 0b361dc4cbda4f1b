//go:build !linux

package storage

// renameNew looks before it renames.
func (l *Local) renameNew(from, to Path) error { return l.lookAndRename(from, to) }
