package daemon

import (
	"context"
	"errors"
	"log/slog"
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

// home is a place whose homes all have this error.
type home struct {
	homes.Tree
	err error
}

func (h home) Home(context.Context, storage.Path) (storage.FS, error) { return nil, h.err }

// TestGuestsOfStore: a store that is away does not prevent the start, as a home of guests that is not there does.
func TestGuestsOfStore(t *testing.T) {
	o := &Options{Log: slog.New(slog.DiscardHandler)}
	for _, c := range []struct {
		err    error
		starts bool
	}{
		{&storage.Error{Class: storage.Busy, Err: errors.New("refused")}, true},
		{&storage.Error{Class: storage.Other, Err: context.DeadlineExceeded}, true},
		{&storage.Error{Class: storage.NotExist, Err: errors.New("absent")}, false},
		{&storage.Error{Class: storage.Permission, Err: errors.New("denied")}, false},
	} {
		if err := o.checkGuests(homes.Of(home{err: c.err}), "{Users.AnonymousHome}", "pub"); (err == nil) != c.starts {
			t.Errorf("%v: %v", c.err, err)
		}
	}
}
