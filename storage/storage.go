// Package storage is where an FTP server's files live: the interfaces that
// command handlers are written against, and a driver for a local directory.
//
// A handler is given only the interface that its command needs, so a handler that reads cannot delete:
//
//	RETR   Reader       LIST, MLSD  Lister      STOR, APPE, STOU  Writer
//	DELE   Deleter      RNFR, RNTO  Renamer     MKD               DirMaker
//	RMD    DirRemover   SIZE, MDTM  Statter     MFMT, SITE CHMOD  Attributer
//	SITE SYMLINK  Linker
//
// The value has the methods of that interface and no others, so no type assertion widens it; see [Opened].
//
// A pathname from a client first becomes a [Path], and only a Path reaches a driver:
//
//	CWD /pub
//	RETR ../incoming//report.txt   Resolve("/pub", arg) = "/incoming/report.txt"
//	RETR ../../etc/passwd          Resolve("/pub", arg) = "/etc/passwd", below the home
//
// Uploads end with Commit or Abort, never by themselves. Until the first byte
// arrives an existing file keeps its content, and from then on it has the old
// content or a beginning of the new, never a mixture:
//
//	up, err := fs.Create(ctx, "/report.txt", storage.CreateOptions{Mode: storage.Replace})
//	if _, err := io.Copy(up, conn); err != nil {
//		return up.Abort()
//	}
//	return up.Commit()
//
// Every error is an [*Error] with a [Class]; a handler maps classes to the
// outcomes that its command declares and the log keeps the cause.
//
// Drivers besides [Local]: package iofs serves any io/fs.FS for reading, package
// aferofs any afero.Fs, package s3 an object store. One of your own is tested by storagetest.Suite. What
// [Local] promises of uploads, and what that costs, is in README.md beside this.
//
// Limits: a name has [MaxName] bytes at most and a path [MaxPath]. Names are
// bytes: nothing is decoded, folded or normalised. Permissions of accounts are
// not decided here.
package storage

import (
	"context"
	"io"
	"io/fs"
	"iter"
	"time"
)

// Statter says what a path is. Stat follows a symbolic link, Lstat describes the
// link itself and fills [Info.Target].
type Statter interface {
	Stat(ctx context.Context, p Path) (Info, error)
	Lstat(ctx context.Context, p Path) (Info, error)
}

// Reader opens regular files for reading (RFC 959 section 4.1.3, RETR).
type Reader interface {
	Statter
	// Open never blocks: a directory is refused with class [IsDirectory]; a device,
	// fifo or socket with class [Unsupported] and without being opened.
	Open(ctx context.Context, p Path) (File, error)
}

// Lister streams directories (RFC 959 LIST and NLST, RFC 3659 MLSD).
type Lister interface {
	Statter
	// List yields the entries in the directory's own order, without "." and "..", each as Lstat gives it, in memory
	// that does not grow with the directory. An entry that vanishes meanwhile is left out, and an entry that cannot be
	// read has a [Info.Fault]. An error comes last, with a zero Info; the end of ctx is such an error. A driver that
	// can list names more cheaply is a [NameLister] too.
	List(ctx context.Context, p Path) iter.Seq2[Info, error]
}

// Writer stores files (RFC 959 STOR, APPE and STOU).
type Writer interface {
	Statter
	// Create begins an upload. Symbolic links that dangle are not created through.
	Create(ctx context.Context, p Path, o CreateOptions) (Upload, error)
	Allocator
}

// Deleter removes files and symbolic links, never directories (RFC 959 DELE).
type Deleter interface {
	Statter
	Remove(ctx context.Context, p Path) error
}

// Renamer renames files and directories (RFC 959 RNFR and RNTO). A move to another file system is refused with
// [ErrOtherDevice].
type Renamer interface {
	Statter
	// RenameNew replaces nothing: a name that is taken is refused with class [Exist].
	RenameNew(ctx context.Context, from, to Path) error
}

// Replacer renames a file over another one.
type Replacer interface {
	Statter
	// Rename is RenameNew that replaces an existing file; an existing directory is refused.
	Rename(ctx context.Context, from, to Path) error
}

// Allocator tells whether there is room for a file, before it is stored (RFC 959 ALLO).
type Allocator interface {
	// Space gives the bytes that are free for an upload into the directory p, or
	// into the directory that holds the file p.
	Space(ctx context.Context, p Path) (free int64, err error)
	// MaxUpload is the most bytes that a file may have after an upload, 0 for no limit. Beyond it is class [TooLarge].
	MaxUpload() int64
}

// DirMaker makes one directory, whose parent exists (RFC 959 MKD).
type DirMaker interface {
	Mkdir(ctx context.Context, p Path, o DirOptions) error
}

// DirRemover removes an empty directory, never a file (RFC 959 RMD).
type DirRemover interface {
	Rmdir(ctx context.Context, p Path) error
}

// Attributer changes the attributes of files and directories, through symbolic links. A driver refuses an attribute
// that it cannot keep with class [Unsupported].
type Attributer interface {
	Statter
	// Chtimes sets when p was last read and when its content was last changed; a zero time stays as it was
	// (MFMT, draft-somers-ftp-mfxx 3). A time that the file system cannot keep is refused with class
	// [Unsupported], and changes nothing.
	Chtimes(ctx context.Context, p Path, accessed, modified time.Time) error
	// Chmod sets the permission bits, which are all of perm that counts: set-user and set-group are never given,
	// and files lose them (SITE CHMOD). The home keeps its own.
	Chmod(ctx context.Context, p Path, perm fs.FileMode) error
	// Chgrp gives p to a group, by name or decimal number (SITE CHGRP). A group that is not there is class
	// [Unsupported], and one that is not the server's to give class [Permission]. The home keeps its own.
	Chgrp(ctx context.Context, p Path, group string) error
}

