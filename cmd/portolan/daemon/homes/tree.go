package homes

import (
	"context"
	"errors"

	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/mounted"
)

// Tree is what homes are taken from.
type Tree interface {
	storage.FS
	// Home opens what is below a path other than "/", which the caller closes, before or after the tree. A home that is
	// missing is an error of class [storage.NotExist], unless the tree makes it.
	Home(ctx context.Context, home storage.Path) (storage.FS, error)
	// SweepBeside is as [storage.Sweeper.Sweep], for a server that is already serving.
	SweepBeside(ctx context.Context) (storage.Left, error)
}

// Disk is a directory of this machine.
func Disk(local *storage.Local) Tree { return disk{local} }

type disk struct{ *storage.Local }

func (d disk) Home(_ context.Context, home storage.Path) (storage.FS, error) {
	local, err := d.Sub(string(home))
	if err != nil {
		return nil, err
	}
	return local, nil
}

// Mounted is a tree with others in it, each at a path other than "/". A home inside what is mounted is taken from
// there, and a home that holds a mount point has it too. Closing the tree closes all of them.
func Mounted(base Tree, mounts map[storage.Path]Tree) Tree {
	if len(mounts) == 0 {
		return base
	}
	return mountedTree{mounted.New(base, plain(mounts)), base, mounts}
}

type mountedTree struct {
	*mounted.FS
	base   Tree
	mounts map[storage.Path]Tree
}

// plain are trees as drivers.
func plain(trees map[storage.Path]Tree) map[storage.Path]storage.FS {
	all := map[storage.Path]storage.FS{}
	for at, tree := range trees {
		all[at] = tree
	}
	return all
}

func (m mountedTree) Home(ctx context.Context, home storage.Path) (storage.FS, error) {
	owner, at, inside := m.base, storage.Path("/"), map[storage.Path]storage.FS{}
	for point, tree := range m.mounts {
		switch {
		case point == home || mounted.Below(point, home):
			if len(point) > len(at) {
				owner, at = tree, point
			}
		case mounted.Below(home, point):
			inside[point[len(home):]] = open{tree}
		}
	}
	files, err := storage.FS(open{owner}), error(nil)
	switch {
	case at == "/":
		files, err = owner.Home(ctx, home)
	case at != home:
		files, err = owner.Home(ctx, home[len(at):])
	}
	if err != nil || len(inside) == 0 {
		return files, err
	}
	return mounted.New(files, inside), nil
}

// SweepBeside sweeps everything that is mounted.
func (m mountedTree) SweepBeside(ctx context.Context) (storage.Left, error) {
	all, err := m.base.SweepBeside(ctx)
	problems := []error{err}
	for _, tree := range m.mounts {
		left, err := tree.SweepBeside(ctx)
		all.Removed, all.Files, all.Bytes = all.Removed+left.Removed, all.Files+left.Files, all.Bytes+left.Bytes
		problems = append(problems, err)
	}
	return all, errors.Join(problems...)
}

// open is a tree that outlives those who have it as a home, or in theirs.
type open struct{ Tree }

// Unwrap implements storage.Wrapper.
func (o open) Unwrap() storage.FS { return o.Tree }

var _ storage.Wrapper = open{}

// Close leaves the tree open.
func (open) Close() error { return nil }

// Sweep implements storage.Sweeper as far as the tree does.
func (o open) Sweep(ctx context.Context) (storage.Left, error) {
	if s, ok := o.Tree.(storage.Sweeper); ok {
		return s.Sweep(ctx)
	}
	return storage.Left{}, nil
}
