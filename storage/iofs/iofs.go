// Package iofs serves any [io/fs.FS] for reading: files embedded in the program, an archive, a tree made up
// for a test.
//
//	//go:embed site
//	var site embed.FS
//
//	handlers := commands.New(commands.Options{
//		Accounts: accounts.Anonymous(nil, ""),
//		Files: func(context.Context, *accounts.Account) (storage.FS, error) { return iofs.New(site), nil },
//	})
//
// Every change is refused with [storage.ErrReadOnly]. Where a file cannot seek, as in a compressed archive,
// a restart (RFC 3659 section 5) reads up to the offset.
//
// What the fs.FS reaches, clients reach: [os.DirFS] follows symbolic links out of its directory, so a
// directory of this machine is better served by [storage.OpenLocal]. Names that are not UTF-8 are none to
// package io/fs.
package iofs

import (
	"context"
	"errors"
	"io/fs"

	"github.com/portolan-ftp/portolan/storage"
)

// New returns the tree of files for reading. It may be shared by any number of sessions; closing it does
// nothing, since what fsys holds is the caller's.
func New(fsys fs.FS) storage.FS { return &tree{files: fsys} }

type tree struct{ files fs.FS }

var (
	errDirectory   = errors.New("it is a directory")
	errNoDirectory = errors.New("it is no directory")
	errSpecial     = errors.New("neither a regular file nor a directory")
	errName        = errors.New("no name that package io/fs knows")
)

// fail makes the error of an operation. One that is a *storage.Error already stays.
func fail(op string, p storage.Path, err error) error {
	if e, ok := errors.AsType[*storage.Error](err); ok {
		return e
	}
	return refuse(op, p, storage.ClassOf(err), err)
}

func refuse(op string, p storage.Path, c storage.Class, cause error) error {
	if e, ok := errors.AsType[*fs.PathError](cause); ok {
		cause = e.Err
	}
	return &storage.Error{Op: op, Path: p, Class: c, Err: cause}
}

// enter begins an operation: it gives the name of p for package io/fs.
func enter(ctx context.Context, op string, p storage.Path) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", fail(op, p, err)
	}
	name := "."
	if p != "/" && p != "" {
		name = string(p[1:])
	}
	if !p.Valid() || !fs.ValidPath(name) {
		return "", refuse(op, p, storage.InvalidName, errName)
	}
	return name, nil
}

// Stat describes what p is, through symbolic links.
func (t *tree) Stat(ctx context.Context, p storage.Path) (storage.Info, error) {
	name, err := enter(ctx, "stat", p)
	if err != nil {
		return storage.Info{}, err
	}
	fi, err := fs.Stat(t.files, name)
	if err != nil {
		return storage.Info{}, fail("stat", p, err)
	}
	return infoOf(p.Base(), fi), nil
}

// Lstat describes p itself, where the fs.FS tells links ([fs.ReadLinkFS]).
func (t *tree) Lstat(ctx context.Context, p storage.Path) (storage.Info, error) {
	name, err := enter(ctx, "lstat", p)
	if err != nil {
		return storage.Info{}, err
	}
	fi, err := fs.Lstat(t.files, name)
	if err != nil {
		return storage.Info{}, fail("lstat", p, err)
	}
	return t.describe(p.Base(), name, fi), nil
}

// describe is infoOf with the target of a link.
func (t *tree) describe(base, name string, fi fs.FileInfo) storage.Info {
	i := infoOf(base, fi)
	if i.IsSymlink() {
		i.Target, _ = fs.ReadLink(t.files, name) // replaced since: shown without a target
	}
	return i
}

func infoOf(base string, fi fs.FileInfo) storage.Info {
	return storage.Info{Name: base, Size: fi.Size(), Mode: fi.Mode(), ModTime: fi.ModTime().UTC()}
}

// Close does nothing.
func (t *tree) Close() error { return nil }
