package s3_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/s3"
	"github.com/portolan-ftp/portolan/storage/s3/s3test"
	"github.com/portolan-ftp/portolan/storage/storagetest"
)

var (
	_ storage.FS      = (*s3.FS)(nil)
	_ storage.Sweeper = (*s3.FS)(nil)
)

// TestConforms: the contract of package storage holds at a real store, for a whole bucket and below a prefix.
func TestConforms(t *testing.T) {
	t.Parallel()
	store := s3test.Start(t)
	bucket := opened(t, store.Options())
	var homes atomic.Int64
	storagetest.Suite(t, func(t *testing.T) storage.FS {
		return bucket.FS(fmt.Sprintf("homes/%d", homes.Add(1)))
	})
}
