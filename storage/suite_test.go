package storage_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/portolan-ftp/portolan/spec/testcost"
	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/storagetest"
)

// openLocal serves dir for the length of a test.
func openLocal(t *testing.T, dir string, o storage.LocalOptions) *storage.Local {
	t.Helper()
	l, err := storage.OpenLocal(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// uploadKind is a way in which Local stores.
type uploadKind struct {
	name string
	opts storage.LocalOptions
}

// rare leaves a test of seconds to CI, except for the default way: the others find names by the same code.
func (k uploadKind) rare(t *testing.T) {
	t.Helper()
	if k.name != uploadKinds[0].name {
		testcost.Long(t)
	}
}

// uploadKinds are all of them, the default first.
var uploadKinds = []uploadKind{
	{"safe", storage.LocalOptions{}},
	{"strict", storage.LocalOptions{Uploads: storage.Strict, Sync: storage.SyncNever}},
	{"in place", storage.LocalOptions{Uploads: storage.InPlace}},
}

func TestLocalConforms(t *testing.T) {
	for _, k := range uploadKinds {
		t.Run(k.name, func(t *testing.T) {
			storagetest.Suite(t, func(t *testing.T) storage.FS {
				return openLocal(t, t.TempDir(), k.opts)
			})
		})
	}
}

func TestSubConforms(t *testing.T) {
	storagetest.Suite(t, func(t *testing.T) storage.FS {
		sub, err := openLocal(t, t.TempDir(), storage.LocalOptions{CreateHomes: true}).Sub("/homes/alice")
		if err != nil {
			t.Fatal(err)
		}
		return sub
	})
}

func TestReadOnlyConforms(t *testing.T) {
	storagetest.SuiteReadOnly(t, func(t *testing.T, tree storagetest.Tree) storage.FS {
		dir := t.TempDir()
		for p, content := range tree {
			name := filepath.Join(dir, filepath.FromSlash(string(p)))
			if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, []byte(content), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		return openLocal(t, dir, storage.LocalOptions{ReadOnly: true})
	})
}
