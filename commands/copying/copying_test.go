package copying

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/commands/quoted"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// old is when the files of these tests were changed.
var old = time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)

// tree is a directory of files: their names with their contents. A name that ends in a slash is a directory; a content
// that begins with "->" is a link.
type tree map[string]string

// made is the tree on a disk.
func (files tree) made(t *testing.T) (*storage.Local, string) {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, name)
		err := os.MkdirAll(filepath.Dir(path), 0o755)
		switch to, isLink := cutLink(content); {
		case err != nil:
		case isLink:
			err = os.Symlink(to, path)
		case name[len(name)-1] == '/':
			err = os.MkdirAll(path, 0o755)
		default:
			err = errors.Join(os.WriteFile(path, []byte(content), 0o640), os.Chtimes(path, old, old))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	local, err := storage.OpenLocal(dir, storage.LocalOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { local.Close() })
	return local, dir
}

func cutLink(content string) (to string, isLink bool) {
	if len(content) > 2 && content[:2] == "->" {
		return content[2:], true
	}
	return "", false
}

// found is what is in a directory, as tree has it. Directories are told alone where they are empty.
func found(t *testing.T, dir string) tree {
	t.Helper()
	all := tree{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel(dir, path)
		switch {
		case err != nil:
			return err
		case d.IsDir():
			inside, err := os.ReadDir(path)
			if len(inside) == 0 {
				all[name+"/"] = ""
			}
			return err
		case d.Type() == fs.ModeSymlink:
			to, err := os.Readlink(path)
			all[name] = "->" + to
			return err
		}
		content, err := os.ReadFile(path)
		all[name] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// with is a tree and more.
func (files tree) with(more tree) tree {
	all := maps.Clone(files)
	maps.Copy(all, more)
	return all
}

// run runs what has begun, to its end.
func run(ctx context.Context, w Work) error {
	p := new(fsm.Progress)
	p.Begin(ctx)
	return w.Run(ctx, p)
}

// harbour is what these tests copy from.
var harbour = tree{
	"tide": "high", "log/1": "one", "log/deep/2": "two", "log/deep/up": "->../1", "log/gone": "->nothing", "log/empty/": "", "other": "here",
}

// TestCopies: a file and a tree, which appear as wholes; what cannot be copied leaves everything as it was.
func TestCopies(t *testing.T) {
	for name, c := range map[string]struct {
		from, to storage.Path
		class    storage.Class
		about    bool // the target
		more     tree // than before; nil when it fails
	}{
		"a file":                {"/tide", "/ebb", 0, false, tree{"ebb": "high"}},
		"over another":          {"/tide", "/other", 0, false, tree{"other": "high"}},
		"a tree":                {"/log", "/book", 0, false, tree{"book/1": "one", "book/deep/2": "two", "book/deep/up": "->../1", "book/gone": "->nothing", "book/empty/": ""}},
		"nothing":               {"/none", "/ebb", storage.NotExist, false, nil},
		"a file onto itself":    {"/tide", "/tide", storage.Exist, false, nil},
		"a link onto its file":  {"/log/deep/up", "/log/1", storage.Exist, false, nil},
		"a tree into itself":    {"/log", "/log/deep/copy", storage.Exist, false, nil},
		"a tree onto something": {"/log", "/other", storage.Exist, false, nil},
		"no place":              {"/tide", "/none/ebb", storage.NotExist, true, nil},
		"onto a directory":      {"/tide", "/log", storage.IsDirectory, true, nil},
	} {
		t.Run(name, func(t *testing.T) {
			files, dir := harbour.made(t)
			work, err := begin(t.Context(), files, c.from, c.to)
			if err == nil {
				err = run(t.Context(), work)
			}
			if (err == nil) != (c.more != nil) || err != nil && storage.ClassOf(err) != c.class {
				t.Errorf("%v, of class %v", err, storage.ClassOf(err))
			}
			if _, about := errors.AsType[targetError](err); about != c.about {
				t.Errorf("about the target: %v", about)
			}
			if got, want := found(t, dir), harbour.with(c.more); !maps.Equal(got, want) {
				t.Errorf("got  %q\nwant %q", got, want)
			}
		})
	}
}

// TestIntoItselfByALink: a copy that lies in what is copied, which no name shows, is not copied again.
func TestIntoItselfByALink(t *testing.T) {
	before := tree{"log/1": "one", "log/deep/2": "two", "alias": "->log"}
	files, dir := before.made(t)
	work, err := begin(t.Context(), files, "/log", "/alias/copy")
	if err == nil {
		err = run(t.Context(), work)
	}
	if err != nil {
		t.Fatal(err)
	}
	if got, want := found(t, dir), before.with(tree{"log/copy/1": "one", "log/copy/deep/2": "two"}); !maps.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// begin is Begin with the right to copy trees.
func begin(ctx context.Context, files storage.Trees, from, to storage.Path) (Work, error) {
	if info, err := files.Stat(ctx, from); err == nil && info.IsDir() {
		return beginTree(ctx, files, from, to, storage.Umask{})
	}
	w, _, err := Begin(ctx, files, fsm.Granted[storage.Trees]{}, from, to, storage.Umask{})
	return w, err
}

// TestTreesAreGranted: who may not list copies files alone.
func TestTreesAreGranted(t *testing.T) {
	files, dir := harbour.made(t)
	_, isTree, err := Begin(t.Context(), files, fsm.Granted[storage.Trees]{}, "/log", "/book", storage.Umask{})
	if !isTree || storage.ClassOf(err) != storage.Permission {
		t.Errorf("a tree: %v, %v", isTree, err)
	}
	if got := found(t, dir); !maps.Equal(got, harbour) {
		t.Errorf("got %q", got)
	}
}

// TestNotBegun: whether a fault is about the target or about what is copied decides how it is answered.
func TestNotBegun(t *testing.T) {
	reply := func(text string) func() string { return func() string { return text } }
	answer := func(err error) string {
		return NotBegun(err, reply("no place"), reply("directory"), reply("bad target"), func(error) string { return "failed" })
	}
	of := func(c storage.Class) error {
		return &storage.Error{Op: "open", Path: "/a", Class: c, Err: fs.ErrInvalid}
	}
	for class, want := range map[storage.Class]string{
		storage.NotExist: "no place", storage.NotDirectory: "no place", storage.IsDirectory: "directory", storage.Exist: "bad target",
		storage.InvalidName: "bad target", storage.Unsupported: "bad target", storage.NoSpace: "failed", storage.Permission: "failed",
	} {
		if got := answer(targetError{of(class)}); got != want {
			t.Errorf("%v of the target: %s, want %s", class, got, want)
		}
		if got := answer(of(class)); got != "failed" {
			t.Errorf("%v of the source: %s", class, got)
		}
	}
}

// TestTreeThatFails: what was made is removed again, and what others have put beside it stays.
func TestTreeThatFails(t *testing.T) {
	files, dir := harbour.with(tree{"log/pipe": "->/outside"}).made(t)
	work, err := begin(t.Context(), files, "/log", "/book")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "book", "theirs"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), work); storage.ClassOf(err) != storage.Unsupported {
		t.Errorf("a link that leads out: %v", err)
	}
	want := harbour.with(tree{"log/pipe": "->/outside", "book/theirs": "x"})
	if got := found(t, dir); !maps.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestAbort: a copy, a joining and a move that are aborted leave everything as it was.
func TestAbort(t *testing.T) {
	for name, c := range map[string]func(context.Context, storage.Trees) (Work, error){
		"a file": func(ctx context.Context, f storage.Trees) (Work, error) { return begin(ctx, f, "/tide", "/ebb") },
		"a tree": func(ctx context.Context, f storage.Trees) (Work, error) { return begin(ctx, f, "/log", "/book") },
		"a move": func(ctx context.Context, f storage.Trees) (Work, error) {
			return BeginMove(ctx, f, "/log", "/book", false)
		},
		"parts": func(ctx context.Context, f storage.Trees) (Work, error) {
			return BeginJoin(ctx, f, quoted.Combination{Target: "/other", Parts: []storage.Path{"/tide"}}, storage.Umask{})
		},
	} {
		files, dir := harbour.made(t)
		ctx, abort := context.WithCancel(t.Context())
		work, err := c(ctx, files)
		if err != nil {
			t.Fatal(err)
		}
		abort()
		if err := run(ctx, work); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
		if got := found(t, dir); !maps.Equal(got, harbour) {
			t.Errorf("%s: got %q", name, got)
		}
	}
}
