package mounted_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/afero"

	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/aferofs"
	"github.com/portolan-ftp/portolan/storage/mounted"
	"github.com/portolan-ftp/portolan/storage/storagetest"
)

// local serves a new directory.
func local(t *testing.T) (*storage.Local, string) {
	t.Helper()
	dir := t.TempDir()
	files, err := storage.OpenLocal(dir, storage.LocalOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return files, dir
}

// TestConforms: the base keeps the contract, and so does what is mounted, in a mount as well.
func TestConforms(t *testing.T) {
	t.Run("base", func(t *testing.T) {
		storagetest.Suite(t, func(t *testing.T) storage.FS {
			base, _ := local(t)
			return mounted.New(base, nil)
		})
	})
	for name, open := range map[string]func(t *testing.T) storage.FS{
		"local": func(t *testing.T) storage.FS { f, _ := local(t); return f },
		"afero": func(*testing.T) storage.FS { return aferofs.New(afero.NewMemMapFs()) },
	} {
		t.Run(name, func(t *testing.T) {
			storagetest.Suite(t, func(t *testing.T) storage.FS {
				base, _ := local(t)
				other, _ := local(t)
				if err := other.Mkdir(t.Context(), "/b", storage.DirOptions{}); err != nil {
					t.Fatal(err)
				}
				return at{mounted.New(base, map[storage.Path]storage.FS{"/a": other, "/a/b/c": open(t)}), "/a/b/c"}
			})
		})
	}
}

// at is the tree below a directory of another.
type at struct {
	storage.FS
	dir storage.Path
}

func (a at) out(p storage.Path) storage.Path {
	switch {
	case !p.Valid():
		return p
	case p == "/":
		return a.dir
	}
	return a.dir + p
}

func (a at) info(p storage.Path, i storage.Info, err error) (storage.Info, error) {
	if p == "/" && err == nil {
		if i.Name != a.dir.Base() {
			return i, errors.New("the mount point has the name " + i.Name)
		}
		i.Name = "/"
	}
	return i, err
}

func (a at) Stat(ctx context.Context, p storage.Path) (storage.Info, error) {
	i, err := a.FS.Stat(ctx, a.out(p))
	return a.info(p, i, err)
}

func (a at) Lstat(ctx context.Context, p storage.Path) (storage.Info, error) {
	i, err := a.FS.Lstat(ctx, a.out(p))
	return a.info(p, i, err)
}

func (a at) Open(ctx context.Context, p storage.Path) (storage.File, error) {
	return a.FS.Open(ctx, a.out(p))
}

func (a at) List(ctx context.Context, p storage.Path) iter.Seq2[storage.Info, error] {
	return a.FS.List(ctx, a.out(p))
}

func (a at) Create(ctx context.Context, p storage.Path, o storage.CreateOptions) (storage.Upload, error) {
	up, err := a.FS.Create(ctx, a.out(p), o)
	if err != nil {
		return nil, err
	}
	return in{up, a.dir}, nil
}

type in struct {
	storage.Upload
	dir storage.Path
}

func (u in) Path() storage.Path {
	return storage.Path(strings.TrimPrefix(string(u.Upload.Path()), string(u.dir)))
}

func (a at) Remove(ctx context.Context, p storage.Path) error { return a.FS.Remove(ctx, a.out(p)) }
func (a at) Rmdir(ctx context.Context, p storage.Path) error  { return a.FS.Rmdir(ctx, a.out(p)) }

func (a at) Mkdir(ctx context.Context, p storage.Path, o storage.DirOptions) error {
	return a.FS.Mkdir(ctx, a.out(p), o)
}

func (a at) Rename(ctx context.Context, from, to storage.Path) error {
	return a.FS.Rename(ctx, a.out(from), a.out(to))
}

func (a at) RenameNew(ctx context.Context, from, to storage.Path) error {
	return a.FS.RenameNew(ctx, a.out(from), a.out(to))
}

func (a at) Chtimes(ctx context.Context, p storage.Path, accessed, modified time.Time) error {
	return a.FS.Chtimes(ctx, a.out(p), accessed, modified)
}

func (a at) Chmod(ctx context.Context, p storage.Path, perm fs.FileMode) error {
	return a.FS.Chmod(ctx, a.out(p), perm)
}

func (a at) Chgrp(ctx context.Context, p storage.Path, group string) error {
	return a.FS.Chgrp(ctx, a.out(p), group)
}

func (a at) Symlink(ctx context.Context, target, link storage.Path) error {
	return a.FS.Symlink(ctx, a.out(target), a.out(link))
}

func (a at) Space(ctx context.Context, p storage.Path) (int64, error) {
	return a.FS.Space(ctx, a.out(p))
}

// tree is a disk with a hidden directory, and two mounts.
type tree struct {
	t                   *testing.T
	files               *mounted.FS
	disk, archive, deep string // directories
}

func newTree(t *testing.T) *tree {
	t.Helper()
	base, disk := local(t)
	old, archive := local(t)
	inner, deep := local(t)
	x := &tree{t, mounted.New(base, map[storage.Path]storage.FS{"/archive": old, "/d/deep": inner}), disk, archive, deep}
	t.Cleanup(func() {
		if err := x.files.Close(); err != nil {
			t.Error(err)
		}
	})
	for name, content := range map[string]string{
		disk + "/archive/hidden": "hidden", disk + "/d/e/f": "on the disk", disk + "/top": "top",
		archive + "/2025/a": "archived", deep + "/b": "deep",
	} {
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(content), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	return x
}

func (x *tree) names(dir storage.Path) string {
	x.t.Helper()
	var listed, named []string
	for i, err := range x.files.List(x.t.Context(), dir) {
		if err != nil {
			x.t.Fatal(err)
		}
		listed = append(listed, i.Name)
	}
	for name, err := range storage.Names(x.t.Context(), x.files, dir) {
		if err != nil {
			x.t.Fatal(err)
		}
		named = append(named, name)
	}
	if !slices.Equal(listed, named) {
		x.t.Errorf("%s lists %q, and names %q", dir, listed, named)
	}
	slices.Sort(listed)
	return strings.Join(listed, " ")
}

func (x *tree) read(p storage.Path) string {
	x.t.Helper()
	f, err := x.files.Open(x.t.Context(), p)
	if err != nil {
		x.t.Fatal(err)
	}
	defer f.Close()
	var content strings.Builder
	if _, err := f.WriteTo(&content); err != nil {
		x.t.Fatal(err)
	}
	return content.String()
}

func (x *tree) wants(what string, err error, class storage.Class, p storage.Path) {
	x.t.Helper()
	e, ok := err.(*storage.Error)
	if !ok || e.Class != class || e.Path != p {
		x.t.Errorf("%s: %v, want class %v at %s", what, err, class, p)
	}
}

// TestReads: what is mounted is listed and read where it is mounted, and hides what the base has there.
func TestReads(t *testing.T) {
	x := newTree(t)
	for dir, want := range map[storage.Path]string{"/": "archive d top", "/archive": "2025", "/d": "deep e", "/d/deep": "b", "/archive/2025": "a"} {
		if got := x.names(dir); got != want {
			t.Errorf("%s holds %q, want %q", dir, got, want)
		}
	}
	for p, want := range map[storage.Path]string{"/archive/2025/a": "archived", "/d/deep/b": "deep", "/d/e/f": "on the disk"} {
		if got := x.read(p); got != want {
			t.Errorf("%s: %q, want %q", p, got, want)
		}
	}
	_, err := x.files.Open(t.Context(), "/archive/hidden")
	x.wants("what is hidden", err, storage.NotExist, "/archive/hidden")
	if i, err := storage.Enter(t.Context(), x.files, "/d/deep"); err != nil || i.Name != "deep" || !i.IsDir() {
		t.Errorf("%+v, %v", i, err)
	}
}

// TestPointsStay: a mount point, and what holds one, is neither removed nor renamed, and nothing is lost in the
// attempt.
func TestPointsStay(t *testing.T) {
	x, ctx := newTree(t), t.Context()
	x.wants("RMD", x.files.Rmdir(ctx, "/archive"), storage.Permission, "/archive")
	x.wants("RMD above", x.files.Rmdir(ctx, "/d"), storage.Permission, "/d")
	x.wants("DELE", x.files.Remove(ctx, "/archive"), storage.Permission, "/archive")
	x.wants("MKD", x.files.Mkdir(ctx, "/archive", storage.DirOptions{}), storage.Exist, "/archive")
	x.wants("RNTO", x.files.Rename(ctx, "/archive", "/x"), storage.Permission, "/archive")
	x.wants("RNTO above", x.files.Rename(ctx, "/d", "/x"), storage.Permission, "/d")
	x.wants("RNTO of what is not there", x.files.Rename(ctx, "/none", "/archive/x"), storage.NotExist, "/none")
	x.wants("RNTO to it", x.files.RenameNew(ctx, "/top", "/d/deep"), storage.Exist, "/d/deep")
	remove := storage.Visitor[storage.Removable]{
		Enter: func(at storage.Removable, i storage.Info) error {
			if i.IsDir() {
				return nil
			}
			return at.Remove()
		},
		Leave: func(at storage.Removable) error { return at.Remove() },
	}
	x.wants("RMDA", storage.RemoveTree(ctx, x.files, "/archive", remove), storage.Permission, "/archive")
	x.wants("RMDA above", storage.RemoveTree(ctx, x.files, "/d", remove), storage.Permission, "/d")
	if got := x.names("/") + ", " + x.names("/d") + ", " + x.names("/archive/2025"); got != "archive d top, deep e, a" {
		t.Errorf("left: %s", got)
	}
	for dir, want := range map[storage.Path]string{"/archive/2025": "", "/d/e": ""} {
		if err := storage.RemoveTree(ctx, x.files, dir, remove); err != nil {
			t.Error(err)
		}
		if got := x.names(dir); got != want {
			t.Errorf("%s holds %q", dir, got)
		}
	}
}

// TestAcross: RNTO and SITE SYMLINK do not lead from one part to another.
func TestAcross(t *testing.T) {
	x, ctx := newTree(t), t.Context()
	for _, rename := range []func(context.Context, storage.Path, storage.Path) error{x.files.Rename, x.files.RenameNew} {
		for from, to := range map[storage.Path]storage.Path{"/top": "/archive/top", "/archive/2025": "/d/deep/2025", "/d/deep/b": "/b"} {
			if err := rename(ctx, from, to); !errors.Is(err, storage.ErrOtherDevice) {
				t.Errorf("%s to %s: %v", from, to, err)
			}
		}
	}
	if err := x.files.Rename(ctx, "/archive/2025/a", "/archive/b"); err != nil || x.read("/archive/b") != "archived" {
		t.Errorf("in one part: %v", err)
	}
	x.wants("a link across", x.files.Symlink(ctx, "/top", "/archive/l"), storage.Unsupported, "/archive/l")
	if err := x.files.Symlink(ctx, "/archive/b", "/archive/2025/l"); err != nil || x.read("/archive/2025/l") != "archived" {
		t.Errorf("a link in one part: %v", err)
	}
}

// TestWalks: a walk goes through all parts, and tells paths of the tree.
func TestWalks(t *testing.T) {
	x := newTree(t)
	for dir, want := range map[storage.Path]string{
		"/":        "/archive /archive/2025 /archive/2025/a /d /d/deep /d/deep/b /d/e /d/e/f /top",
		"/archive": "/archive/2025 /archive/2025/a", "/d/e": "/d/e/f",
	} {
		var seen []string
		err := storage.Walk(t.Context(), x.files, dir, storage.Visitor[storage.Place]{Enter: func(at storage.Place, _ storage.Info) error {
			seen = append(seen, string(at.Path()))
			return nil
		}})
		slices.Sort(seen)
		if got := strings.Join(seen, " "); got != want || err != nil {
			t.Errorf("%s: %s, %v", dir, got, err)
		}
	}
	said := &storage.Error{Op: "test", Path: "/archive/2025", Class: storage.Busy, Err: io.EOF}
	err := storage.Walk(t.Context(), x.files, "/archive", storage.Visitor[storage.Place]{Enter: func(storage.Place, storage.Info) error { return said }})
	if err != said {
		t.Errorf("the visitor's error is %v", err)
	}
	x.wants("none", storage.Walk(t.Context(), x.files, "/archive/none", storage.Visitor[storage.Place]{}), storage.NotExist, "/archive/none")
}

// TestStores: an upload knows where it is in the tree, and its bytes are where they belong.
func TestStores(t *testing.T) {
	x := newTree(t)
	up, err := x.files.Create(t.Context(), "/archive/new", storage.CreateOptions{Mode: storage.Unique})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := up.ReadFrom(strings.NewReader("stored")); err != nil || up.Path() != "/archive/new" || up.Commit() != nil {
		t.Errorf("%s, %v", up.Path(), err)
	}
	if got, err := os.ReadFile(filepath.Join(x.archive, "new")); string(got) != "stored" {
		t.Errorf("%q, %v", got, err)
	}
	if most := x.files.MaxUpload(); most != 0 {
		t.Errorf("the largest upload is %d", most)
	}
	for _, p := range []storage.Path{"/x", "/archive/x"} {
		if free, err := x.files.Space(t.Context(), p); free <= 0 || err != nil {
			t.Errorf("%s: %d, %v", p, free, err)
		}
	}
}

// TestPermits: MLSD tells that a mount point, and what holds one, stays where it is.
func TestPermits(t *testing.T) {
	x := newTree(t)
	may := storage.Permits(t.Context(), x.files, "/")
	for name, detach := range map[storage.Path]bool{"/archive": false, "/d": false, "/top": true} {
		i, err := x.files.Lstat(t.Context(), name)
		if got := may(i); err != nil || got&storage.MayRead == 0 || (got&storage.MayDetach != 0) != detach {
			t.Errorf("%s: %b, %v", name, got, err)
		}
	}
}

// TestLostMount: a part that fails hides nothing but itself.
func TestLostMount(t *testing.T) {
	base, _ := local(t)
	lost := storagetest.Faulty(aferofs.New(afero.NewMemMapFs()), storagetest.Fault{Op: storagetest.Lstat, Class: storage.Busy})
	x := &tree{t: t, files: mounted.New(base, map[storage.Path]storage.FS{"/lost": lost})}
	if err := x.files.Mkdir(t.Context(), "/here", storage.DirOptions{}); err != nil {
		t.Fatal(err)
	}
	if got := x.names("/"); got != "here lost" {
		t.Errorf("the home holds %q", got)
	}
	for i := range x.files.List(t.Context(), "/") {
		if (i.Fault != nil) != (i.Name == "lost") || !i.IsDir() {
			t.Errorf("%+v", i)
		}
	}
}
