package storagetest

import (
	"errors"
	"strings"

	"github.com/portolan-ftp/portolan/storage"
)

func appends(c *check) {
	for _, part := range []string{"one,", "two,", ""} {
		u := c.create("/f", storage.CreateOptions{Mode: storage.Append})
		c.write(u, part)
		c.ok("Commit", u.Commit())
	}
	c.content("/f", "one,two,")
	u := c.create("/f", storage.CreateOptions{Mode: storage.Append})
	n, err := u.ReadFrom(strings.NewReader("three"))
	c.ok("ReadFrom", err)
	if n != 5 {
		c.Errorf("ReadFrom: %d bytes, want 5", n)
	}
	c.ok("Abort", u.Abort())
	c.content("/f", "one,two,three")

	u = c.create("/f", storage.CreateOptions{Mode: storage.Append})
	c.ok("Abort", u.Abort())
	u = c.create("/none", storage.CreateOptions{Mode: storage.Append})
	c.ok("Abort", u.Abort())
	c.content("/f", "one,two,three")
	c.holds("/", "f")
}

func resume(c *check) {
	for _, r := range []struct {
		offset     int64
		send, want string
		abort      bool
	}{
		{4, "XY", "0123XY", false},
		{4, "XY", "0123XY", true},
		{4, "", "0123", false},
		{4, "", "0123456789", true},
		{10, "ab", "0123456789ab", false},
		{10, "ab", "0123456789ab", true},
		{0, "ab", "ab", false},
		{0, "", "0123456789", true},
	} {
		c.put("/f", "0123456789")
		u := c.create("/f", storage.CreateOptions{Mode: storage.Resume, Offset: r.offset})
		if r.send != "" {
			c.write(u, r.send)
		}
		if r.abort {
			c.ok("Abort", u.Abort())
		} else {
			c.ok("Commit", u.Commit())
		}
		c.content("/f", r.want)
	}
	u := c.create("/new", storage.CreateOptions{Mode: storage.Resume})
	c.write(u, "whole")
	c.ok("Commit", u.Commit())
	c.content("/new", "whole")
}

func resumeBeyond(c *check) {
	c.put("/f", "0123456789")
	for _, r := range []struct {
		p storage.Path
		o storage.CreateOptions
	}{
		{"/f", storage.CreateOptions{Mode: storage.Resume, Offset: 11}},
		{"/f", storage.CreateOptions{Mode: storage.Resume, Offset: -1}},
		{"/f", storage.CreateOptions{Mode: storage.Resume, Offset: 1<<63 - 1}},
		{"/none", storage.CreateOptions{Mode: storage.Resume, Offset: 1}},
		{"/f", storage.CreateOptions{Mode: storage.Patch, Offset: 11, Length: 1}},
		{"/f", storage.CreateOptions{Mode: storage.Patch, Offset: -1, Length: 1}},
		{"/f", storage.CreateOptions{Mode: storage.Patch, Length: -1}},
		{"/f", storage.CreateOptions{Mode: storage.Patch}},
		{"/none", storage.CreateOptions{Mode: storage.Patch, Offset: 1, Length: 1}},
		{"/f", storage.CreateOptions{Mode: storage.Resume, Length: 1}},
		{"/f", storage.CreateOptions{Mode: storage.Replace, Length: 1}},
		{"/f", storage.CreateOptions{Mode: storage.Replace, Offset: 1}},
		{"/f", storage.CreateOptions{Mode: storage.Append, Offset: 1}},
		{"/f", storage.CreateOptions{Mode: storage.Unique, Offset: 1}},
	} {
		_, err := c.fs.Create(c.Context(), r.p, r.o)
		c.class("Create", err, storage.InvalidOffset)
		if !errors.Is(err, storage.ErrOffset) {
			c.Errorf("%v is no ErrOffset", err)
		}
	}
	c.holds("/", "f")
	c.content("/f", "0123456789")
}

// patch writes into a file: what lies behind stays, whether the upload is whole or not.
func patch(c *check) {
	for _, r := range []struct {
		offset, length int64
		send, want     string
		over           bool
	}{
		{4, 2, "XY", "0123XY6789", false},
		{4, 3, "XY", "0123XY6789", false},
		{4, 2, "XYZ", "0123XY6789", true},
		{4, 2, "", "0123456789", false},
		{0, 1, "X", "X123456789", false},
		{8, 4, "abcd", "01234567abcd", false},
		{10, 2, "ab", "0123456789ab", false},
		{10, 1 << 62, "ab", "0123456789ab", false},
	} {
		for _, commit := range []bool{true, false} {
			c.put("/f", "0123456789")
			u := c.create("/f", storage.CreateOptions{Mode: storage.Patch, Offset: r.offset, Length: r.length})
			n, err := u.ReadFrom(strings.NewReader(r.send))
			if r.over {
				c.class("ReadFrom beyond the range", err, storage.InvalidOffset)
			} else if err != nil || n != int64(len(r.send)) {
				c.Errorf("ReadFrom: %d, %v, want %d", n, err, len(r.send))
			}
			if err := map[bool]func() error{true: u.Commit, false: u.Abort}[commit](); (err != nil) != (r.over && commit) {
				c.Errorf("%+v: Commit %t gives %v", r, commit, err)
			}
			c.content("/f", r.want)
		}
	}
	u := c.create("/new", storage.CreateOptions{Mode: storage.Patch, Length: 5})
	c.write(u, "whole")
	c.ok("Commit", u.Commit())
	c.content("/new", "whole")
	u = c.create("/none", storage.CreateOptions{Mode: storage.Patch, Length: 5})
	c.ok("Abort", u.Abort())
	c.holds("/", "f new")
}
