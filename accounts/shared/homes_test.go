package shared_test

import (
	"context"
	"iter"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/portolan-ftp/portolan/accounts/shared"
	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/quota"
)

// tree is a home with one file of four bytes. Its list waits until it may be read.
type tree struct {
	storage.Statter
	read chan struct{}
}

func (t tree) List(context.Context, storage.Path) iter.Seq2[storage.Info, error] {
	<-t.read
	return func(yield func(storage.Info, error) bool) { yield(storage.Info{Name: "four", Size: 4}, nil) }
}

// wantHeld requires that another node is told what the home holds.
func wantHeld(t *testing.T, store shared.Store) {
	t.Helper()
	use, known, err := store.Join(t.Context(), "another", "place/home")
	if err != nil || !known || use.Bytes != 4 || use.Files != 1 {
		t.Errorf("another node is told %+v, %v, %v", use, known, err)
	}
}

// TestHomeIsCountedMeanwhile: a home that is being counted when the store comes back holds what is found then, and not
// the nothing that was known.
func TestHomeIsCountedMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &watched{Store: shared.NewMemory(), away: true}
		n, _ := start(t, shared.Options{Store: w})
		read := make(chan struct{})
		ledger := quota.NewShared(tree{read: read}, n.Homes("place")("/home"))
		time.Sleep(time.Second)
		w.set(false, false)
		time.Sleep(shared.DefaultLease)
		close(read)
		synctest.Wait()
		wantHeld(t, w.Store)
		ledger.Close()
	})
}

// unsettled is a store that does not take what was counted, for some time.
type unsettled struct {
	*shared.Memory
	refuses atomic.Bool
}

func (u *unsettled) Settle(ctx context.Context, node, home string, counted shared.Use) (shared.Use, error) {
	if u.refuses.Load() {
		return shared.Use{}, errAway
	}
	return u.Memory.Settle(ctx, node, home, counted)
}

// TestHomeIsJoinedLater: a home that could not be joined at first is joined later, although no lease has run out.
func TestHomeIsJoinedLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		u := &unsettled{Memory: shared.NewMemory()}
		u.refuses.Store(true)
		n, _ := start(t, shared.Options{Store: u})
		read := make(chan struct{})
		close(read)
		ledger := quota.NewShared(tree{read: read}, n.Homes("place")("/home"))
		time.Sleep(time.Minute)
		u.refuses.Store(false)
		time.Sleep(shared.DefaultLease)
		wantHeld(t, u.Memory)
		ledger.Close()
	})
}

// forgetful is a store that has always forgotten the node, and tells whether it is asked about homes twice at once.
type forgetful struct {
	*shared.Memory
	asked, twice atomic.Int32
}

func (f *forgetful) ask() func() {
	if f.asked.Add(1) > 1 {
		f.twice.Add(1)
	}
	time.Sleep(10 * time.Millisecond)
	return func() { f.asked.Add(-1) }
}

func (f *forgetful) Beat(ctx context.Context, node string, lease time.Duration, sessions int) (int, bool, error) {
	others, _, err := f.Memory.Beat(ctx, node, lease, sessions)
	return others, true, err
}

func (f *forgetful) Join(ctx context.Context, node, home string) (shared.Use, bool, error) {
	defer f.ask()()
	return f.Memory.Join(ctx, node, home)
}

func (f *forgetful) Change(ctx context.Context, node string, changes map[string]shared.Use) (map[string]shared.Use, error) {
	defer f.ask()()
	return f.Memory.Change(ctx, node, changes)
}

// TestHomesAreToldOrJoined: changes are not told while homes are joined anew, so that none is counted twice or never.
func TestHomesAreToldOrJoined(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &forgetful{Memory: shared.NewMemory()}
		n, _ := start(t, shared.Options{Store: f, Lease: 100 * time.Millisecond})
		read := make(chan struct{})
		close(read)
		share := n.Homes("place")("/home")
		ledger := quota.NewShared(tree{read: read}, share)
		for range 1000 {
			time.Sleep(7 * time.Millisecond)
			share.Changed()
		}
		if twice := f.twice.Load(); twice != 0 {
			t.Errorf("homes are told and joined at once: %d times", twice)
		}
		ledger.Close()
	})
}
