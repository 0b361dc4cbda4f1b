package copying

import (
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/portolan-ftp/portolan/commands/quoted"
	"github.com/portolan-ftp/portolan/storage"
)

// parts are what the parts of a file are named.
func parts(names ...storage.Path) []storage.Path { return names }

// TestJoin: parts follow one another at the end of a file, which is new or was there; whatever is wrong is found before
// the target is touched.
func TestJoin(t *testing.T) {
	for name, c := range map[string]struct {
		target storage.Path
		parts  []storage.Path
		class  storage.Class
		about  bool // the target
		more   tree // nil when it does not begin
	}{
		"a new file":           {"/sum", parts("/tide", "/log/1"), 0, false, tree{"sum": "highone"}},
		"one that was there":   {"/other", parts("/tide"), 0, false, tree{"other": "herehigh"}},
		"a part twice":         {"/sum", parts("/tide", "/tide"), storage.Exist, false, nil},
		"a part by a link":     {"/sum", parts("/log/1", "/log/deep/up"), storage.Exist, false, nil},
		"the target as a part": {"/tide", parts("/other", "/tide"), storage.Exist, false, nil},
		"a part that is none":  {"/sum", parts("/tide", "/none"), storage.NotExist, false, nil},
		"a directory as part":  {"/sum", parts("/log"), storage.IsDirectory, false, nil},
		"onto a directory":     {"/log", parts("/tide"), storage.IsDirectory, true, nil},
		"no place":             {"/none/sum", parts("/tide"), storage.NotExist, true, nil},
	} {
		t.Run(name, func(t *testing.T) {
			files, dir := harbour.made(t)
			joining, err := BeginJoin(t.Context(), files, quoted.Combination{Target: c.target, Parts: c.parts}, storage.Umask{})
			if (err == nil) != (c.more != nil) || err != nil && storage.ClassOf(err) != c.class {
				t.Fatalf("%v, of class %v", err, storage.ClassOf(err))
			}
			if _, about := err.(targetError); about != c.about {
				t.Errorf("about the target: %v", about)
			}
			if err == nil {
				if err := run(t.Context(), joining); err != nil {
					t.Error(err)
				}
			}
			if got, want := found(t, dir), harbour.with(c.more); !maps.Equal(got, want) {
				t.Errorf("got  %q\nwant %q", got, want)
			}
		})
	}
}

// TestJoinThatFails: a part that has gone meanwhile leaves the target as it was, with the time of its last change.
func TestJoinThatFails(t *testing.T) {
	files, dir := harbour.made(t)
	joining, err := BeginJoin(t.Context(), files, quoted.Combination{Target: "/other", Parts: parts("/tide", "/log/1")}, storage.Umask{})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "log", "1")); err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), joining); storage.ClassOf(err) != storage.NotExist {
		t.Errorf("%v", err)
	}
	want := maps.Clone(harbour)
	delete(want, "log/1")
	if got := found(t, dir); !maps.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if info, err := os.Stat(filepath.Join(dir, "other")); err != nil || !info.ModTime().Equal(old) {
		t.Errorf("changed at %v, %v", info.ModTime(), err)
	}
}
