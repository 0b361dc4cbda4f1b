package main

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"sync"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/storage"
)

// homes gives each account its home in a directory that is served by its name: when another directory takes the name, by
// mv and mkdir, by a mount, by a link that is turned, new sessions get that one. Sessions keep the directory with which
// they began, which is closed after the last of them.
type homes struct {
	directory string // "" for one that is not looked at again
	reopen    func() (*storage.Local, error)
	log       *slog.Logger

	mu       sync.Mutex
	now      *servedTree
	identity os.FileInfo // of the directory that is open
	trouble  string      // why nobody can log in
}

// newHomes takes homes from below served, which Close closes after the last of them.
func newHomes(served *storage.Local) *homes { return &homes{now: newServedTree(served)} }

// follow takes homes from a directory that is open, and opens it again when another one has its name.
func follow(directory string, local *storage.Local, reopen func() (*storage.Local, error), log *slog.Logger) (*homes, error) {
	identity, err := os.Stat(directory)
	if err != nil {
		return nil, err
	}
	return &homes{directory: directory, reopen: reopen, log: log, now: newServedTree(local), identity: identity}, nil
}

// For opens the home of an account, or joins those who have it open. What it returns is closed once by every session.
func (h *homes) For(_ context.Context, account *accounts.Account) (storage.FS, error) {
	path, err := storage.Resolve("/", account.Home)
	if err != nil {
		return nil, err
	}
	tree, entry, err := h.join(path)
	if err != nil {
		return nil, err
	}
	return tree.enter(path, entry, account)
}

// join counts one more session in, in the directory that has the name now.
func (h *homes) join(path storage.Path) (*servedTree, *home, error) {
	var at os.FileInfo
	var err error
	if h.directory != "" {
		at, err = os.Stat(h.directory) // outside the lock: it may hang, on a dead network file system
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.directory != "" {
		if err := h.refresh(at, err); err != nil {
			return nil, nil, err
		}
	}
	return h.now, h.now.join(path), nil
}

// refresh opens the directory again if another one has its name. Where this process may not look any more, what is open
// serves on. Each trouble is told once.
func (h *homes) refresh(at os.FileInfo, err error) error {
	switch {
	case errors.Is(err, fs.ErrPermission), err == nil && os.SameFile(at, h.identity):
		h.trouble = ""
		return nil
	case err == nil:
		err = h.replace(at)
	}
	if err != nil && err.Error() != h.trouble {
		h.trouble = err.Error()
		h.log.Error("the served directory is not there any more: nobody can log in", keyPath, h.directory, keyError, err)
	}
	return err
}

func (h *homes) replace(at os.FileInfo) error {
	local, err := h.reopen()
	if err != nil {
		return err
	}
	h.now.retire()
	h.now, h.identity, h.trouble = newServedTree(local), at, ""
	h.log.Warn("the served directory is another one now: new sessions get it, older ones keep theirs", keyPath, h.directory)
	return nil
}

// Close closes the directory; sessions have ended.
func (h *homes) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now.retire()
}
