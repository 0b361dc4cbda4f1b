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
	errName      = storage.NewReason(storage.InvalidName, "the path is not absolute and clean")
	errNotUTF8   = storage.NewReason(storage.InvalidName, "an object store keeps names in UTF-8 only")
	errLongKey   = storage.NewReason(storage.InvalidName, "the path is longer than the 1024 bytes of an object's key")
	errReserved  = storage.NewReason(storage.InvalidName, "the name is kept for the server's own notes")
	errInside    = storage.NewReason(storage.InvalidName, "a directory cannot be moved into itself")
	errHome      = storage.NewReason(storage.Permission, "the home itself cannot be moved or removed")
	errAbsent    = storage.NewReason(storage.NotExist, "there is no such object")
	errIsDir     = storage.NewReason(storage.IsDirectory, "it is a directory")
	errNotDir    = storage.NewReason(storage.NotDirectory, "it is no directory")
	errNotEmpty  = storage.NewReason(storage.NotEmpty, "the directory is not empty")
	errExists    = storage.NewReason(storage.Exist, "the name is taken")
	errMode      = storage.NewReason(storage.Unsupported, "no such upload mode")
	errNoSpace   = storage.NewReason(storage.Unsupported, "an object store does not tell how much room there is")
	errDirTime   = storage.NewReason(storage.Unsupported, "a directory of an object store has no time")
	errNoModes   = storage.NewReason(storage.Unsupported, "an object store keeps no permissions")
	errNoGroups  = storage.NewReason(storage.Unsupported, "an object store keeps no groups")
	errNoLinks   = storage.NewReason(storage.Unsupported, "an object store keeps no symbolic links")
	errOffset    = storage.NewReason(storage.InvalidOffset, "the offset is outside the file")
	errRange     = storage.NewReason(storage.InvalidOffset, "the data go beyond the range")
	errBadSeek   = storage.NewReason(storage.InvalidOffset, "the offset is before the beginning")
	errNoUnique  = storage.NewReason(storage.Exist, "no free name was found")
	errChanged   = storage.NewReason(storage.Busy, "the object was changed meanwhile")
	errShort     = storage.NewReason(storage.Busy, "the store sent less than it said")
	errMemory    = storage.NewReason(storage.Busy, "the uploads of this server use all memory that they may")
	errTooLarge  = storage.NewReason(storage.TooLarge, "the file is over its largest size")
	errChecksum  = storage.NewReason(storage.Other, "the store has something else than what was sent")
	errDropped   = storage.NewReason(storage.Other, "the upload was given up")
	errEndedLate = storage.NewReason(storage.Other, "the upload has ended")
	errClosed    = storage.NewReason(storage.Other, "the file is closed")
)

// fail makes the error of an operation. One that is a *storage.Error already stays.
func fail(op string, p storage.Path, err error) error {
	if e, ok := errors.AsType[*storage.Error](err); ok {
		return e
	}
	return &storage.Error{Op: op, Path: p, Class: classOf(err), Err: err}
}

// classOf finds the class of an error of the store, of the way to it, or of this package.
func classOf(err error) storage.Class {
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
