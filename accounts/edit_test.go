package accounts

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/portolan-ftp/portolan/accounts/regular"
)

// directory lists what stands in a directory, to find what an edit left.
func directory(t *testing.T, path string) []string {
	t.Helper()
	entries, err := os.ReadDir(path)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

func wantNames(t *testing.T, dir, want string) {
	t.Helper()
	if got := fmt.Sprint(directory(t, dir)); got != want {
		t.Errorf("directory holds %s, want %s", got, want)
	}
}

func addLocked(name string) func(*Users) error {
	return func(u *Users) error {
		return u.Add(Record{Entry{Account: Account{Name: name, Permissions: ReadOnly}}, "!"})
	}
}

func TestEditFileMakesFile(t *testing.T) {
	path := usersPath(t)
	if err := EditFile(t.Context(), path, addLocked("alice")); err != nil {
		t.Fatal(err)
	}
	if got, want := read(t, path), "# name:hash:permissions:home\nalice:!:read-only:\n"; got != want {
		t.Errorf("file %q, want %q", got, want)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode(); got != 0o600 {
		t.Errorf("mode %v, want 0600", got)
	}
	wantNames(t, filepath.Dir(path), "[users]")
}

func TestEditFileReplaces(t *testing.T) {
	path := usersPath(t)
	write(t, path, "# mine\nalice:!:read:")
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	// Whoever has the old file open goes on seeing it whole.
	old, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	if err := EditFile(t.Context(), path, addLocked("bob")); err != nil {
		t.Fatal(err)
	}
	if got, want := read(t, path), "# mine\nalice:!:read:\nbob:!:read-only:\n"; got != want {
		t.Errorf("file %q, want %q", got, want)
	}
	seen := make([]byte, 100)
	if n, _ := old.Read(seen); string(seen[:n]) != "# mine\nalice:!:read:" {
		t.Errorf("the old file reads %q", seen[:n])
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode(); got != 0o600 {
		t.Errorf("mode %v, want 0600", got)
	}
	wantNames(t, filepath.Dir(path), "[users]")
}

func TestEditFileFollowsLink(t *testing.T) {
	path := usersPath(t)
	target := filepath.Join(t.TempDir(), "real")
	write(t, target, "")
	if err := os.Symlink(target, path); err != nil {
		t.Fatal(err)
	}
	if err := EditFile(t.Context(), path, addLocked("alice")); err != nil {
		t.Fatal(err)
	}
	if to, err := os.Readlink(path); to != target || err != nil {
		t.Errorf("link to %q, %v, want %q", to, err, target)
	}
	if got, want := read(t, target), "alice:!:read-only:\n"; got != want {
		t.Errorf("file %q, want %q", got, want)
	}
}

func TestEditFileFails(t *testing.T) {
	refused := errors.New("refused")
	tests := []struct {
		name, content string
		mode          fs.FileMode
		edit          func(*Users) error
		want          string // PATH stands for the file
	}{
		{"edit refuses", "alice:!:read:\n", 0o600, func(u *Users) error {
			return errors.Join(u.Remove("alice"), refused)
		}, "refused"},
		{"broken", "alice\n", 0o600, addLocked("bob"), "PATH:1: line has 1 of the 4 fields name:hash:permissions:home"},
		{"group can write", "", 0o620, addLocked("bob"), "users file PATH: mode 0620 lets others write it: run chmod 600"},
		{"all can write", "", 0o606, addLocked("bob"), "users file PATH: mode 0606 lets others write it: run chmod 600"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			t.Chdir(dir)
			write(t, "PATH", test.content)
			if err := os.Chmod("PATH", test.mode); err != nil {
				t.Fatal(err)
			}
			wantError(t, EditFile(t.Context(), "PATH", test.edit), test.want)
			if got := read(t, "PATH"); got != test.content {
				t.Errorf("file became %q", got)
			}
			wantNames(t, dir, "[PATH]")
		})
	}
}

func TestEditFileLeavesNothing(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := EditFile(t.Context(), "PATH", func(*Users) error { return nil }); err != nil {
		t.Fatal(err)
	}
	wantError(t, EditFile(t.Context(), "PATH", func(u *Users) error { return u.SetHash("alice", "!") }),
		`set password of user "alice": no such user`)
	wantNames(t, ".", "[]")
	wantError(t, EditFile(t.Context(), "none/PATH", addLocked("alice")),
		"users file: open none/PATH.new: no such file or directory")
}

func TestEditFileUnchanged(t *testing.T) {
	path := usersPath(t)
	write(t, path, "alice:!:read:\n")
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := EditFile(t.Context(), path, func(u *Users) error { return u.SetHash("alice", "!") }); err != nil {
		t.Fatal(err)
	}
	after, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if !regular.Same(before, after) {
		t.Error("the file was replaced by its own content")
	}
	wantNames(t, filepath.Dir(path), "[users]")
}

func TestEditsAtOnce(t *testing.T) {
	const editors = 8
	path := usersPath(t)
	var all sync.WaitGroup
	for i := range editors {
		all.Go(func() {
			if err := EditFile(t.Context(), path, addLocked(fmt.Sprintf("user%d", i))); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	users, err := LoadUsers(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(users.List()); got != editors {
		t.Errorf("%d users after %d edits: %q", got, editors, read(t, path))
	}
}

func TestEditFileWaits(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "PATH.new", "half an edit")
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		wantError(t, EditFile(t.Context(), "PATH", addLocked("alice")),
			"users file PATH: another edit is under way, or was killed: if none runs, remove PATH.new")
		if waited := time.Since(start); waited != lockWait {
			t.Errorf("waited %v, want %v", waited, lockWait)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second+time.Millisecond)
		defer cancel()
		wantError(t, EditFile(ctx, "PATH", addLocked("alice")),
			"users file PATH: wait for another edit: context deadline exceeded")
	})
	if got := read(t, "PATH.new"); got != "half an edit" {
		t.Errorf("the other edit's file became %q", got)
	}
	wantNames(t, ".", "[PATH.new]")
	synctest.Test(t, func(t *testing.T) {
		time.AfterFunc(time.Second, func() { os.Remove("PATH.new") })
		if err := EditFile(t.Context(), "PATH", addLocked("alice")); err != nil {
			t.Error(err)
		}
	})
	wantNames(t, ".", "[PATH]")
}

func TestLoadUsersRefuses(t *testing.T) {
	t.Chdir(t.TempDir())
	_, err := LoadUsers("PATH")
	wantError(t, err, "users file: open PATH: no such file or directory")
	_, err = LoadUsers(".")
	wantError(t, err, "users file: read .: not a regular file")
	write(t, "PATH", "")
	if err := os.Truncate("PATH", maxUsersFile+1); err != nil {
		t.Fatal(err)
	}
	_, err = LoadUsers("PATH")
	wantError(t, err, "users file: read PATH: more than 16777216 bytes")
}
