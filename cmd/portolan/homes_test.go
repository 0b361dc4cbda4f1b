package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/storage"
)

// openHomes serves a new directory with the homes a and b.
func openHomes(t *testing.T) *homes {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"a", "b"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(dir, name, "name"), name)
	}
	local, err := storage.OpenLocal(dir, storage.LocalOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { local.Close() })
	return newHomes(local)
}

func (h *homes) mustFor(t *testing.T, home string) storage.FS {
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
	if a1.(*session).Local != a2.(*session).Local {
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
	if err := h.served.Mkdir(context.Background(), "/c", storage.DirOptions{}); err != nil {
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
	if len(h.open) != 0 {
		t.Errorf("%d homes are open", len(h.open))
	}
}
