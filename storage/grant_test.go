package storage_test

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"reflect"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/spf13/afero"

	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/aferofs"
	"github.com/portolan-ftp/portolan/storage/iofs"
	"github.com/portolan-ftp/portolan/storage/quota"
)

type hold = storage.Grant

// listing is a wrapper as generated code has them, for a Lister.
type listing struct{ *hold }

func (l listing) Stat(ctx context.Context, p storage.Path) (storage.Info, error) {
	return storage.Granted(l.hold).Stat(ctx, p)
}

func (l listing) Lstat(ctx context.Context, p storage.Path) (storage.Info, error) {
	return storage.Granted(l.hold).Lstat(ctx, p)
}

func (l listing) List(ctx context.Context, p storage.Path) iter.Seq2[storage.Info, error] {
	return storage.Granted(l.hold).List(ctx, p)
}

// unwrapping is a driver around another.
type unwrapping struct{ storage.FS }

func (u unwrapping) Unwrap() storage.FS { return u.FS }

// TestGrant: a wrapper gives its methods, what package storage finds through it, and nothing else.
func TestGrant(t *testing.T) {
	ctx := t.Context()
	local, err := storage.OpenLocal(t.TempDir(), storage.LocalOptions{})
	must(t, err)
	must(t, local.Mkdir(ctx, "/d", storage.DirOptions{}))
	opened := storage.NewOpened(unwrapping{local})
	var files any = listing{opened.Grant()}
	switch files.(type) {
	case storage.FS, storage.Deleter, storage.Reader, storage.DirRemover, storage.Wrapper, storage.Permitter, interface{ Close() error }:
		t.Errorf("%T has more than a Lister", files)
	}
	if got, want := methods(reflect.TypeOf(files)), methods(reflect.TypeFor[storage.Lister]()); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if _, err := storage.Enter(ctx, files.(storage.Statter), "/nowhere"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nobody was asked whether a directory can be entered: %v", err)
	}
	err = storage.Walk(ctx, files.(storage.Lister), "/", storage.Visitor[storage.Place]{Enter: func(at storage.Place, _ storage.Info) error {
		if _, ok := at.(interface{ Remove() error }); ok {
			t.Errorf("%T can be removed by whoever may list", at)
		}
		return nil
	}})
	must(t, err)
	must(t, opened.Close())
}

// TestNothingOpened: no files, whatever kind of none.
func TestNothingOpened(t *testing.T) {
	for _, none := range []storage.FS{nil, (*storage.Local)(nil)} {
		if o := storage.NewOpened(none); o != nil || o.Grant() != nil {
			t.Errorf("%T is taken for files", none)
		}
	}
}

// TestGrantCostsNothing: what a command is given needs no memory of its own.
func TestGrantCostsNothing(t *testing.T) {
	opened := storage.NewOpened(iofs.New(fstest.MapFS{}))
	var given storage.Lister
	if n := testing.AllocsPerRun(100, func() { given = listing{opened.Grant()} }); n != 0 || given == nil {
		t.Errorf("%v allocations", n)
	}
}

// TestFilesAreNothingElse: what the drivers open has the methods of its interface, so nothing more is to be had by a
// type assertion.
func TestFilesAreNothingElse(t *testing.T) {
	local, err := storage.OpenLocal(t.TempDir(), storage.LocalOptions{})
	must(t, err)
	defer local.Close()
	ledger := quota.NewLedger(local)
	defer ledger.Close()
	for name, files := range map[string]storage.FS{
		"local": local, "afero": aferofs.New(afero.NewMemMapFs()),
		"quota": ledger.Limit(local, quota.Limits{Bytes: 1 << 20}),
	} {
		for _, mode := range []storage.Mode{storage.Replace, storage.Append, storage.Unique} {
			up, err := files.Create(t.Context(), "/f", storage.CreateOptions{Mode: mode})
			must(t, err)
			same(t, name, up, reflect.TypeFor[storage.Upload]())
			must(t, up.Commit())
		}
		f, err := files.Open(t.Context(), "/f")
		must(t, err)
		same(t, name, f, reflect.TypeFor[storage.File]())
		must(t, f.Close())
	}
	f, err := iofs.New(fstest.MapFS{"f": {}}).Open(t.Context(), "/f")
	must(t, err)
	same(t, "iofs", f, reflect.TypeFor[storage.File]())
	must(t, f.Close())
}

func same(t *testing.T, driver string, v any, want reflect.Type) {
	t.Helper()
	if got := methods(reflect.TypeOf(v)); !slices.Equal(got, methods(want)) {
		t.Errorf("%s: %T has %v, want %v", driver, v, got, methods(want))
	}
}

// methods are the names of a type's exported methods.
func methods(t reflect.Type) []string {
	var names []string
	for m := range t.Methods() {
		if m.IsExported() {
			names = append(names, m.Name)
		}
	}
	return names
}
