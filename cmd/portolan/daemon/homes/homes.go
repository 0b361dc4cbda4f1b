// Package homes gives each account the directory that it sees as its root, below a directory that is served.
//
//	served, err := homes.Follow("/srv/files", local, reopen, log)
//	files, err := served.For(ctx, &accounts.Account{Home: "alice"}) // /srv/files/alice
//
// All sessions with one home share one open directory, and the ledger of its quota. A served directory whose name passes
// to another directory, by a mount or a link, is opened anew: new sessions get it, and older ones keep theirs.
package homes

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"sync"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/cmd/portolan/logging"
	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/quota"
)

// Directory gives each account its home in a directory that is served by its name. When another directory takes the
// name, by mv and mkdir, by a mount, or by a changed link, new sessions use that one. Sessions keep the directory with
// which they began, which is closed after the last of them.
type Directory struct {
	directory string // "" for one that is not looked at again
	reopen    func() (*storage.Local, error)
	log       *slog.Logger
	share     func(storage.Path) quota.Share // nil for a directory of this server alone

	mu       sync.Mutex
	now      *servedTree
	identity os.FileInfo // of the directory that is open
	trouble  string      // why nobody can log in
}

// Of takes homes from below served, which Close closes after the last of them.
func Of(served *storage.Local) *Directory { return &Directory{now: newServedTree(served)} }

// Follow takes homes from a directory that is open, and has it opened again when another one has its name.
func Follow(directory string, local *storage.Local, reopen func() (*storage.Local, error), log *slog.Logger) (*Directory, error) {
	identity, err := os.Stat(directory)
	if err != nil {
		return nil, err
	}
	return &Directory{directory: directory, reopen: reopen, log: log, now: newServedTree(local), identity: identity}, nil
}

// ShareBy says that other servers change the directory too: share is the part of this one in each home with a quota. It is
// called before the first session.
func (h *Directory) ShareBy(share func(home storage.Path) quota.Share) {
	h.share, h.now.share = share, share
}

// For opens the home of an account, or joins those who have it open. What it returns is closed once by every session.
func (h *Directory) For(_ context.Context, account *accounts.Account) (storage.FS, error) {
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
func (h *Directory) join(path storage.Path) (*servedTree, *home, error) {
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

// refresh opens the directory again if another one has its name. If this process may not read it any more, the open
// directory stays in use. Each problem is logged once.
func (h *Directory) refresh(at os.FileInfo, err error) error {
	switch {
	case errors.Is(err, fs.ErrPermission), err == nil && os.SameFile(at, h.identity):
		h.trouble = ""
		return nil
	case err == nil:
		err = h.replace(at)
	}
	if err != nil && err.Error() != h.trouble {
		h.trouble = err.Error()
		h.log.Error("the served directory is not there any more: nobody can log in", logging.KeyPath, h.directory, logging.KeyError, err)
	}
	return err
}

func (h *Directory) replace(at os.FileInfo) error {
	local, err := h.reopen()
	if err != nil {
		return err
	}
	h.now.retire()
	h.now, h.identity, h.trouble = newServedTree(local), at, ""
	h.now.share = h.share
	h.log.Warn("the served directory is another one now: new sessions get it, older ones keep theirs", logging.KeyPath, h.directory)
	return nil
}

// Close closes the directory; sessions have ended.
func (h *Directory) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now.retire()
}
