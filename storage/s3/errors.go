package s3

import (
	"context"
	"errors"
	"net"
	"net/http"

	"github.com/minio/minio-go/v7"

	"github.com/portolan-ftp/portolan/storage"
)

// The causes that this package finds itself, each with its class.
var (
	errName      = &reason{storage.InvalidName, "the path is not absolute and clean"}
	errNotUTF8   = &reason{storage.InvalidName, "an object store keeps names in UTF-8 only"}
	errLongKey   = &reason{storage.InvalidName, "the path is longer than the 1024 bytes of an object's key"}
	errReserved  = &reason{storage.InvalidName, "the name is kept for the server's own notes"}
	errInside    = &reason{storage.InvalidName, "a directory cannot be moved into itself"}
	errHome      = &reason{storage.Permission, "the home itself cannot be moved or removed"}
	errAbsent    = &reason{storage.NotExist, "there is no such object"}
	errIsDir     = &reason{storage.IsDirectory, "it is a directory"}
	errNotDir    = &reason{storage.NotDirectory, "it is no directory"}
	errNotEmpty  = &reason{storage.NotEmpty, "the directory is not empty"}
	errExists    = &reason{storage.Exist, "the name is taken"}
	errMode      = &reason{storage.Unsupported, "no such upload mode"}
	errNoSpace   = &reason{storage.Unsupported, "an object store does not tell how much room there is"}
	errDirTime   = &reason{storage.Unsupported, "a directory of an object store has no time"}
	errNoModes   = &reason{storage.Unsupported, "an object store keeps no permissions"}
	errNoGroups  = &reason{storage.Unsupported, "an object store keeps no groups"}
	errNoLinks   = &reason{storage.Unsupported, "an object store keeps no symbolic links"}
	errOffset    = &reason{storage.InvalidOffset, "the offset is outside the file"}
	errRange     = &reason{storage.InvalidOffset, "the data go beyond the range"}
	errBadSeek   = &reason{storage.InvalidOffset, "the offset is before the beginning"}
	errNoUnique  = &reason{storage.Exist, "no free name was found"}
	errChanged   = &reason{storage.Busy, "the object was changed meanwhile"}
	errShort     = &reason{storage.Busy, "the store sent less than it said"}
	errMemory    = &reason{storage.Busy, "the uploads of this server use all memory that they may"}
	errTooLarge  = &reason{storage.TooLarge, "the file is over its largest size"}
	errChecksum  = &reason{storage.Other, "the store has something else than what was sent"}
	errDropped   = &reason{storage.Other, "the upload was given up"}
	errEndedLate = &reason{storage.Other, "the upload has ended"}
	errClosed    = &reason{storage.Other, "the file is closed"}
)

// reason is an error with a class.
type reason struct {
	class storage.Class
	text  string
}

func (r *reason) Error() string { return r.text }

// fail makes the error of an operation. One that is a *storage.Error already stays.
func fail(op string, p storage.Path, err error) error {
	if e, ok := errors.AsType[*storage.Error](err); ok {
		return e
	}
	return &storage.Error{Op: op, Path: p, Class: classOf(err), Err: err}
}

// classOf finds the class of an error of the store, of the way to it, or of this package.
func classOf(err error) storage.Class {
	if r, ok := errors.AsType[*reason](err); ok {
		return r.class
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return storage.Other
	}
	if answer, ok := errors.AsType[minio.ErrorResponse](err); ok {
		return classOfAnswer(answer)
	}
	if _, ok := errors.AsType[net.Error](err); ok { // the store cannot be reached
		return storage.Busy
	}
	return storage.ClassOf(err)
}

// classOfAnswer sorts what stores answer: by the code where it says more than the status.
func classOfAnswer(answer minio.ErrorResponse) storage.Class {
	switch answer.Code {
	case minio.NoSuchBucket:
		return storage.Other // the server is set up wrongly; no name of the client is at fault
	case "QuotaExceeded", "XMinioAdminBucketQuotaExceeded", "InsufficientStorage", "XMinioStorageFull":
		return storage.NoSpace
	case "KeyTooLongError", "InvalidObjectName", "XMinioInvalidObjectName":
		return storage.InvalidName
	case "EntityTooLarge":
		return storage.TooLarge
	}
	switch answer.StatusCode {
	case http.StatusNotFound:
		return storage.NotExist
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusMethodNotAllowed:
		return storage.Permission
	case http.StatusPreconditionFailed, http.StatusConflict, http.StatusRequestTimeout, http.StatusTooManyRequests,
		http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return storage.Busy
	case http.StatusNotImplemented:
		return storage.Unsupported
	case http.StatusInsufficientStorage:
		return storage.NoSpace
	}
	return storage.Other
}

// absent reports whether the store says that it has no such object or upload.
func absent(err error) bool {
	answer, ok := errors.AsType[minio.ErrorResponse](err)
	return err == errAbsent || ok && answer.StatusCode == http.StatusNotFound && answer.Code != minio.NoSuchBucket
}

// unmet reports whether the store found that a condition of the request does not hold.
func unmet(err error) bool {
	answer, ok := errors.AsType[minio.ErrorResponse](err)
	return ok && (answer.StatusCode == http.StatusPreconditionFailed || answer.StatusCode == http.StatusConflict)
}
