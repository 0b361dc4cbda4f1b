//go:build !linux || portable

package storage

// treeHandle is for systems that walk a path in one call.
type treeHandle struct{}

func (treeHandle) close() {}

// readPlain opens nothing: the system has no call that walks a path in the tree.
func (l *Local) readPlain(Path, string) (File, bool) { return nil, false }
