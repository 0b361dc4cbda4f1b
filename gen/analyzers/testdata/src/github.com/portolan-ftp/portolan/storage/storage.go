// Package storage has the shapes of storage that analyzers look for.
package storage

type Path string

type Reader interface{ Open(Path) (File, error) }

type Deleter interface{ Remove(Path) error }

type FS interface {
	Reader
	Deleter
}

type File interface{ Close() error }

func OpenLocal(string) (FS, error) { return nil, nil }
