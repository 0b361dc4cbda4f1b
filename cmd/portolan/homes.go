package main

import (
	"context"
	"sync"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/storage"
)

// homes gives each account the directory it sees as its root. All sessions
// with the same home share one open directory, which is closed when the last
// of them ends: ten thousand guests hold one descriptor. The served directory
// itself is open already, and stays so.
//
// A home is a path below the served directory, whether it begins with a slash
// or not, and without one it is the served directory itself.
type homes struct {
	served *storage.Local

	mu   sync.Mutex
	open map[storage.Path]*home
}

// home is one open directory.
type home struct {
	users int // sessions that have it; guarded by homes.mu
	local func() (*storage.Local, error)
}

// newHomes takes homes from below served, which the caller closes after the last of them.
func newHomes(served *storage.Local) *homes {
	return &homes{served: served, open: map[storage.Path]*home{}}
}

// For opens the home of an account, or joins those who have it open. What it
// returns is closed once by every session.
func (h *homes) For(_ context.Context, account *accounts.Account) (storage.FS, error) {
	path, err := storage.Resolve("/", account.Home)
	if err != nil {
		return nil, err
	}
	if path == "/" {
		return lent{h.served}, nil
	}
	entry := h.join(path)
	local, err := entry.local()
	if err != nil {
		h.leave(path, entry)
		return nil, err
	}
	return &session{Local: local, leave: sync.OnceValue(func() error { return h.leave(path, entry) })}, nil
}

// join counts one more session in. The directory is opened outside the lock:
// one that hangs, on a dead network file system, keeps nobody else waiting.
func (h *homes) join(path storage.Path) *home {
	h.mu.Lock()
	defer h.mu.Unlock()
	entry := h.open[path]
	if entry == nil {
		entry = &home{local: sync.OnceValues(func() (*storage.Local, error) { return h.served.Sub(string(path)) })}
		h.open[path] = entry
	}
	entry.users++
	return entry
}

// leave counts one session out; the last one closes the directory.
func (h *homes) leave(path storage.Path, entry *home) error {
	h.mu.Lock()
	entry.users--
	last := entry.users == 0
	if last {
		delete(h.open, path)
	}
	h.mu.Unlock()
	if local, err := entry.local(); last && err == nil {
		return local.Close()
	}
	return nil
}

// lent is the served directory in the hands of a session, which may not close it.
type lent struct{ *storage.Local }

// Close does nothing.
func (lent) Close() error { return nil }

// session is one session's use of a home.
type session struct {
	*storage.Local
	leave func() error
}

// Close ends the session's use; later calls do nothing.
func (s *session) Close() error { return s.leave() }
