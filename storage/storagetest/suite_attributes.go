package storagetest

import (
	"fmt"
	"io/fs"
	"time"

	"github.com/portolan-ftp/portolan/storage"
)

// lacks says that the driver cannot do what it was asked, which it may.
func (c *check) lacks(what string, err error) bool {
	c.Helper()
	if storage.ClassOf(err) == storage.Unsupported {
		c.class(what, err, storage.Unsupported)
		return true
	}
	c.ok(what, err)
	return false
}

// stat describes p.
func (c *check) stat(p storage.Path) storage.Info {
	c.Helper()
	i, err := c.fs.Stat(c.Context(), p)
	c.ok("Stat "+string(p), err)
	return i
}

func times(c *check) {
	c.mkdir("/d")
	c.put("/d/f", "kept")
	for _, p := range []storage.Path{"/d/f", "/d"} {
		if c.lacks("Chtimes", c.fs.Chtimes(c.Context(), p, time.Time{}, someTime)) {
			continue
		}
		if got := c.stat(p).ModTime; !got.Equal(someTime) {
			c.Errorf("%s was changed %v, want %v", p, got, someTime)
		}
		c.ok("Chtimes", c.fs.Chtimes(c.Context(), p, someTime.Add(time.Hour), time.Time{}))
		if got := c.stat(p).ModTime; !got.Equal(someTime) {
			c.Errorf("%s was changed %v after a change of its other time, want %v", p, got, someTime)
		}
	}
	for _, year := range []int{0, 1601, 1901, 2107, 2263, 2447, 9999} {
		c.timeKeptOrRefused("/d/f", time.Date(year, 1, 2, 3, 4, 6, 0, time.UTC))
	}
	c.content("/d/f", "kept")
}

// timeKeptOrRefused sets a time that not every file system can keep: one that is refused changes nothing.
func (c *check) timeKeptOrRefused(p storage.Path, then time.Time) {
	c.Helper()
	want := c.stat(p).ModTime
	if !c.lacks("Chtimes", c.fs.Chtimes(c.Context(), p, time.Time{}, then)) {
		want = then
	}
	if got := c.stat(p).ModTime; !got.Equal(want) {
		c.Errorf("%s was changed %v, want %v, after a change to %v", p, got, want, then)
	}
}

func modes(c *check) {
	c.mkdir("/d")
	c.put("/d/f", "kept")
	for _, p := range []storage.Path{"/d/f", "/d"} {
		for _, perm := range []fs.FileMode{0o640, 0o755, 0o700} {
			if c.lacks("Chmod", c.fs.Chmod(c.Context(), p, perm|fs.ModeSetuid|fs.ModeSetgid)) {
				return
			}
			got := c.stat(p).Mode
			if got.Perm() != perm || got&(fs.ModeSetuid|fs.ModeSetgid) != 0 {
				c.Errorf("%s has mode %v, want %v", p, got, perm)
			}
		}
	}
	c.content("/d/f", "kept")
}

func groups(c *check) {
	c.put("/f", "kept")
	group := c.stat("/f").Group
	if err := c.fs.Chgrp(c.Context(), "/f", fmt.Sprint(group)); err != nil {
		c.class("Chgrp", err, storage.Unsupported)
	} else if got := c.stat("/f").Group; got != group {
		c.Errorf("/f has group %d, want %d", got, group)
	}
	for _, none := range []string{"", "no such group", "-1", "4294967295", "4294967296"} {
		c.class(fmt.Sprintf("Chgrp %q", none), c.fs.Chgrp(c.Context(), "/f", none), storage.Unsupported)
	}
}

func umask(c *check) {
	c.put("/probe", "")
	if c.lacks("Chmod", c.fs.Chmod(c.Context(), "/probe", 0o600)) {
		return // no permissions, and so none to take away
	}
	const mask = 0o027
	o := storage.NewUmask(mask)
	c.ok("Mkdir", c.fs.Mkdir(c.Context(), "/d", storage.DirOptions{Umask: o}))
	want := map[storage.Path]fs.FileMode{"/d": 0o777 &^ mask}
	for i, mode := range []storage.Mode{storage.Replace, storage.Append, storage.Unique, storage.Resume} {
		p := storage.Path(fmt.Sprintf("/d/f%d", i))
		u := c.create(p, storage.CreateOptions{Mode: mode, Umask: o})
		c.write(u, "x")
		c.ok("Commit", u.Commit())
		want[p] = 0o666 &^ mask
	}
	for p, perm := range want {
		if got := c.stat(p).Mode.Perm(); got != perm {
			c.Errorf("%s has mode %v, want %v", p, got, perm)
		}
	}
	if c.lacks("Chmod", c.fs.Chmod(c.Context(), "/d/f0", 0o604)) {
		return
	}
	u := c.create("/d/f0", storage.CreateOptions{Umask: o})
	c.write(u, "y")
	c.ok("Commit", u.Commit())
	if got := c.stat("/d/f0").Mode.Perm(); got != 0o604 {
		c.Errorf("a file that was there has mode %v, want what it had", got)
	}
}

func links(c *check) {
	c.mkdir("/d")
	c.mkdir("/d/e")
	c.put("/d/f", "kept")
	if c.lacks("Symlink", c.fs.Symlink(c.Context(), "/d/f", "/d/e/l")) {
		return
	}
	c.content("/d/e/l", "kept")
	c.ok("Symlink", c.fs.Symlink(c.Context(), "/", "/d/home"))
	c.holds("/d/home", "d")
	c.ok("Symlink", c.fs.Symlink(c.Context(), "/d/e", "/d/e/self"))
	c.holds("/d/e/self", "l self")
	c.ok("Symlink", c.fs.Symlink(c.Context(), "/none", "/gone"))
	c.class("Stat", second(c.fs.Stat(c.Context(), "/gone")), storage.NotExist)
	c.class("Symlink", c.fs.Symlink(c.Context(), "/d", "/d/f"), storage.Exist)
	c.class("Symlink below a link", c.fs.Symlink(c.Context(), "/d/f", "/d/home/l"), storage.Permission)
	c.holds("/", "d gone")
	c.content("/d/f", "kept")
}
