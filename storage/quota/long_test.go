package quota_test

import (
	"context"
	"testing"

	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/quota"
	"github.com/portolan-ftp/portolan/storage/storagetest"
)

// TestLongRenameGivesBack: a rename by work over another file gives back what that took.
func TestLongRenameGivesBack(t *testing.T) {
	h := newHome(t, storage.LocalOptions{})
	files := h.ledger.Limit(storagetest.Copier{FS: h.local}, quota.Limits{Bytes: 100, Files: 10})
	for p, content := range map[storage.Path]string{"/a": "four", "/b": "longer"} {
		u, err := files.Create(t.Context(), p, storage.CreateOptions{})
		if err == nil {
			_, err = u.Write([]byte(content))
		}
		if err == nil {
			err = u.Commit()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	r, err := storage.BeginRename(t.Context(), files, "/a", "/b", true)
	if err != nil || r == nil {
		t.Fatalf("%v, %v", r, err)
	}
	if err := r.Run(t.Context(), func(int64) {}); err != nil {
		t.Fatal(err)
	}
	if got := h.holds(t, files); got.Bytes != 4 || got.Files != 1 {
		t.Errorf("after it: %+v", got)
	}
}

// waits is a rename that copies until it is told to end.
type waits struct {
	storage.FS
	begun, end chan struct{}
}

func (w waits) BeginRename(context.Context, storage.Path, storage.Path, bool) (storage.Renaming, error) {
	return w, nil
}

func (w waits) Size() int64 { return -1 }

func (w waits) Run(context.Context, func(int64)) error {
	close(w.begun)
	<-w.end
	return nil
}

// TestLongRenameHoldsNobody: while one session renames, others store.
func TestLongRenameHoldsNobody(t *testing.T) {
	h := newHome(t, storage.LocalOptions{})
	w := waits{h.local, make(chan struct{}), make(chan struct{})}
	files := h.ledger.Limit(w, quota.Limits{Bytes: 100})
	must(t, put(t, files, "/a", storage.CreateOptions{}, "four"))
	r, err := storage.BeginRename(t.Context(), files, "/a", "/c", true)
	must(t, err)
	done := make(chan error)
	go func() { done <- r.Run(t.Context(), func(int64) {}) }()
	<-w.begun
	must(t, put(t, files, "/b", storage.CreateOptions{}, "others"))
	close(w.end)
	must(t, <-done)
	h.holds(t, files)
}

// TestLongRenameHoldsNames: what one session renames by work, and what it replaces, no other session changes meanwhile,
// and so nothing is given back twice.
func TestLongRenameHoldsNames(t *testing.T) {
	h := newHome(t, storage.LocalOptions{})
	w := waits{h.local, make(chan struct{}), make(chan struct{})}
	files := h.ledger.Limit(w, quota.Limits{Bytes: 100})
	others := h.ledger.Limit(storagetest.Copier{FS: h.local}, quota.Limits{Bytes: 100})
	must(t, files.Mkdir(t.Context(), "/d", storage.DirOptions{}))
	for _, p := range []storage.Path{"/d/f", "/to", "/b"} {
		must(t, put(t, files, p, storage.CreateOptions{}, "four"))
	}
	r, err := storage.BeginRename(t.Context(), files, "/d", "/to", true)
	must(t, err)
	second, err := storage.BeginRename(t.Context(), others, "/b", "/to", true)
	must(t, err)
	done := make(chan error)
	go func() { done <- r.Run(t.Context(), func(int64) {}) }()
	<-w.begun
	for what, err := range map[string]error{
		"a rename to it":      others.Rename(t.Context(), "/b", "/to"),
		"a long rename to it": second.Run(t.Context(), func(int64) {}),
		"an upload to it":     put(t, others, "/to", storage.CreateOptions{}, "more"),
		"an upload into it":   put(t, others, "/d/g", storage.CreateOptions{}, "more"),
		"DELE of a part":      others.Remove(t.Context(), "/d/f"),
	} {
		if storage.ClassOf(err) != storage.Busy {
			t.Errorf("%s: %v", what, err)
		}
	}
	close(w.end)
	must(t, <-done)
	must(t, others.Rename(t.Context(), "/b", "/to"))
	if got := h.holds(t, others); got.Bytes != 8 || got.Files != 3 {
		t.Errorf("after all: %+v", got)
	}
}
