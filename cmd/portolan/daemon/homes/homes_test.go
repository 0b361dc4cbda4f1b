package homes

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/cmd/portolan/logging"
	"github.com/portolan-ftp/portolan/storage"
)

// openHomes serves a new directory with the homes a and b.
func openHomes(t *testing.T) *Directory {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"a", "b"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name, "name"), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	local, err := storage.OpenLocal(dir, storage.LocalOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { local.Close() })
	return Of(Disk(local))
}

func (h *Directory) mustFor(t *testing.T, home string) storage.FS {
	t.Helper()
	fs, err := h.For(context.Background(), &accounts.Account{Home: home})
	if err != nil {
		t.Fatal(err)
	}
	return fs
}

// nameIn reads the file that tells which home this is.
func nameIn(fs storage.FS) (string, error) {
	file, err := fs.Open(context.Background(), "/name")
	if err != nil {
		return "", err
	}
	defer file.Close()
	var content strings.Builder
	_, err = file.WriteTo(&content)
	return content.String(), err
}

// TestHomesShared: one directory for all sessions of a home, however it is written, until the last ends.
func TestHomesShared(t *testing.T) {
	h := openHomes(t)
	a1, a2, b := h.mustFor(t, "a"), h.mustFor(t, "/a/"), h.mustFor(t, "b")
	if a1.(*session).FS != a2.(*session).FS {
		t.Error("two sessions of one home hold two directories")
	}
	for range 2 { // the second Close of a session must not be another's
		if err := a1.Close(); err != nil {
			t.Error(err)
		}
	}
	for fs, want := range map[storage.FS]string{a2: "a", b: "b"} {
		if got, err := nameIn(fs); got != want || err != nil {
			t.Errorf("home %s: %q, %v", want, got, err)
		}
	}
	if err := a2.Close(); err != nil {
		t.Error(err)
	}
	if got, err := nameIn(a2); err == nil {
		t.Errorf("after the last session the home is open: %q", got)
	}
	if got, err := nameIn(h.mustFor(t, "a")); got != "a" || err != nil {
		t.Errorf("opened again: %q, %v", got, err)
	}
}

// TestHomesServed: without a home it is the served directory, which no session closes.
func TestHomesServed(t *testing.T) {
	h := openHomes(t)
	for _, home := range []string{"", "/"} {
		fs := h.mustFor(t, home)
		if err := fs.Close(); err != nil {
			t.Error(err)
		}
		if _, err := fs.Stat(context.Background(), "/a/name"); err != nil {
			t.Error(err)
		}
	}
}

// TestHomesMissing: a failure is not remembered, and a home cannot climb.
func TestHomesMissing(t *testing.T) {
	h := openHomes(t)
	account := &accounts.Account{Home: "c"}
	if fs, err := h.For(context.Background(), account); err == nil || storage.ClassOf(err) != storage.NotExist {
		t.Errorf("%v, %v", fs, err)
	}
	if err := h.now.served.Mkdir(context.Background(), "/c", storage.DirOptions{}); err != nil {
		t.Fatal(err)
	}
	h.mustFor(t, "c")
	if got, err := nameIn(h.mustFor(t, "../../a")); got != "a" || err != nil {
		t.Errorf("a home above the served directory: %q, %v", got, err)
	}
	if _, err := h.For(context.Background(), &accounts.Account{Home: "a\nb"}); !errors.Is(err, storage.ErrInvalidName) {
		t.Errorf("line end in a home: %v", err)
	}
}

