package storage

import (
	"errors"
	"io/fs"
	"os"
)

// Error is what every operation fails with. Its text is for the log, not for
// clients: it names paths and the system's own words.
type Error struct {
	Op    string // the operation, such as "open" or "rename"
	Path  Path   // what it was about, in the account's tree
	Class Class
	Err   error // the cause
}

// Error returns the operation, the path and the cause.
func (e *Error) Error() string {
	return "storage: " + e.Op + " " + string(e.Path) + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is makes errors.Is(err, ErrQuota) true for every error of class Quota, whether
// this package or the system found it; likewise for the other Err values.
func (e *Error) Is(target error) bool {
	c, ok := target.(classError)
	return ok && Class(c) == e.Class
}

// classError stands for all errors of one class.
type classError Class

func (c classError) Error() string { return "storage: " + Class(c).String() }

// Errors to compare with errors.Is; each matches its whole class.
const (
	ErrInvalidName = classError(InvalidName)
	ErrOffset      = classError(InvalidOffset)
	ErrQuota       = classError(Quota)
	ErrNoSpace     = classError(NoSpace)
	ErrTooLarge    = classError(TooLarge)
)

// reason is a cause that a driver finds itself.
type reason struct {
	class Class
	text  string
}

func (r reason) Error() string { return r.text }

// NewReason is a cause of a class, which [ClassOf] finds, for what a driver finds itself. It is equal to another one of
// the same class and text.
func NewReason(class Class, text string) error { return reason{class, text} }

// ErrReadOnly is the cause when [LocalOptions.ReadOnly] refuses a change.
// ErrSystemDir is the cause when a directory is too dangerous to serve.
var (
	ErrReadOnly  error = reason{Permission, "the storage is read-only"}
	ErrSystemDir error = reason{Permission, "a system directory is not served"}
	// ErrOtherDevice is the cause when Rename would have to move content to another file system.
	ErrOtherDevice error = reason{Unsupported, "it lies on another file system"}
	// ErrLeft is the cause when a [Renaming] gave everything the new name, and could not remove all that has the old
	// one.
	ErrLeft error = reason{Other, "not all of the old name could be removed"}
)

var (
	errForges     error = reason{InvalidName, "the name holds CR, LF or NUL"}
	errLongName   error = reason{InvalidName, "an element of the path is too long"}
	errLongPath   error = reason{InvalidName, "the path is too long"}
	errReserved   error = reason{InvalidName, "the name is kept for unfinished uploads"}
	errSwept      error = reason{Busy, "the temporary file is removed again and again"}
	errMoved      error = reason{Busy, "the file was moved meanwhile"}
	errUnclean    error = reason{InvalidName, "the path is not absolute and clean"}
	errHome       error = reason{Permission, "the home itself cannot be moved or removed"}
	errWayLink    error = reason{Permission, "a symbolic link is on the way"}
	errNoGroup    error = reason{Unsupported, "there is no such group"}
	errTime       error = reason{Unsupported, "the file system cannot keep that time"}
	errSpecial    error = reason{Unsupported, "neither a regular file nor a directory"}
	errIsDir      error = reason{IsDirectory, "it is a directory"}
	errNotDir     error = reason{NotDirectory, "it is no directory"}
	errTaken      error = reason{Exist, "something has that name"}
	errDangling   error = reason{NotExist, "a symbolic link to nothing"}
	errOffset     error = reason{InvalidOffset, "the offset is outside the file"}
	errRange      error = reason{InvalidOffset, "the data go beyond the range"}
	errMode       error = reason{Unsupported, "no such upload mode"}
	errMaxBytes   error = reason{TooLarge, "the file is over its largest size"}
	errNoUnique   error = reason{Exist, "no free name was found"}
	errOtherGroup error = reason{Permission, "files are not given to that group"}
)

// fail makes the error of an operation. One that is an *Error already stays.
func fail(op string, p Path, err error) error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Op: op, Path: p, Class: ClassOf(err), Err: cause(err)}
}

// cause removes what package os says about its own operation. The Error names the operation, and the log need not know
// the names of system calls.
func cause(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	if le, ok := errors.AsType[*os.LinkError](err); ok {
		return le.Err
	}
	return err
}
