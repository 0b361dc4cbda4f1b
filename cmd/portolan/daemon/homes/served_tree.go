package homes

import (
	"context"
	"sync"
	"time"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/quota"
)

// openWait is how long a login waits for a store to say that its home is there. It is no session's own context, because
// sessions that log in at the same time share the answer.
const openWait = 20 * time.Second

// servedTree gives each account the directory it sees as its root. All sessions
// with the same home share one open directory, which is closed when the last
// of them ends: ten thousand guests hold one descriptor. The served directory
// itself is open already, and stays so.
//
// A home is a path below the served directory, whether it begins with a slash
// or not, and without one it is the served directory itself.
//
// The first session whose account has a quota has what is there counted; from then on all sessions of the home,
// whatever their accounts, change it through one ledger, until the last of them ends. Changes by sessions of a home
// inside this one are counted when the next first session comes.
type servedTree struct {
	served Tree
	share  func(storage.Path) quota.Share // nil for none

	mu      sync.Mutex
	open    map[storage.Path]*home
	retired bool // no new session comes; the last one closes served
}

// home is one open directory.
type home struct {
	users  int // sessions that have it; guarded by servedTree.mu, as is ledger
	files  func() (storage.FS, error)
	ledger *quota.Ledger // nil while no session has had a quota
}

// newServedTree takes homes from below served.
func newServedTree(served Tree) *servedTree {
	return &servedTree{served: served, open: map[storage.Path]*home{}}
}

// enter opens the home of an account that was counted in. What it returns is
// closed once by every session.
func (h *servedTree) enter(path storage.Path, entry *home, account *accounts.Account) (storage.FS, error) {
	files, err := entry.files()
	if err != nil {
		h.leave(path, entry)
		return nil, err
	}
	if ledger := h.ledger(path, entry, files, account.Quota); ledger != nil {
		files = ledger.Limit(files, quota.Limits(account.Quota))
	}
	return &session{FS: files, leave: sync.OnceValue(func() error { return h.leave(path, entry) })}, nil
}

// retire ends the tree: the served directory is closed after the last session.
func (h *servedTree) retire() {
	h.mu.Lock()
	h.retired = true
	last := len(h.open) == 0
	h.mu.Unlock()
	if last {
		h.served.Close()
	}
}

// join counts one more session in. The directory is opened outside the lock:
// one that hangs, on a dead network file system, keeps nobody else waiting.
func (h *servedTree) join(path storage.Path) *home {
	h.mu.Lock()
	defer h.mu.Unlock()
	entry := h.open[path]
	if entry == nil {
		entry = &home{files: sync.OnceValues(func() (storage.FS, error) {
			ctx, cancel := context.WithTimeout(context.Background(), openWait)
			defer cancel()
			return h.served.Home(ctx, path)
		})}
		if path == "/" {
			entry.files = func() (storage.FS, error) { return h.served, nil }
		}
		h.open[path] = entry
	}
	entry.users++
	return entry
}

// ledger is the ledger of a home, which one with a quota needs; nil if there is none.
func (h *servedTree) ledger(path storage.Path, entry *home, files storage.FS, q accounts.Quota) *quota.Ledger {
	h.mu.Lock()
	defer h.mu.Unlock()
	if entry.ledger == nil && q != (accounts.Quota{}) {
		var share quota.Share
		if h.share != nil {
			share = h.share(path)
		}
		entry.ledger = quota.NewShared(files, share)
	}
	return entry.ledger
}

// leave counts one session out; the last one closes the directory.
func (h *servedTree) leave(path storage.Path, entry *home) error {
	h.mu.Lock()
	entry.users--
	last, ledger := entry.users == 0, entry.ledger
	if last {
		delete(h.open, path)
	}
	done := h.retired && len(h.open) == 0
	h.mu.Unlock()
	if !last {
		return nil
	}
	if done {
		defer h.served.Close()
	}
	if ledger != nil {
		ledger.Close()
	}
	if files, err := entry.files(); path != "/" && err == nil {
		return files.Close()
	}
	return nil
}

// session is one session's use of a home.
type session struct {
	storage.FS
	leave func() error
}

// Unwrap implements storage.Wrapper.
func (s *session) Unwrap() storage.FS { return s.FS }

var _ storage.Wrapper = (*session)(nil) // otherwise listings of names would read each entry

// Close ends the session's use; later calls do nothing.
func (s *session) Close() error { return s.leave() }
