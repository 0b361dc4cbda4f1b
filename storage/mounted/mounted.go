// Package mounted puts several drivers into one tree, as mounting does on a machine: a directory of the disk with the
// files of an object store in it.
//
//	files := mounted.New(disk, map[storage.Path]storage.FS{"/archive": store})
//
//	STOR /incoming/a     goes to the disk
//	RETR /archive/2025   comes from the store, which calls it /2025
//	LIST /               tells what is on the disk, and archive
//	RNTO /archive/a      of /incoming/a gives [storage.ErrOtherDevice], so that RNTO copies the file and then removes it
//
// A mount point needs no directory of that name below it, and hides one that is there. Its parent has to be a
// directory. A mount point cannot be removed or renamed, nor can a directory that holds one. What a driver lacks, such
// as links or permissions, is lacking below its mount point alone. A symbolic link leads to places in its own driver's
// tree.
//
// Room and usage are those of the driver that a path belongs to; [FS.Usage] is that of the base.
package mounted

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/storage"
)

// FS is a tree of several drivers.
type FS struct {
	parts []part // the longest path first, so the base is the last
}

// part is a driver and where its home is in the tree.
type part struct {
	at    storage.Path
	files storage.FS
}

var (
	_ storage.FS          = (*FS)(nil)
	_ storage.NameLister  = (*FS)(nil)
	_ storage.Permitter   = (*FS)(nil)
	_ storage.Enterer     = (*FS)(nil)
	_ storage.TreeWalker  = (*FS)(nil)
	_ storage.TreeRemover = (*FS)(nil)
	_ storage.Sweeper     = (*FS)(nil)
	_ storage.LongRenamer = (*FS)(nil)
)

// New mounts drivers in base, each at a path other than "/". Closing the tree closes all of them.
func New(base storage.FS, mounts map[storage.Path]storage.FS) *FS {
	f := &FS{parts: []part{{"/", base}}}
	for at, files := range mounts {
		f.parts = append(f.parts, part{at, files})
	}
	slices.SortFunc(f.parts, func(a, b part) int { return len(b.at) - len(a.at) })
	return f
}

// The causes that this package finds itself.
var (
	errUnclean  = errors.New("the path is not absolute and clean")
	errHolds    = errors.New("something is mounted there")
	errLeadsOut = errors.New("a symbolic link cannot lead to what is mounted elsewhere")
)

// fail makes the error of an operation.
func fail(op string, p storage.Path, class storage.Class, err error) error {
	return &storage.Error{Op: op, Path: p, Class: class, Err: err}
}

// find gives the part that p belongs to, and what p is called there.
func (f *FS) find(op string, p storage.Path) (part, storage.Path, error) {
	if !p.Valid() {
		return part{}, "", fail(op, p, storage.InvalidName, errUnclean)
	}
	for _, m := range f.parts {
		if m.at == p || Below(m.at, p) {
			return m, m.inside(p), nil
		}
	}
	panic("mounted: the base holds every valid path")
}

// Below reports whether p lies in the directory dir, at any depth.
func Below(dir, p storage.Path) bool {
	if dir == "/" {
		return p != "/"
	}
	return len(p) > len(dir) && p[len(dir)] == '/' && strings.HasPrefix(string(p), string(dir))
}

// holds reports whether something is mounted below p.
func (f *FS) holds(p storage.Path) bool {
	return slices.ContainsFunc(f.parts, func(m part) bool { return Below(p, m.at) })
}

// pointsIn are the parts whose mount points are entries of the directory dir.
func (f *FS) pointsIn(dir storage.Path) []part {
	var points []part
	for _, m := range f.parts {
		if m.at != "/" && m.at.Dir() == dir {
			points = append(points, m)
		}
	}
	return points
}

// named reports whether one of some parts is mounted under a name.
func named(points []part, name string) bool {
	return slices.ContainsFunc(points, func(m part) bool { return m.at.Base() == name })
}

// inside is what a path of the tree is called in the part.
func (m part) inside(p storage.Path) storage.Path {
	switch {
	case m.at == "/":
		return p
	case p == m.at:
		return "/"
	}
	return p[len(m.at):]
}

// outside is what a path of the part is called in the tree.
func (m part) outside(p storage.Path) storage.Path {
	switch {
	case m.at == "/":
		return p
	case p == "/":
		return m.at
	}
	return m.at + p
}

// err has an error of the part speak of the tree.
func (m part) err(err error) error {
	e, ok := err.(*storage.Error)
	if !ok || m.at == "/" {
		return err
	}
	moved := *e
	moved.Path = m.outside(e.Path)
	return &moved
}

// info has a description by the part speak of the tree.
func (m part) info(i storage.Info) storage.Info {
	if m.at == "/" {
		return i
	}
	if i.Name == "/" {
		i.Name = m.at.Base()
	}
	if strings.HasPrefix(i.Target, "/") {
		i.Target = string(m.outside(storage.Path(i.Target)))
	}
	i.Fault = m.err(i.Fault)
	return i
}

// Close closes all parts.
func (f *FS) Close() error {
	var problems []error
	for _, m := range f.parts {
		problems = append(problems, m.err(m.files.Close()))
	}
	return errors.Join(problems...)
}

// Sweep sweeps the parts that keep uploads in hidden files.
func (f *FS) Sweep(ctx context.Context) (storage.Left, error) {
	var all storage.Left
	var problems []error
	for _, m := range f.parts {
		if s, ok := m.files.(storage.Sweeper); ok {
			left, err := s.Sweep(ctx)
			all.Removed, all.Files, all.Bytes = all.Removed+left.Removed, all.Files+left.Files, all.Bytes+left.Bytes
			problems = append(problems, m.err(err))
		}
	}
	return all, errors.Join(problems...)
}
