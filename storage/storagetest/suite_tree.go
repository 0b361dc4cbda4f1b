package storagetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/portolan-ftp/portolan/storage"
)

// errorsAt calls every operation that takes a path with p, only those that read if
// nothing can be changed, and calls each with the operation's name and error.
func (c *check) errorsAt(ctx context.Context, p storage.Path, each func(op Op, err error)) {
	_, err := c.fs.Stat(ctx, p)
	each(Stat, err)
	_, err = c.fs.Lstat(ctx, p)
	each(Lstat, err)
	f, err := c.fs.Open(ctx, p)
	if err == nil {
		f.Close()
	}
	each(Open, err)
	err = nil
	for _, e := range c.fs.List(ctx, p) {
		err = e
	}
	each(List, err)
	if !c.readOnly {
		c.changesAt(ctx, p, each)
	}
}

// changesAt is errorsAt for the operations that change something.
func (c *check) changesAt(ctx context.Context, p storage.Path, each func(op Op, err error)) {
	u, err := c.fs.Create(ctx, p, storage.CreateOptions{Mode: storage.Replace})
	if err == nil {
		u.Abort()
	}
	each(Create, err)
	each(Mkdir, c.fs.Mkdir(ctx, p, storage.DirOptions{}))
	each(Remove, c.fs.Remove(ctx, p))
	each(Rmdir, c.fs.Rmdir(ctx, p))
	each(Rename, c.fs.Rename(ctx, p, "/renamed"))
	each(Rename+" to", c.fs.Rename(ctx, "/file", p))
	each(Rename+" new", c.fs.RenameNew(ctx, p, "/renamed"))
	each(Rename+" new to", c.fs.RenameNew(ctx, "/file", p))
	each(Times, c.fs.Chtimes(ctx, p, someTime, someTime))
	each(Chmod, c.fs.Chmod(ctx, p, 0o600))
	each(Chgrp, c.fs.Chgrp(ctx, p, "no such group"))
	each(Link, c.fs.Symlink(ctx, "/file", p))
}

// someTime is when nothing was changed, to the second: file systems keep no less.
var someTime = time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)

func home(c *check) {
	i, err := c.fs.Stat(c.Context(), "/")
	c.ok("Stat", err)
	if !i.IsDir() || i.Name != "/" {
		c.Errorf("the home is %+v, want a directory named /", i)
	}
	c.holds("/", "")
	c.class("Open", second(c.fs.Open(c.Context(), "/")), storage.IsDirectory)
}

func homeStays(c *check) {
	c.class("Create", second(c.fs.Create(c.Context(), "/", storage.CreateOptions{})), storage.IsDirectory)
	c.class("Mkdir", c.fs.Mkdir(c.Context(), "/", storage.DirOptions{}), storage.Exist)
	c.class("Remove", c.fs.Remove(c.Context(), "/"), storage.Permission)
	c.class("Rmdir", c.fs.Rmdir(c.Context(), "/"), storage.Permission)
	c.class("Rename", c.fs.Rename(c.Context(), "/", "/x"), storage.Permission)
	c.class("Chmod", c.fs.Chmod(c.Context(), "/", 0), storage.Permission)
	c.class("Chgrp", c.fs.Chgrp(c.Context(), "/", "0"), storage.Permission)
	c.class("Symlink", c.fs.Symlink(c.Context(), "/x", "/"), storage.Permission)
	c.put("/x", "x")
	c.class("Rename to", c.fs.Rename(c.Context(), "/x", "/"), storage.Permission)
	c.holds("/", "x")
}

func missing(c *check) {
	c.errorsAt(c.Context(), "/none/x", func(op Op, err error) {
		c.class(string(op), err, storage.NotExist)
	})
	c.class("Open", second(c.fs.Open(c.Context(), "/none")), storage.NotExist)
	c.holds("/", "")
	if c.readOnly {
		return
	}
	c.class("Remove", c.fs.Remove(c.Context(), "/none"), storage.NotExist)
	c.class("Rmdir", c.fs.Rmdir(c.Context(), "/none"), storage.NotExist)
	c.class("Rename", c.fs.Rename(c.Context(), "/none", "/x"), storage.NotExist)
	c.holds("/", "")
}

