// Package homes gives each account the directory that it sees as its root, below what is served: a directory of this
// machine, a place in a store, or one of them with others mounted in it.
//
//	served, err := homes.Follow([]string{"/srv/files"}, homes.Disk(local), reopen, log)
//	files, err := served.For(ctx, &accounts.Account{Home: "alice"}) // /srv/files/alice
//
// All sessions with one home share one open directory, and the ledger of its quota. A served directory whose name
// passes to another directory, by a mount or a link, is opened anew: new sessions get it, and older ones keep theirs.
package homes

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/cmd/portolan/logging"
	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/quota"
)

// Directory gives each account its home in a tree that is served. When another directory takes the name of one that is
// served, by mv and mkdir, by a mount, or by a changed link, new sessions use that one. Sessions keep the tree with
// which they began, which is closed after the last of them.
type Directory struct {
	names  []string // of the directories that are looked at again
	reopen func() (Tree, error)
	log    *slog.Logger
	share  func(storage.Path) quota.Share // nil for what this server alone changes

	mu         sync.Mutex
	now        *servedTree
	identities []os.FileInfo // of the directories that are open
	trouble    string        // why nobody can log in
}

// Of takes homes from below served, which Close closes after the last of them.
func Of(served Tree) *Directory { return &Directory{now: newServedTree(served)} }

// Follow takes homes from a tree that is open, and has it opened again when another directory has one of these names.
func Follow(directories []string, served Tree, reopen func() (Tree, error), log *slog.Logger) (*Directory, error) {
	identities, err := identify(directories)
	if err != nil {
		return nil, err
	}
	return &Directory{names: directories, reopen: reopen, log: log, now: newServedTree(served), identities: identities}, nil
}

// identify looks which directories have some names now.
func identify(names []string) ([]os.FileInfo, error) {
	var all []os.FileInfo
	for _, name := range names {
		at, err := os.Stat(name)
		if err != nil {
			return nil, err
		}
		all = append(all, at)
	}
	return all, nil
}

// ShareBy says that other servers change the directory too: share is the part of this one in each home with a quota. It
// is called before the first session.
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

// join counts one more session in, in the tree of the directories that have the names now.
func (h *Directory) join(path storage.Path) (*servedTree, *home, error) {
	at, err := identify(h.names) // outside the lock: it may hang, on a dead network file system
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.refresh(at, err); err != nil {
		return nil, nil, err
	}
	return h.now, h.now.join(path), nil
}

// refresh opens the tree again if another directory has one of the names. If this process may not read it any more, the
// open tree stays in use. Each problem is logged once.
func (h *Directory) refresh(at []os.FileInfo, err error) error {
	switch {
	case errors.Is(err, fs.ErrPermission), err == nil && slices.EqualFunc(at, h.identities, os.SameFile):
		h.trouble = ""
		return nil
	case err == nil:
		err = h.replace(at)
	}
	if err != nil && err.Error() != h.trouble {
		h.trouble = err.Error()
		h.log.Error("the served directory is not there any more: nobody can log in", logging.KeyPath, h.shown(), logging.KeyError, err)
	}
	return err
}

// shown is how the log calls what is served.
func (h *Directory) shown() string { return strings.Join(h.names, ", ") }

func (h *Directory) replace(at []os.FileInfo) error {
	tree, err := h.reopen()
	if err != nil {
		return err
	}
	h.now.retire()
	h.now, h.identities, h.trouble = newServedTree(tree), at, ""
	h.now.share = h.share
	h.log.Warn("the served directory is another one now: new sessions get it, older ones keep theirs", logging.KeyPath, h.shown())
	return nil
}

// Close closes the tree; sessions have ended.
func (h *Directory) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now.retire()
}
