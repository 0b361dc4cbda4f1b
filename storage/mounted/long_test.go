package mounted_test

import (
	"context"
	"errors"
	"testing"

	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/mounted"
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

// TestLongRenames: what a part renames by work is that in the tree; what goes to another part is not.
func TestLongRenames(t *testing.T) {
	base, _ := local(t)
	store, _ := local(t)
	tree := mounted.New(base, map[storage.Path]storage.FS{"/m": copier{store}})
	for _, p := range []storage.Path{"/d", "/m/d"} {
		if err := tree.Mkdir(t.Context(), p, storage.DirOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	if r, err := storage.BeginRename(t.Context(), tree, "/d", "/e", false); r != nil || err != nil {
		t.Errorf("in the base: %v, %v; want nothing", r, err)
	}
	if _, err := storage.BeginRename(t.Context(), tree, "/m/d", "/e", false); !errors.Is(err, storage.ErrOtherDevice) {
		t.Errorf("to another part: %v", err)
	}
	r, err := storage.BeginRename(t.Context(), tree, "/m/d", "/m/e", false)
	if err != nil || r == nil {
		t.Fatalf("in the part: %v, %v", r, err)
	}
	if err := r.Run(t.Context(), func(int64) {}); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Stat(t.Context(), "/e"); err != nil {
		t.Error(err)
	}
}
