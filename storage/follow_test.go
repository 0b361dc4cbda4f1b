//go:build unix

package storage_test

import (
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/storage"
)

// TestAbsoluteLinks follows links to absolute paths in every operation, as the client sees the tree and as the machine
// does, and shows them as the client sees it.
func TestAbsoluteLinks(t *testing.T) {
	base := t.TempDir()
	must(t, os.MkdirAll(filepath.Join(base, "real", "home", "d", "sub"), 0o755))
	must(t, os.Symlink("real", filepath.Join(base, "alias")))
	must(t, os.MkdirAll(filepath.Join(base, "real", "other"), 0o755))
	disk(t, filepath.Join(base, "real", "other", "secret"), "secret")
	home := filepath.Join(base, "real", "home")
	disk(t, filepath.Join(home, "d", "f"), "content")
	links := map[string]struct{ target, shown string }{
		"client":   {"/d", "/d"},
		"host":     {filepath.Join(home, "d"), "/d"},
		"alias":    {filepath.Join(base, "alias", "home", "d"), "/d"}, // where the directory was served by that name
		"chain":    {"/client", "/client"},
		"relative": {"client", "client"},
		"roundway": {"/d/../client/sub/..", "/client"},
		"home":     {"/", "/"},
		"gone":     {filepath.Join(home, "none"), "/none"},
		"loop":     {"/loop", "/loop"},
		"etc":      {"/etc/passwd", ""},
		"other":    {filepath.Join(base, "real", "other"), ""},
		"beside":   {filepath.Join(base, "real", "homestead"), ""},
		"climbing": {"../other/secret", ""},
	}
	for name, link := range links {
		must(t, os.Symlink(link.target, filepath.Join(home, name)))
	}
	for name, link := range links {
		for _, served := range []string{home, filepath.Join(base, "alias", "home")} {
			shown := link.shown
			if name == "alias" && served == home {
				shown = ""
			}
			l := openLocal(t, served, storage.LocalOptions{})
			sameTarget(t, l, name, shown)
			above := openLocal(t, filepath.Dir(served), storage.LocalOptions{})
			sub, err := above.Sub("/home")
			must(t, err)
			sameTarget(t, sub, name, shown)
			must(t, sub.Close())
		}
	}
	l := openLocal(t, filepath.Join(base, "alias", "home"), storage.LocalOptions{})
	for _, name := range []string{"client", "host", "alias", "chain", "relative", "roundway", "home/d", "client/sub/../../host"} {
		p, err := storage.Resolve("/", name)
		must(t, err)
		followed(t, l, home, p)
	}
	for _, p := range []storage.Path{"/etc", "/other/secret", "/other", "/beside/x", "/climbing"} {
		_, err := l.Stat(t.Context(), p)
		wantClass(t, "Stat "+string(p), err, storage.Permission)
		_, err = l.Create(t.Context(), p, storage.CreateOptions{})
		wantClass(t, "Create "+string(p), err, storage.Permission)
	}
	if got := diskNames(t, filepath.Join(base, "real", "other")); got != "secret" {
		t.Errorf("outside is %q", got)
	}
}

// sameTarget requires that List and Lstat show the link so.
func sameTarget(t *testing.T, l *storage.Local, name, want string) {
	t.Helper()
	i, err := l.Lstat(t.Context(), "/"+storage.Path(name))
	must(t, err)
	if i.Target != want {
		t.Errorf("Lstat shows %s as a link to %q, want %q", name, i.Target, want)
	}
	for i, err := range l.List(t.Context(), "/") {
		must(t, err)
		if i.Name == name && i.Target != want {
			t.Errorf("List shows %s as a link to %q, want %q", name, i.Target, want)
		}
	}
}

// followed does everything by way of p, which leads to /d.
func followed(t *testing.T, l *storage.Local, home string, p storage.Path) {
	t.Helper()
	ctx := t.Context()
	i, err := l.Stat(ctx, p)
	must(t, err)
	if !i.IsDir() || i.Name != p.Base() {
		t.Errorf("%s is %+v", p, i)
	}
	f, err := l.Open(ctx, p.Join("f"))
	must(t, err)
	content, err := io.ReadAll(f)
	must(t, err)
	must(t, f.Close())
	if string(content) != "content" {
		t.Errorf("%s/f has %q", p, content)
	}
	i, err = l.Enter(ctx, p)
	must(t, err)
	if !i.IsDir() || i.Name != p.Base() {
		t.Errorf("%s is %+v", p, i)
	}
	wantNames(t, "Names", namesOf(t, l, p), "f", "sub")
	up, err := l.Create(ctx, p.Join("new"), storage.CreateOptions{})
	must(t, err)
	_, err = io.WriteString(up, "x")
	must(t, err)
	must(t, up.Commit())
	must(t, l.Chmod(ctx, p.Join("new"), 0o600))
	must(t, l.Chtimes(ctx, p.Join("new"), time.Unix(0, 0), time.Unix(0, 0)))
	must(t, l.Rename(ctx, p.Join("new"), p.Join("newer")))
	must(t, l.RenameNew(ctx, p.Join("newer"), "/newest"))
	must(t, l.Rename(ctx, "/newest", p.Join("new")))
	must(t, l.Remove(ctx, p.Join("new")))
	must(t, l.Mkdir(ctx, p.Join("made"), storage.DirOptions{}))
	must(t, l.Rmdir(ctx, p.Join("made")))
	_, err = l.Space(ctx, p.Join("new"))
	must(t, err)
	seen := 0
	must(t, storage.Walk(ctx, l, p, storage.Visitor[storage.Place]{Enter: func(at storage.Place, _ storage.Info) error {
		seen++
		return nil
	}}))
	if seen != 2 {
		t.Errorf("a walk below %s has seen %d", p, seen)
	}
	if got := diskNames(t, filepath.Join(home, "d")); got != "f sub" {
		t.Errorf("after that the directory holds %q", got)
	}
}
