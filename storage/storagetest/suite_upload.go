package storagetest

import (
	"errors"
	"io"
	"strings"
	"testing/iotest"

	"github.com/portolan-ftp/portolan/storage"
)

func replace(c *check) {
	c.put("/f", "the first content")
	c.content("/f", "the first content")
	c.put("/f", "shorter")
	c.content("/f", "shorter")
	c.put("/f", "much longer than before")
	c.content("/f", "much longer than before")
	c.put("/f", "")
	c.content("/f", "")
	c.holds("/", "f")
}

func replaceKeeps(c *check) {
	c.put("/old", "old content")
	u := c.create("/old", storage.CreateOptions{Mode: storage.Replace})
	c.content("/old", "old content")
	c.ok("Abort", u.Abort())
	c.content("/old", "old content")

	u = c.create("/new", storage.CreateOptions{Mode: storage.Replace})
	c.ok("Abort", u.Abort())
	c.holds("/", "old")
}

// abort allows what the contract does: the old file, or the part that was received.
func abort(c *check) {
	c.put("/old", "old content")
	u := c.create("/old", storage.CreateOptions{Mode: storage.Replace})
	c.write(u, "new")
	c.ok("Abort", u.Abort())
	if got := c.get("/old"); got != "old content" && got != "new" {
		c.Errorf("after an Abort /old holds %q, want the old content or the part", got)
	}
	u = c.create("/new", storage.CreateOptions{Mode: storage.Replace})
	c.write(u, "part")
	c.ok("Abort", u.Abort())
	switch got := strings.Join(c.names("/"), " "); got {
	case "old":
	case "new old":
		c.content("/new", "part")
	default:
		c.Errorf("after an Abort the home holds %q", got)
	}
}

// unmixed looks at a file while an upload goes over it: it has the old content or a beginning of the new.
func unmixed(c *check) {
	for _, m := range []storage.Mode{storage.Replace, storage.Resume} {
		for _, by := range []func(storage.Upload) error{
			func(u storage.Upload) error { _, err := u.Write([]byte("new")); return err },
			func(u storage.Upload) error { _, err := u.ReadFrom(strings.NewReader("new")); return err },
		} {
			c.put("/f", "old content")
			u := c.create("/f", storage.CreateOptions{Mode: m})
			c.ok("upload", by(u))
			if got := c.get("/f"); got != "old content" && !strings.HasPrefix("new", got) {
				c.Errorf("during an upload /f holds %q", got)
			}
			c.ok("Abort", u.Abort())
			if got := c.get("/f"); got != "old content" && got != "new" {
				c.Errorf("after an Abort /f holds %q", got)
			}
		}
	}
	c.put("/f", "old content")
	u := c.create("/f", storage.CreateOptions{Mode: storage.Resume, Offset: 4})
	c.write(u, "new")
	if got := c.get("/f"); got != "old content" && !strings.HasPrefix("old new", got) {
		c.Errorf("during a resumed upload /f holds %q", got)
	}
	c.ok("Abort", u.Abort())
}

// whole allows what the contract does: a file that an aborted upload made is gone, and one that was there before
// has its old content or, where the driver writes in place, the part.
func whole(c *check) {
	c.put("/old", "old content")
	how := storage.CreateOptions{Mode: storage.Replace, Whole: true}
	u := c.create("/old", how)
	c.write(u, "new")
	c.ok("Abort", u.Abort())
	if got := c.get("/old"); got != "old content" && got != "new" {
		c.Errorf("after an Abort /old holds %q, want the old content or the part", got)
	}
	u = c.create("/new", how)
	c.write(u, "part")
	c.ok("Abort", u.Abort())
	c.holds("/", "old")
	for _, p := range []storage.Path{"/old", "/new"} {
		u = c.create(p, how)
		c.write(u, "all of it")
		c.ok("Commit", u.Commit())
		c.content(p, "all of it")
	}
	c.holds("/", "new old")
}

func unique(c *check) {
	for _, want := range []storage.Path{"/f", "/f.1", "/f.2"} {
		u := c.create("/f", storage.CreateOptions{Mode: storage.Unique})
		if u.Path() != want {
			c.Errorf("Path is %s, want %s", u.Path(), want)
		}
		c.write(u, string(want))
		c.ok("Commit", u.Commit())
		c.content(want, string(want))
	}
	c.holds("/", "f f.1 f.2")
	u := c.create("/f", storage.CreateOptions{Mode: storage.Unique})
	v := c.create("/f", storage.CreateOptions{Mode: storage.Unique})
	if u.Path() != "/f.3" || v.Path() != "/f.4" {
		c.Errorf("two at once get %s and %s, want /f.3 and /f.4", u.Path(), v.Path())
	}
	c.ok("Abort", u.Abort())
	c.ok("Abort", v.Abort())
	c.holds("/", "f f.1 f.2")
}

func readFrom(c *check) {
	content := strings.Repeat("0123456789abcdef", 20_000)
	u := c.create("/f", storage.CreateOptions{Mode: storage.Replace})
	n, err := u.ReadFrom(iotest.HalfReader(strings.NewReader(content)))
	c.ok("ReadFrom", err)
	if n != int64(len(content)) {
		c.Errorf("ReadFrom: %d bytes, want %d", n, len(content))
	}
	limited := &io.LimitedReader{R: strings.NewReader("more than that"), N: 4}
	n, err = u.ReadFrom(limited)
	c.ok("ReadFrom", err)
	if n != 4 || limited.N != 0 {
		c.Errorf("ReadFrom a limited reader: %d bytes and %d left, want 4 and 0", n, limited.N)
	}
	c.write(u, ", the end")
	lost := errors.New("connection lost")
	n, err = u.ReadFrom(io.MultiReader(strings.NewReader("!"), iotest.ErrReader(lost)))
	if n != 1 || err != lost {
		c.Errorf("ReadFrom a broken source: %d bytes and %v, want 1 and its own error", n, err)
	}
	c.ok("Commit", u.Commit())
	c.content("/f", content+"more, the end!")
}

func endsOnce(c *check) {
	u := c.create("/f", storage.CreateOptions{Mode: storage.Replace})
	c.write(u, "done")
	c.ok("Commit", u.Commit())
	c.ok("Commit again", u.Commit())
	c.ok("Abort after Commit", u.Abort())
	_, err := u.Write([]byte("late"))
	c.class("Write after Commit", err, storage.Other)
	n, err := u.ReadFrom(strings.NewReader("late"))
	c.class("ReadFrom after Commit", err, storage.Other)
	if n != 0 {
		c.Errorf("ReadFrom after Commit: %d bytes", n)
	}
	c.content("/f", "done")

	u = c.create("/g", storage.CreateOptions{Mode: storage.Replace})
	c.ok("Abort", u.Abort())
	c.ok("Abort again", u.Abort())
	c.class("Commit after Abort", u.Commit(), storage.Other)
	c.holds("/", "f")
}

func createRefuses(c *check) {
	c.mkdir("/d")
	for _, m := range []storage.Mode{storage.Replace, storage.Append, storage.Resume} {
		c.class("Create on a directory", second(c.fs.Create(c.Context(), "/d", storage.CreateOptions{Mode: m})), storage.IsDirectory)
	}
	c.class("an unknown mode", second(c.fs.Create(c.Context(), "/f", storage.CreateOptions{Mode: 99})), storage.Unsupported)
	c.holds("/", "d")
	c.holds("/d", "")
}
