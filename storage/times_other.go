//go:build !unix

package storage

import "time"

// chtimes sets times; what the system keeps instead of a time that it cannot keep is taken back.
func (l *Local) chtimes(name string, accessed, modified time.Time) error {
	before, err := l.root.Stat(name)
	if err == nil {
		err = l.root.Chtimes(name, accessed, modified)
	}
	if err != nil {
		return err
	}
	after, err := l.root.Stat(name)
	if err == nil && !kept(modified, after.ModTime()) {
		l.root.Chtimes(name, time.Time{}, before.ModTime())
		err = errTime
	}
	return err
}
