package storage

import (
	"context"
	"errors"
	"io/fs"
	"syscall"
)

// Class is the kind of an error, as far as a client may know it. The names that String gives are those of the spec's
// "on:" lists.
type Class uint8

// The classes. Other is the zero value, an error of no other class.
const (
	Other         Class = iota // anything else, a cancelled context too
	NotExist                   // no such file or directory
	Permission                 // not allowed, read-only, or outside the account's tree
	Exist                      // the name is taken
	NotDirectory               // a directory is needed
	IsDirectory                // a directory cannot be used so
	NotEmpty                   // a directory with entries
	NoSpace                    // the device is full
	Quota                      // over a quota
	TooLarge                   // over the largest size of one file
	InvalidName                // a name that cannot be
	InvalidOffset              // a restart beyond the end of the file
	Busy                       // in use or short of resources; later may succeed
	Unsupported                // not this kind of file, or not on this system
)

// ClassCount is the number of classes, for tables that are indexed by Class.
const ClassCount = int(Unsupported) + 1

// String returns the class's name in the spec, such as "not-exist".
func (c Class) String() string {
	switch c {
	case NotExist:
		return "not-exist"
	case Permission:
		return "permission"
	case Exist:
		return "exist"
	case NotDirectory:
		return "not-directory"
	case IsDirectory:
		return "is-directory"
	case NotEmpty:
		return "not-empty"
	case NoSpace:
		return "no-space"
	case Quota:
		return "quota"
	case TooLarge:
		return "too-large"
	case InvalidName:
		return "invalid-name"
	case InvalidOffset:
		return "invalid-offset"
	case Busy:
		return "busy"
	case Unsupported:
		return "unsupported"
	}
	return "other"
}

// escapesRoot is the text of the error that package os keeps to itself for a path
// or symbolic link that leaves an os.Root. A test compares it with the real one.
const escapesRoot = "path escapes from parent"

// Absent reports whether an error says that nothing has the name. An object that is there and cannot be reached is not
// absent.
func Absent(err error) bool {
	switch ClassOf(err) {
	case NotExist, NotDirectory, InvalidName:
		return true
	}
	return false
}

// ClassOf finds the class of any error: of this package, of package os or of the system. Every other error, and nil, is
// Other.
func ClassOf(err error) Class {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Class
	}
	if c, ok := errors.AsType[classError](err); ok {
		return Class(c)
	}
	if r, ok := errors.AsType[reason](err); ok {
		return r.class
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return Other
	}
	if no, ok := errors.AsType[syscall.Errno](err); ok {
		if c := classOfErrno(no); c != Other {
			return c
		}
	}
	switch {
	case err != nil && cause(err).Error() == escapesRoot:
		return Permission
	case errors.Is(err, fs.ErrNotExist):
		return NotExist
	case errors.Is(err, fs.ErrPermission):
		return Permission
	case errors.Is(err, fs.ErrExist):
		return Exist
	case errors.Is(err, errors.ErrUnsupported):
		return Unsupported
	}
	return Other
}

// classOfErrno sorts what systems of the Unix kind return.
func classOfErrno(no syscall.Errno) Class {
	switch no {
	case syscall.ENOENT, syscall.ELOOP:
		return NotExist
	case syscall.EACCES, syscall.EPERM, syscall.EROFS:
		return Permission
	case syscall.EEXIST:
		return Exist
	case syscall.ENOTDIR:
		return NotDirectory
	case syscall.EISDIR:
		return IsDirectory
	case syscall.ENOTEMPTY:
		return NotEmpty
	case syscall.ENOSPC:
		return NoSpace
	case syscall.EDQUOT:
		return Quota
	case syscall.EFBIG:
		return TooLarge
	case syscall.ENAMETOOLONG, syscall.EINVAL, syscall.EILSEQ:
		return InvalidName
	case syscall.EBUSY, syscall.ETXTBSY, syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM, syscall.EAGAIN:
		return Busy
	case syscall.EXDEV, syscall.ENXIO, syscall.ENODEV, syscall.ENOSYS, syscall.ENOTSUP:
		return Unsupported
	}
	return Other
}
