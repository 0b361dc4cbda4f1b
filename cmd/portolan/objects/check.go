package objects

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/minio/minio-go/v7"

	"github.com/portolan-ftp/portolan/cmd/portolan/daemon"
	"github.com/portolan-ftp/portolan/cmd/portolan/logging"
	"github.com/portolan-ftp/portolan/storage/s3"
)

// checkWait is how long a store may take to say that a bucket is there, before the server begins without knowing.
const checkWait = 10 * time.Second

// check asks for the bucket. A store that is away is only warned of: it may come later.
func (s *stores) check(ctx context.Context, location string, bucket *s3.Bucket) error {
	ctx, cancel := context.WithTimeout(ctx, checkWait)
	defer cancel()
	err := bucket.Check(ctx)
	switch {
	case err == nil:
		return nil
	case away(err):
		s.log.Warn("the store cannot be reached; files there are refused until it can", logging.KeyPath, location, logging.KeyError, err)
		return nil
	}
	return daemon.Mistakef("%s: %w", location, err)
}

// away reports whether an error says nothing of what the operator wrote.
func away(err error) bool {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return false
	}
	if answer, ok := errors.AsType[minio.ErrorResponse](err); ok {
		return answer.StatusCode >= http.StatusInternalServerError
	}
	_, network := errors.AsType[net.Error](err)
	return network
}

// fmtFlag says which flag is wrong.
func fmtFlag(flag string, err error) error { return fmt.Errorf("%s: %w", flag, err) }