func uncleanPaths(c *check) {
	for _, p := range []storage.Path{
		"", "file", ".", "..", "/.", "/..", "/./file", "/x/../file", "//file", "/file/",
		"/a//b", "/\x00", "/file\x00", "/" + storage.Path(strings.Repeat("n", storage.MaxName+1)),
		storage.Path(strings.Repeat("/n", storage.MaxPath/2) + "/n"),
	} {
		c.errorsAt(c.Context(), p, func(op Op, err error) {
			c.class(fmt.Sprintf("%s %.20q", op, p), err, storage.InvalidName)
		})
	}
	c.holds("/", "file")
	c.content("/file", "kept")
}

func belowFile(c *check) {
	c.errorsAt(c.Context(), "/file/x", func(op Op, err error) {
		c.class(string(op), err, storage.NotDirectory, storage.NotExist)
	})
	c.class("List", c.listError("/file"), storage.NotDirectory)
	c.holds("/", "file")
	c.content("/file", "kept")
}

func cancelled(c *check) {
	ctx, cancel := context.WithCancel(c.Context())
	cancel()
	c.errorsAt(ctx, "/file", func(op Op, err error) {
		c.class(string(op), err, storage.Other)
		if !errors.Is(err, context.Canceled) {
			c.Errorf("%s: %v, want the context's error inside", op, err)
		}
	})
	c.holds("/", "file")
	c.content("/file", "kept")
}

// refused is for an FS with the one file /d/f.
func refused(c *check) {
	for _, p := range []storage.Path{"/d", "/d/f", "/d/new", "/new", "/none/new"} {
		c.changesAt(c.Context(), p, func(op Op, err error) {
			c.class(fmt.Sprintf("%s %s", op, p), err, storage.Permission)
		})
	}
	c.holds("/", "d")
	c.holds("/d", "f")
	c.content("/d/f", "kept")
}

func namesAreBytes(c *check) {
	for _, name := range []string{
		" lead", "trail ", "two  blanks", `back\slash`, "...", "~", "-x", "*", "%2e%2e", "\xff\xfe",
		"a\u0301", "\u00e1", "semi;colon", `quo"te`, strings.Repeat("n", storage.MaxName),
	} {
		p := storage.Path("/").Join(name)
		if !utf8.ValidString(name) && c.refusesName(p) {
			continue
		}
		c.put(p, name)
		if got := c.names("/"); len(got) != 1 || got[0] != name {
			c.Errorf("the home holds %q, want only %q", got, name)
		}
		c.content(p, name)
		c.ok("Remove", c.fs.Remove(c.Context(), p))
	}
}

// refusesName says that the driver can have no such name, as drivers may whose names are text.
func (c *check) refusesName(p storage.Path) bool {
	c.Helper()
	u, err := c.fs.Create(c.Context(), p, storage.CreateOptions{})
	if err == nil {
		c.ok("Abort", u.Abort())
		return false
	}
	c.class("Create "+string(p), err, storage.InvalidName)
	c.class("Stat "+string(p), second(c.fs.Stat(c.Context(), p)), storage.InvalidName)
	return true
}

func directories(c *check) {
	c.mkdir("/d")
	c.mkdir("/d/e")
	c.put("/d/f", "f")
	c.holds("/d", "e f")
	c.class("Mkdir", c.fs.Mkdir(c.Context(), "/d", storage.DirOptions{}), storage.Exist)
	c.class("Mkdir", c.fs.Mkdir(c.Context(), "/d/f", storage.DirOptions{}), storage.Exist)
	c.class("Rmdir", c.fs.Rmdir(c.Context(), "/d"), storage.NotEmpty)
	c.class("Rmdir", c.fs.Rmdir(c.Context(), "/d/f"), storage.NotDirectory)
	c.class("Open", second(c.fs.Open(c.Context(), "/d")), storage.IsDirectory)
	c.ok("Rmdir", c.fs.Rmdir(c.Context(), "/d/e"))
	c.holds("/d", "f")
}

