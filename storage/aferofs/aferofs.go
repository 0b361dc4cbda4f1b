// Package aferofs serves any [github.com/spf13/afero.Fs]: files in memory, a directory, and whatever else has
// been written for afero.
//
//	files := aferofs.New(afero.NewMemMapFs())
//	handlers := commands.New(commands.Options{
//		Accounts: users,
//		Files:    func(context.Context, *accounts.Account) (storage.FS, error) { return files, nil },
//	})
//
// Names are given to afero absolute, as "/dir/file". An afero.OsFs takes that for the root of the machine:
// put it into an [afero.BasePathFs], or better serve a directory by [storage.OpenLocal], which symbolic links
// do not lead out of and which reaches the kernel's file copying.
//
// Uploads are written in place: the old content goes with the first byte, and a broken upload keeps what came,
// so that a client can resume. The Fs must do what package os does with O_APPEND, O_EXCL, Seek and Truncate.
// Some, the one in memory among them, make missing parents and remove directories that are not empty; here
// all are held to the contract of package storage, by looking before they act. Changes of the tree therefore
// happen one at a time; share one FS among all sessions.
package aferofs

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"sync"

	"github.com/spf13/afero"

	"github.com/portolan-ftp/portolan/storage"
)

// New returns the tree of files. It may be shared by any number of sessions; closing it does nothing, since
// what files holds is the caller's.
func New(files afero.Fs) storage.FS { return &tree{files: files} }

type tree struct {
	files afero.Fs
	mu    sync.Mutex // held from looking to acting
}

// The causes that this package finds itself, each with its class.
var (
	errName      = storage.NewReason(storage.InvalidName, "the path is not absolute and clean")
	errInside    = storage.NewReason(storage.InvalidName, "a directory cannot be moved into itself")
	errHome      = storage.NewReason(storage.Permission, "the home itself cannot be moved or removed")
	errIsDir     = storage.NewReason(storage.IsDirectory, "it is a directory")
	errNotDir    = storage.NewReason(storage.NotDirectory, "it is no directory")
	errNotEmpty  = storage.NewReason(storage.NotEmpty, "the directory is not empty")
	errExists    = storage.NewReason(storage.Exist, "the name is taken")
	errSpecial   = storage.NewReason(storage.Unsupported, "neither a regular file nor a directory")
	errMode      = storage.NewReason(storage.Unsupported, "no such upload mode")
	errNoSpace   = storage.NewReason(storage.Unsupported, "afero does not tell how much room there is")
	errTime      = storage.NewReason(storage.Unsupported, "the file system cannot keep that time")
	errNoGroups  = storage.NewReason(storage.Unsupported, "afero does not tell groups")
	errNoLinks   = storage.NewReason(storage.Unsupported, "links are not made here")
	errOffset    = storage.NewReason(storage.InvalidOffset, "the offset is outside the file")
	errRange     = storage.NewReason(storage.InvalidOffset, "the data go beyond the range")
	errNoUnique  = storage.NewReason(storage.Exist, "no free name was found")
	errBadSeek   = storage.NewReason(storage.InvalidOffset, "the offset is before the beginning")
	errEndedLate = storage.NewReason(storage.Other, "the upload has ended")
)

// fail makes the error of an operation. One that is a *storage.Error already stays.
func fail(op string, p storage.Path, err error) error {
	if e, ok := errors.AsType[*storage.Error](err); ok {
		return e
	}
	class := storage.ClassOf(err)
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		err = pe.Err
	}
	return &storage.Error{Op: op, Path: p, Class: class, Err: err}
}

// enter begins an operation.
func enter(ctx context.Context, p storage.Path) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if !p.Valid() {
		return errName
	}
	return nil
}

// enterEntry begins an operation on something in a directory, which has to be there, other than the home.
func (t *tree) enterEntry(ctx context.Context, p storage.Path) error {
	if err := enter(ctx, p); err != nil {
		return err
	}
	if p == "/" {
		return errHome
	}
	return t.directory(p.Dir())
}

// directory requires p to be one.
func (t *tree) directory(p storage.Path) error {
	fi, err := t.files.Stat(string(p))
	if err == nil && !fi.IsDir() {
		err = errNotDir
	}
	return err
}

// Stat describes what p is, through symbolic links.
func (t *tree) Stat(ctx context.Context, p storage.Path) (storage.Info, error) {
	err := enter(ctx, p)
	var fi os.FileInfo
	if err == nil {
		fi, err = t.files.Stat(string(p))
	}
	if err != nil {
		return storage.Info{}, fail("stat", p, err)
	}
	return infoOf(p.Base(), fi), nil
}

// Lstat describes p itself, where the Fs tells links.
func (t *tree) Lstat(ctx context.Context, p storage.Path) (storage.Info, error) {
	err := enter(ctx, p)
	var fi os.FileInfo
	if err == nil {
		fi, err = t.lstat(p)
	}
	if err != nil {
		return storage.Info{}, fail("lstat", p, err)
	}
	return t.describe(p, fi), nil
}

func (t *tree) lstat(p storage.Path) (os.FileInfo, error) {
	if l, ok := t.files.(afero.Lstater); ok {
		fi, _, err := l.LstatIfPossible(string(p))
		return fi, err
	}
	return t.files.Stat(string(p))
}

// describe is infoOf with the target of a link.
func (t *tree) describe(p storage.Path, fi os.FileInfo) storage.Info {
	i := infoOf(p.Base(), fi)
	if l, ok := t.files.(afero.LinkReader); ok && i.IsSymlink() {
		i.Target, _ = l.ReadlinkIfPossible(string(p)) // replaced since: shown without a target
	}
	return i
}

func infoOf(base string, fi os.FileInfo) storage.Info {
	return storage.Info{Name: base, Size: fi.Size(), Mode: fi.Mode(), ModTime: fi.ModTime().UTC()}
}

// Space does not know.
func (t *tree) Space(ctx context.Context, p storage.Path) (int64, error) {
	err := enter(ctx, p)
	if err == nil {
		err = errNoSpace
	}
	return 0, fail("space", p, err)
}

// Usage tells that nothing is limited.
func (t *tree) Usage(context.Context) (storage.Usage, error) { return storage.Usage{}, nil }

// Close does nothing.
func (t *tree) Close() error { return nil }
