package storage_test

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/storage"
)

// spellings are ways to name what lies outside; OUT stands for its absolute path.
// They come from the flaws of FTP servers, and from links that lie in the jail.
var spellings = []string{
	"..", "../", "../.", "./..", "../..", "../../../../../../../../..",
	"../outside", "../outside/secret", "../../outside/secret", "./../outside/secret",
	"dir/../../outside/secret", "dir/../../../outside/secret", "dir/./../.././outside/secret",
	"/..", "/../outside/secret", "/../../outside/secret", "//../outside/secret", "/./../outside/secret",
	"/dir/../../outside/secret", "...", ".../outside/secret", "..../outside/secret", "....//outside/secret",
	"..//outside//secret", "..///outside/secret", "../outside/./secret", "../outside/x/../secret",
	"OUT", "OUT/secret", "/OUT/secret", "//OUT/secret", "OUT/../outside/secret", "~OUT/secret", "~/OUT/secret",
	"~/..", "~/../outside/secret", "~/../../outside/secret", "~root", "~root/../outside/secret", "~+/../outside",
	`..\outside\secret`, `..\..\outside\secret`, `\..\outside\secret`, `dir\..\..\outside\secret`,
	`C:\outside\secret`, `C:../outside/secret`, `\\server\share`, `\\?\C:\`, "file:///etc/passwd", "CON", "NUL", "LPT1.txt",
	"%2e%2e/outside/secret", "%2e%2e%2foutside%2fsecret", "..%2foutside", "..%00/outside", "..%c0%afoutside", "..\xc0\xafoutside",
	"\xc0\xae\xc0\xae/outside/secret", "..\x00/outside/secret", "file\x00/../../outside/secret", "..\r\n/outside",
	".. /outside/secret", " ../outside/secret", "..;/outside/secret",
	"/proc/self/root/etc/passwd", "/dev/fd/0", "/etc/passwd",
	"up", "up/", "up/outside/secret", "up/./outside/secret", "up/jail/../outside/secret", "up/jail/file",
	"abs", "abs/secret", "abs/new", "abs/../outside/secret", "deep", "deep/x", "chain", "chain/outside/secret",
	"dir/back", "dir/back/../outside/secret", "dir/back/up/outside/secret", "top/etc/passwd", "top/proc/self/root/etc/passwd",
	"gone", "gone/x",
}

const secret = "what is outside"

// jail lays out a tree with a jail, something outside of it, and links between.
func jail(t *testing.T) (inside, outside string) {
	t.Helper()
	base := t.TempDir()
	inside, outside = filepath.Join(base, "jail"), filepath.Join(base, "outside")
	must(t, os.MkdirAll(filepath.Join(inside, "dir"), 0o755))
	must(t, os.MkdirAll(filepath.Join(outside, "empty"), 0o755))
	disk(t, filepath.Join(outside, "secret"), secret)
	disk(t, filepath.Join(inside, "file"), "inside")
	for name, target := range map[string]string{
		"up": "..", "abs": outside, "deep": "../outside/secret", "chain": "up",
		"dir/back": "../..", "top": "/", "gone": "../outside/new",
	} {
		must(t, os.Symlink(target, filepath.Join(inside, name)))
	}
	return inside, outside
}

// snapshot describes a tree of the machine, byte for byte.
func snapshot(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	must(t, filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		i, err := e.Info()
		must(t, err)
		fmt.Fprintf(&b, "%s %v %d %v", name, i.Mode(), i.Size(), i.ModTime())
		if i.Mode().IsRegular() {
			content, err := os.ReadFile(name)
			must(t, err)
			fmt.Fprintf(&b, " %q", content)
		}
		b.WriteByte('\n')
		return nil
	}))
	return b.String()
}

// TestTraversal runs every operation with every spelling, as a client sends it and as
// a careless caller might pass it on. Nothing outside may be seen or changed.
func TestTraversal(t *testing.T) {
	if len(spellings) < 60 {
		t.Fatalf("only %d spellings", len(spellings))
	}
	for _, k := range uploadKinds {
		t.Run(k.name, func(t *testing.T) {
			k.rare(t)
			for _, arg := range spellings {
				traverse(t, arg, k.opts)
			}
		})
	}
}

func traverse(t *testing.T, arg string, o storage.LocalOptions) {
	inside, outside := jail(t)
	before := snapshot(t, outside)
	a := &attempt{T: t, inside: inside, outsiders: outsiders(t, outside)}
	a.l = openLocal(t, inside, o)
	defer a.l.Close()
	arg = strings.ReplaceAll(arg, "OUT", outside)
	paths := []storage.Path{storage.Path(arg), storage.Path("/" + arg)}
	for _, cwd := range []storage.Path{"/", "/dir"} {
		if p, err := storage.Resolve(cwd, arg); err == nil {
			paths = append(paths, p)
		} else {
			wantClass(t, "Resolve", err, storage.InvalidName)
		}
	}
	for _, p := range paths {
		a.look(p)
		a.change(p)
		if got := snapshot(t, outside); got != before {
			t.Fatalf("%q: outside was\n%sand is\n%s", p, before, got)
		}
	}
	if sub, err := a.l.Sub(arg); err == nil {
		a.l = sub
		a.look("/")
		a.look("/secret")
		must(t, sub.Close())
	}
}

// attempt tries to reach what is outside.
type attempt struct {
	*testing.T
	l         *storage.Local
	inside    string
	outsiders []storage.Info
}

// seen fails the test when i is something outside.
func (a *attempt) seen(what string, p storage.Path, i storage.Info) {
	for _, o := range a.outsiders {
		if i.Inode == o.Inode && i.Device == o.Device {
			a.Errorf("%s %q shows %s", what, p, o.Name)
		}
	}
}

// outsiders describes what must not be seen. /etc/passwd stands for the machine.
func outsiders(t *testing.T, outside string) (is []storage.Info) {
	t.Helper()
	l := openLocal(t, "/", storage.LocalOptions{AllowSystem: true, ReadOnly: true})
	defer l.Close()
	for _, name := range []string{outside, outside + "/secret", filepath.Dir(outside), "/", "/etc", "/etc/passwd"} {
		i, err := l.Stat(t.Context(), storage.Path(name))
		must(t, err)
		is = append(is, i)
	}
	return is
}

// look runs what only reads.
func (a *attempt) look(p storage.Path) {
	ctx := a.Context()
	if i, err := a.l.Stat(ctx, p); err == nil {
		a.seen("Stat", p, i)
	}
	if i, err := a.l.Lstat(ctx, p); err == nil {
		a.seen("Lstat", p, i)
	}
	for i, err := range a.l.List(ctx, p) {
		if err == nil {
			a.seen("List", p, i)
		}
	}
	if f, err := a.l.Open(ctx, p); err == nil {
		content, err := io.ReadAll(f)
		must(a.T, err)
		must(a.T, f.Close())
		a.seen("Open", p, f.Info())
		if s := string(content); strings.Contains(s, secret) || strings.Contains(s, "root:") {
			a.Errorf("Open %q reads %q", p, s)
		}
	}
}

// change runs what writes. The snapshot tells what it changed.
func (a *attempt) change(p storage.Path) {
	ctx := a.Context()
	for _, m := range []storage.Mode{storage.Replace, storage.Append, storage.Unique, storage.Resume} {
		if u, err := a.l.Create(ctx, p, storage.CreateOptions{Mode: m}); err == nil {
			_, err = u.Write([]byte("written"))
			must(a.T, err)
			must(a.T, u.Commit())
			a.look(u.Path())
		}
	}
	a.l.Mkdir(ctx, p, storage.DirOptions{})
	a.l.Rmdir(ctx, p)
	a.l.Remove(ctx, p)
	disk(a.T, filepath.Join(a.inside, "file"), "inside")
	if a.l.Rename(ctx, "/file", p) == nil {
		a.look(p)
	}
	if a.l.Rename(ctx, p, "/stolen") == nil {
		a.look("/stolen")
		a.look("/stolen/secret")
	}
	a.l.Space(ctx, p)
	a.l.Chtimes(ctx, p, time.Unix(1, 0), time.Unix(1, 0))
	a.l.Chmod(ctx, p, 0o777)
	a.l.Chgrp(ctx, p, strconv.Itoa(os.Getgid()))
	if a.l.Symlink(ctx, p, "/made") == nil {
		a.look("/made")
		a.look("/made/secret")
		a.staysInside("made")
	}
	a.l.Symlink(ctx, "/dir", p)
	a.l.Remove(ctx, "/made")
}

// staysInside fails the test when a link leads out of the jail for the machine's other programs, unless through
// a link that was in the jail before.
func (a *attempt) staysInside(link string) {
	to, err := os.Readlink(filepath.Join(a.inside, link))
	must(a.T, err)
	if filepath.IsAbs(to) || to == ".." || strings.HasPrefix(to, "../") {
		a.Errorf("the link %s was made to lead to %q", link, to)
	}
}
