package storage

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
)

// LocalOptions says how a local directory is served. The zero value serves it for
// reading and writing.
type LocalOptions struct {
	// Uploads says how an upload becomes the file. Append, Resume and Patch change a part of a file and therefore write
	// to the file itself in every mode: an upload that breaks off has added the bytes that were received.
	//
	// Safe and Strict give the new file the owner, group and permissions of the old one as far as they may, and write
	// through a symbolic link; other hard links keep the old content. A file in a directory where none can be made, or
	// one that cannot be replaced, is written in place in mode Safe and is refused in mode Strict. A server that is
	// killed leaves temporary files, which [Local.Sweep] removes.
	Uploads Uploads
	// Sync says what Commit does against a failure of power.
	Sync Sync
	// ReadOnly refuses every change with [ErrReadOnly].
	ReadOnly bool
	// MaxBytes is the most bytes that a file may have after an upload, 0 for no limit. Beyond it is [ErrTooLarge],
	// which leaves an old file as it was unless the upload changes a part of it.
	MaxBytes int64
	// Umask is taken from the permissions of new files (0666) and directories (0777),
	// beside the umask of the process.
	Umask fs.FileMode
	// CreateHomes lets [Local.Sub] make a home that is missing.
	CreateHomes bool
	// Groups are those that [Local.Chgrp] may give files to, beside the groups of the process's own user.
	Groups []uint32
	// AllowSystem serves "/", "/dev", "/proc", "/sys" and their like all the same.
	AllowSystem bool
}

// Local is an FS of a directory of this machine. Nothing outside the directory is
// reached whatever the path, also when directories are swapped for symbolic links
// while an operation runs: links inside are followed, those that lead out are
// refused with class [Permission]. An absolute link means a path of the machine if
// that lies in the tree, and else one from the account's root.
type Local struct {
	root *os.Root
	host host
	opts LocalOptions

	handle  treeHandle
	entered enteredDirs
}

var _ FS = (*Local)(nil)

// OpenLocal serves the directory dir of this machine. System directories are refused
// with [ErrSystemDir] unless the options allow them.
func OpenLocal(dir string, o LocalOptions) (*Local, error) {
	fi, err := os.Stat(dir)
	if err == nil && !fi.IsDir() {
		err = &fs.PathError{Op: "open", Path: dir, Err: errNotDir}
	}
	var root *os.Root
	if err == nil {
		root, err = os.OpenRoot(dir)
	}
	if err != nil {
		return nil, &Error{Op: "open-root", Path: "/", Class: ClassOf(err), Err: err}
	}
	return newLocal(root, hostOf(dir), "/", o)
}

// newLocal takes root over, which lies at h.
func newLocal(root *os.Root, h host, p Path, o LocalOptions) (*Local, error) {
	if !o.AllowSystem {
		if err := refuseSystem(root); err != nil {
			root.Close()
			return nil, fail("open-root", p, err)
		}
	}
	return &Local{root: root, host: h, opts: o}, nil
}

// Sub opens an account's home below l, given as a path such as "/alice". Its tree
// ends there: what is beside the home, in l, is out of reach. A symbolic link on
// the way is refused, since it could make one account's home another's. A missing
// home is an error of class [NotExist] unless the options create homes. The caller
// closes what Sub returns, before or after l.
func (l *Local) Sub(home string) (*Local, error) {
	p, err := Resolve("/", home)
	if err != nil {
		return nil, err
	}
	root, err := l.walkTo(p, l.opts.CreateHomes && !l.opts.ReadOnly)
	if err != nil {
		return nil, fail("sub", p, err)
	}
	return newLocal(root, l.host.below(p), p, l.opts)
}

// walkTo opens the directory p without following a link on the way. A missing one is made if create says so.
func (l *Local) walkTo(p Path, create bool) (*os.Root, error) {
	root, err := l.root.OpenRoot(".")
	if err != nil {
		return nil, err
	}
	for name := range strings.SplitSeq(string(p[1:]), "/") {
		if name == "" {
			continue
		}
		next, err := l.descend(root, name, create)
		root.Close()
		if err != nil {
			return nil, err
		}
		root = next
	}
	return root, nil
}

// descend opens the directory name in root, and no other. It checks before opening that the name is no link, and
// afterwards that it is still the same directory.
func (l *Local) descend(root *os.Root, name string, create bool) (*os.Root, error) {
	before, err := root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) && create {
		if err := root.Mkdir(name, l.dirPerm()); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
		before, err = root.Lstat(name)
	}
	switch {
	case err != nil:
		return nil, err
	case before.Mode()&fs.ModeSymlink != 0:
		return nil, errWayLink
	case !before.IsDir():
		return nil, errNotDir
	}
	sub, err := root.OpenRoot(name + "/.") // "/.": a fifo that takes its place is not opened
	if err != nil {
		return nil, err
	}
	after, err := sub.Stat(".")
	if err == nil && !os.SameFile(before, after) {
		err = errWayLink
	}
	if err != nil {
		sub.Close()
		return nil, err
	}
	return sub, nil
}

// Close ends the use of l. Files and uploads that are open stay so.
func (l *Local) Close() error {
	l.handle.close()
	return l.root.Close()
}

// enter begins an operation: it gives the name of p for package os.
func (l *Local) enter(ctx context.Context, p Path) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if !p.Valid() {
		return "", errUnclean
	}
	if reserved(p) {
		return "", errReserved
	}
	return p.inRoot(), nil
}

// enterWrite begins an operation that changes something.
func (l *Local) enterWrite(ctx context.Context, p Path) (string, error) {
	if l.opts.ReadOnly {
		return "", ErrReadOnly
	}
	return l.enter(ctx, p)
}

// enterEntry begins an operation that is refused for the home itself.
func (l *Local) enterEntry(ctx context.Context, p Path) (string, error) {
	name, err := l.enterWrite(ctx, p)
	if err == nil && p == "/" {
		err = errHome
	}
	return name, err
}

func (l *Local) filePerm() fs.FileMode { return 0o666 &^ l.opts.Umask }
func (l *Local) dirPerm() fs.FileMode  { return 0o777 &^ l.opts.Umask }