// Linker makes symbolic links (SITE SYMLINK).
type Linker interface {
	Statter
	// Symlink makes link, which leads to the path target of the same tree, whether or not that exists. It is written
	// relative to the link. A directory that is reached through a link is refused with class [Permission], so that the
	// link leads to the same place for other programs of the machine.
	Symlink(ctx context.Context, target, link Path) error
}

// Trees is what copying and moving directories needs (SITE CPTO, and RNTO to another file system).
type Trees interface {
	Reader
	Lister
	Writer
	Deleter
	DirMaker
	DirRemover
	Attributer
	Linker
}

// Usage is how much an account's home holds, and its limits.
type Usage struct {
	// Bytes in files, and Files: files, directories and links. They are counted only where there is a limit.
	Bytes, Files int64
	// MaxBytes and MaxFiles are the limits, 0 for none.
	MaxBytes, MaxFiles int64
}

// Limited reports whether there is a limit.
func (u Usage) Limited() bool { return u.MaxBytes > 0 || u.MaxFiles > 0 }

// Meter tells how much room there is (AVBL, SITE QUOTA).
type Meter interface {
	Statter
	// Space is as in [Allocator].
	Space(ctx context.Context, p Path) (free int64, err error)
	// Usage is the zero value where nothing is limited, as in [Local]; package quota limits.
	Usage(ctx context.Context) (Usage, error)
}

// Left is what a [Sweeper] found of uploads.
type Left struct {
	Removed int   // files of uploads whose server has ended
	Files   int64 // files of uploads that are under way
	Bytes   int64 // in those
}

// Sweeper is a driver that keeps uploads under way in files that List leaves out. It is no part of [FS].
type Sweeper interface {
	// Sweep removes, in the whole tree, the files of uploads whose server was killed, and counts those of uploads that
	// are under way, of any server. Servers call it when they begin.
	Sweep(ctx context.Context) (Left, error)
}

// FS is a whole storage driver. Its methods may be called from any goroutine.
type FS interface {
	Reader
	Lister
	Writer
	Deleter
	Renamer
	Replacer
	DirMaker
	DirRemover
	Attributer
	Linker
	Meter
	io.Closer
}

// File is an open regular file. One goroutine uses it at a time.
type File interface {
	io.Reader
	io.Seeker
	// WriterTo lets io.Copy reach the kernel: a writer that is an io.ReaderFrom is
	// handed the file of the operating system itself, where the driver has one.
	io.WriterTo
	io.Closer
	// Info describes the file as it was when it was opened.
	Info() Info
}

// Mode says how an upload treats what is already there.
type Mode int

const (
	// Replace gives the file the uploaded content (STOR).
	Replace Mode = iota
	// Append adds to the end (APPE).
	Append
	// Unique makes a file that did not exist, at the path or near it (STOU).
	Unique
	// Resume writes from Offset on (REST, then STOR; RFC 3659 section 5). The first byte drops the bytes behind it.
	Resume
	// Patch writes from Offset on and keeps the bytes behind (RANG, then STOR; draft-bryan-ftp-range 4.3).
	Patch
)

// CreateOptions says how an upload begins.
type CreateOptions struct {
	Mode Mode
	// Offset is where a Resume or a Patch begins, in bytes: at most the size of the
	// file, where a missing file counts as empty. It is zero in every other mode.
	// Anything else is [ErrOffset].
	Offset int64
	// Length is the most bytes that a Patch takes; one more is [ErrOffset]. It is zero
	// in every other mode.
	Length int64
	// Whole asks that an aborted Replace leaves no part: the old file stays, as with [Strict]. A driver that can only
	// write in place at least removes a file that it made. Copies ask for it, and so do quotas where they could cut an
	// old file.
	Whole bool
	// Umask has the permission bits that a new file lacks. A file that is there already keeps its permissions.
	Umask Umask
	// Publish, if there is one, is called by Commit just before the file takes its name, if no part of the upload was
	// visible until then. An error ends the upload as an Abort does, so that a file does not appear of which its sender
	// cannot be told.
	Publish func() error
}

// DirOptions says how a directory is made.
type DirOptions struct {
	// Umask has the permission bits that the directory lacks.
	Umask Umask
}

// Upload receives a file. Exactly one Commit or Abort ends it. Calls after the end change nothing: the same call
// repeats its result, an Abort after a Commit gives nil, and a Commit after an Abort is an error. One goroutine uses it
// at a time.
//
// Write and ReadFrom fail with an [*Error] when the storage is at fault; ReadFrom
// returns errors of its source as they are. After a fault of the storage Commit
// aborts and returns that fault: a file cut short is never taken for a whole one.
type Upload interface {
	io.Writer
	io.ReaderFrom
	// Path is where the file goes: what Create was given, unless the mode is Unique.
	Path() Path
	// Commit makes the written bytes the file. After an error the file may not be there, and temporary files are gone.
	Commit() error
	// Abort gives the upload up. Before the first byte it leaves everything as it was.
	// After that the driver either keeps the received part, so that a client can
	// resume, or leaves the old file; see [Uploads].
	Abort() error
}
