// Package storage has the shapes of storage that analyzers look for.
package storage

type Path string

type Reader interface{ Open(Path) (File, error) }

type Deleter interface{ Remove(Path) error }

// Linker is what no request has but one that is granted it.
type Linker interface{ Symlink(target, link Path) error }

type FS interface {
	Reader
	Deleter
	Close() error
}

type File interface {
	Read([]byte) (int, error)
	Close() error
	Info() Info
}

type Upload interface {
	Commit() error
	Abort() error
}

type Info struct{ Size int64 }

type Grant struct{}

func Granted(*Grant) FS             { return nil }
func Enter(files any, p Path) error { return nil }
func ClassOf(error) int             { return 0 }

func OpenLocal(string) (FS, error) { return nil, nil }