// TestHomesTogether opens and closes from many sessions at once; afterwards nothing is open.
func TestHomesTogether(t *testing.T) {
	h := openHomes(t)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			home := string("ab"[i%2])
			for range 50 {
				fs, err := h.For(context.Background(), &accounts.Account{Home: home})
				if err != nil {
					t.Error(err)
					return
				}
				if got, err := nameIn(fs); got != home || err != nil {
					t.Errorf("home %s: %q, %v", home, got, err)
				}
				if err := fs.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if len(h.now.open) != 0 {
		t.Errorf("%d homes are open", len(h.now.open))
	}
}

// TestHomesQuota: all sessions of a home share what a quota leaves, and the first of the next ones counts anew.
func TestHomesQuota(t *testing.T) {
	h := openHomes(t) // each home has one file of one byte
	open := func(name string, q accounts.Quota) storage.FS {
		fs, err := h.For(t.Context(), &accounts.Account{Name: name, Home: "a", Quota: q})
		if err != nil {
			t.Fatal(err)
		}
		return fs
	}
	store := func(fs storage.FS, p storage.Path, content string) error {
		up, err := fs.Create(t.Context(), p, storage.CreateOptions{})
		if err == nil {
			_, err = up.Write([]byte(content))
			err = cmp.Or(up.Commit(), err)
		}
		return err
	}
	five := accounts.Quota{Bytes: 5}
	mine, theirs, free := open("mine", five), open("theirs", five), open("free", accounts.Quota{})
	for _, step := range []struct {
		fs   storage.FS
		p    storage.Path
		want storage.Class
	}{{mine, "/x", storage.Other}, {theirs, "/y", storage.Other}, {mine, "/z", storage.Quota}, {free, "/free", storage.Other}, {theirs, "/z", storage.Quota}} {
		if err := store(step.fs, step.p, "22"); step.want == storage.Other && err != nil || step.want == storage.Quota && storage.ClassOf(err) != storage.Quota {
			t.Errorf("%s: %v, want class %v", step.p, err, step.want)
		}
	}
	for _, fs := range []storage.FS{mine, theirs, free} {
		if usage, err := fs.Usage(t.Context()); err != nil || usage.Bytes != 7 || usage.Files != 4 {
			t.Errorf("%+v is there, %v", usage, err)
		}
		if err := fs.Close(); err != nil {
			t.Error(err)
		}
	}
	again := open("free", accounts.Quota{})
	if usage, err := again.Usage(t.Context()); err != nil || usage.Limited() {
		t.Errorf("without a quota: %+v, %v", usage, err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}

// TestHomesUnreachable: a directory that cannot be reached lets nobody in, which is told once; one that may only not be
// looked at any more serves on.
func TestHomesUnreachable(t *testing.T) {
	var told strings.Builder
	h := openHomes(t)
	h.names, h.log = []string{"/srv"}, logging.New(&told, logging.Plain, slog.LevelInfo)
	for _, step := range []struct {
		what string
		err  error
		in   bool
	}{
		{"a mount that has gone", &os.PathError{Op: "stat", Path: "/srv", Err: syscall.ENOTCONN}, false},
		{"and stays so", &os.PathError{Op: "stat", Path: "/srv", Err: syscall.ENOTCONN}, false},
		{"no right to look", &os.PathError{Op: "stat", Path: "/srv", Err: syscall.EACCES}, true},
	} {
		if err := h.refresh(nil, step.err); (err == nil) != step.in {
			t.Errorf("%s: %v", step.what, err)
		}
	}
	if got := strings.Count(told.String(), "nobody can log in /srv"); got != 1 || strings.Count(told.String(), "\n") != 1 {
		t.Errorf("told: %s", told.String())
	}
}

// TestHomesMounted: a home is taken from what is mounted above it, and has what is mounted in it; what sessions close
// stays open for the others.
func TestHomesMounted(t *testing.T) {
	served := func(names ...string) Tree {
		dir := t.TempDir()
		for _, name := range names {
			path := filepath.Join(dir, filepath.FromSlash(name))
			if err := errors.Join(os.MkdirAll(path, 0o700), os.WriteFile(filepath.Join(path, "name"), []byte(name), 0o600)); err != nil {
				t.Fatal(err)
			}
		}
		local, err := storage.OpenLocal(dir, storage.LocalOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return Disk(local)
	}
	tree := Mounted(served("a", "b"), map[storage.Path]Tree{"/old": served("of-old", "c"), "/a/more": served("of-more")})
	h := Of(tree)
	for range 2 { // the second time everything is opened anew
		for home, reads := range map[string]map[storage.Path]string{
			"":           {"/old/c/name": "c", "/a/name": "a", "/a/more/of-more/name": "of-more"},
			"a":          {"/name": "a", "/more/of-more/name": "of-more"},
			"b":          {"/name": "b"},
			"old":        {"/c/name": "c"},
			"old/of-old": {"/name": "of-old"},
			"a/more":     {"/of-more/name": "of-more"},
		} {
			files := h.mustFor(t, home)
			for p, want := range reads {
				file, err := files.Open(t.Context(), p)
				if err != nil {
					t.Errorf("%q: %v", home, err)
					continue
				}
				var content strings.Builder
				if _, err := file.WriteTo(&content); err != nil || content.String() != want {
					t.Errorf("%q: %s has %q, %v", home, p, content.String(), err)
				}
				file.Close()
			}
			if err := files.Close(); err != nil {
				t.Errorf("%q: %v", home, err)
			}
		}
	}
	for _, none := range []string{"c", "old/a", "a/none"} {
		if _, err := h.For(t.Context(), &accounts.Account{Home: none}); storage.ClassOf(err) != storage.NotExist {
			t.Errorf("%s: %v", none, err)
		}
	}
	h.Close()
	if _, err := tree.Stat(t.Context(), "/old/c"); err == nil {
		t.Error("what is mounted is open after the end")
	}
}
