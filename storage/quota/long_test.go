package quota_test

import (
	"context"
	"testing"

	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/quota"
)

// copier renames everything by work.
type copier struct{ storage.FS }

func (c copier) BeginRename(_ context.Context, from, to storage.Path, _ bool) (storage.Renaming, error) {
	return work{c, from, to}, nil
}

type work struct {
	files    storage.FS
	from, to storage.Path
}

func (w work) Size() int64 { return -1 }

func (w work) Run(ctx context.Context, _ func(int64)) error { return w.files.Rename(ctx, w.from, w.to) }

// TestLongRenameGivesBack: a rename by work over another file gives back what that took.
func TestLongRenameGivesBack(t *testing.T) {
	h := newHome(t, storage.LocalOptions{})
	files := h.ledger.Limit(copier{h.local}, quota.Limits{Bytes: 100, Files: 10})
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
