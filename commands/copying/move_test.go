package copying

import (
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/portolan-ftp/portolan/storage"
)

// TestMove: what is moved to another file system keeps its permissions and times, and then the old is removed, but for
// what was changed meanwhile.
func TestMove(t *testing.T) {
	for name, c := range map[string]struct {
		from, to storage.Path
		change   string // a file that is changed between the copy and the removal
		all      bool
		gone     []string
		more     tree
	}{
		"a file":        {"/tide", "/ebb", "", true, []string{"tide"}, tree{"ebb": "high"}},
		"a changed one": {"/tide", "/ebb", "tide", false, nil, tree{"ebb": "high", "tide": "changed"}},
		"a tree": {"/log", "/book", "", true, []string{"log/1", "log/deep/2", "log/deep/up", "log/gone", "log/empty/"},
			tree{"book/1": "one", "book/deep/2": "two", "book/deep/up": "->../1", "book/gone": "->nothing", "book/empty/": ""}},
		"a tree that grows": {"/log", "/book", "log/new", false, []string{"log/1", "log/deep/2", "log/deep/up", "log/gone", "log/empty/"},
			tree{"book/1": "one", "book/deep/2": "two", "book/deep/up": "->../1", "book/gone": "->nothing", "book/empty/": "", "log/new": "changed"}},
	} {
		t.Run(name, func(t *testing.T) {
			files, dir := harbour.made(t)
			moving, err := BeginMove(t.Context(), files, c.from, c.to, false)
			if err != nil {
				t.Fatal(err)
			}
			if err := run(t.Context(), moving); err != nil {
				t.Fatal(err)
			}
			if c.change != "" {
				if err := os.WriteFile(filepath.Join(dir, c.change), []byte("changed"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if all := moving.RemoveOld(t.Context()); all != c.all {
				t.Errorf("all is removed: %v", all)
			}
			want := harbour.with(c.more)
			for _, name := range c.gone {
				delete(want, name)
			}
			if got := found(t, dir); !maps.Equal(got, want) {
				t.Errorf("got  %q\nwant %q", got, want)
			}
			for _, name := range []string{"ebb", "book/1"} {
				if info, err := os.Stat(filepath.Join(dir, name)); err == nil && (info.Mode().Perm() != 0o640 || !info.ModTime().Equal(old)) {
					t.Errorf("%s: %v, %v", name, info.Mode(), info.ModTime())
				}
			}
		})
	}
}

// TestMoveRefuses: what is no file and no directory, what is not there, and a name that is taken.
func TestMoveRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		from, to storage.Path
		replace  bool
		class    storage.Class // Other when it begins
	}{
		"nothing":                   {"/none", "/ebb", true, storage.NotExist},
		"a link":                    {"/log/gone", "/ebb", true, storage.Unsupported},
		"a taken name":              {"/tide", "/other", false, storage.Exist},
		"a name that may be taken":  {"/tide", "/other", true, storage.Other},
		"a directory onto anything": {"/log", "/other", true, storage.Exist},
		"a directory into itself":   {"/log", "/log/deep/log", true, storage.Exist},
	} {
		files, dir := harbour.made(t)
		moving, err := BeginMove(t.Context(), files, c.from, c.to, c.replace)
		if storage.ClassOf(err) != c.class || (err == nil) != (c.class == storage.Other) {
			t.Errorf("%s: %v, of class %v", name, err, storage.ClassOf(err))
		}
		if err == nil {
			if err := run(t.Context(), moving); err != nil {
				t.Error(err)
			}
			continue
		}
		if got := found(t, dir); !maps.Equal(got, harbour) {
			t.Errorf("%s: got %q", name, got)
		}
	}
}
