package daemon

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/portolan-ftp/portolan/cmd/portolan/daemon/homes"
	"github.com/portolan-ftp/portolan/storage"
)

// silent is a place in a store that does not answer.
type silent struct{ homes.Tree }

func (silent) Stat(ctx context.Context, _ storage.Path) (storage.Info, error) {
	<-ctx.Done()
	return storage.Info{}, ctx.Err()
}

// TestSilentStore: a store that does not answer holds the start up no longer than a while, however much is mounted in it.
func TestSilentStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		err := checkPoints(silent{}, []Mount{{"/a/b", "s3://b"}, {"/a/c", "s3://c"}})
		if took := time.Since(began); err != nil || took != pointsWait {
			t.Errorf("%v after %v", err, took)
		}
	})
}
