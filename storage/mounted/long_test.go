package mounted_test

import (
	"errors"
	"testing"

	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/mounted"
	"github.com/portolan-ftp/portolan/storage/storagetest"
)

// TestLongRenames: what a part renames by work is that in the tree; what goes to another part is not.
func TestLongRenames(t *testing.T) {
	base, _ := local(t)
	store, _ := local(t)
	tree := mounted.New(base, map[storage.Path]storage.FS{"/m": storagetest.Copier{FS: store}})
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