func remove(c *check) {
	c.mkdir("/d")
	c.put("/f", "f")
	c.class("Remove", c.fs.Remove(c.Context(), "/d"), storage.IsDirectory)
	c.ok("Remove", c.fs.Remove(c.Context(), "/f"))
	c.class("Remove", c.fs.Remove(c.Context(), "/f"), storage.NotExist)
	c.holds("/", "d")
}

func renameFiles(c *check) {
	c.mkdir("/d")
	c.put("/a", "from a")
	c.put("/b", "from b")
	c.ok("Rename", c.fs.Rename(c.Context(), "/a", "/d/a"))
	c.holds("/", "b d")
	c.content("/d/a", "from a")
	c.ok("Rename", c.fs.Rename(c.Context(), "/b", "/d/a"))
	c.holds("/", "d")
	c.content("/d/a", "from b")
	c.class("Rename", c.fs.Rename(c.Context(), "/d/a", "/d"), storage.Exist, storage.IsDirectory)
	c.content("/d/a", "from b")
}

func renameNew(c *check) {
	c.put("/a", "a")
	c.put("/b", "b")
	c.mkdir("/d")
	c.class("onto a file", c.fs.RenameNew(c.Context(), "/a", "/b"), storage.Exist)
	c.class("onto a directory", c.fs.RenameNew(c.Context(), "/a", "/d"), storage.Exist)
	c.class("a directory onto a file", c.fs.RenameNew(c.Context(), "/d", "/a"), storage.Exist)
	c.class("what is not there", c.fs.RenameNew(c.Context(), "/none", "/x"), storage.NotExist)
	c.class("the home", c.fs.RenameNew(c.Context(), "/", "/x"), storage.Permission)
	c.content("/a", "a")
	c.content("/b", "b")
	c.ok("RenameNew", c.fs.RenameNew(c.Context(), "/a", "/d/a"))
	c.ok("RenameNew", c.fs.RenameNew(c.Context(), "/d", "/e"))
	c.holds("/", "b e")
	c.content("/e/a", "a")
}

func renameDirectories(c *check) {
	c.mkdir("/a")
	c.mkdir("/b")
	c.put("/a/f", "f")
	c.put("/file", "kept")
	c.class("onto a directory", c.fs.Rename(c.Context(), "/a", "/b"), storage.Exist, storage.IsDirectory, storage.NotEmpty)
	c.class("onto a file", c.fs.Rename(c.Context(), "/a", "/file"), storage.NotDirectory, storage.Exist)
	c.class("into itself", c.fs.Rename(c.Context(), "/a", "/a/x"), storage.InvalidName)
	c.ok("Rename", c.fs.Rename(c.Context(), "/a", "/b/c"))
	c.holds("/", "b file")
	c.content("/b/c/f", "f")
	c.content("/file", "kept")
}

func space(c *check) {
	c.put("/f", "f")
	for _, p := range []storage.Path{"/", "/f", "/not-yet"} {
		free, err := c.fs.Space(c.Context(), p)
		if err != nil {
			c.class("Space", err, storage.Unsupported)
		} else if free <= 0 {
			c.Errorf("Space %s: %d bytes free, yet a file was just stored", p, free)
		}
	}
	if free, err := c.fs.Space(c.Context(), "/none/x"); err == nil {
		c.Errorf("Space of a missing directory: %d bytes", free)
	}
}

// second returns the error of a call with two results.
func second[T any](_ T, err error) error { return err }
