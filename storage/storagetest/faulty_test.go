package storagetest

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/storage"
)

// local serves an empty directory.
func local(t *testing.T) storage.FS {
	t.Helper()
	l, err := storage.OpenLocal(t.TempDir(), storage.LocalOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestFaultlessConforms(t *testing.T) {
	Suite(t, func(t *testing.T) storage.FS { return Faulty(local(t)) })
}

// TestFaultsBeyondReachConform runs the code of every fault without its effect.
func TestFaultsBeyondReachConform(t *testing.T) {
	Suite(t, func(t *testing.T) storage.FS {
		var faults []Fault
		for _, op := range ops {
			faults = append(faults, Fault{Op: op, After: 1 << 40})
		}
		return Faulty(local(t), faults...)
	})
}

// calls runs each operation that counts calls, on files that are there.
var calls = map[Op]func(c *check) error{
	Stat:   func(c *check) error { return second(c.fs.Stat(c.Context(), "/f")) },
	Lstat:  func(c *check) error { return second(c.fs.Lstat(c.Context(), "/f")) },
	Space:  func(c *check) error { return second(c.fs.Space(c.Context(), "/")) },
	Mkdir:  func(c *check) error { return c.fs.Mkdir(c.Context(), "/new", storage.DirOptions{}) },
	Rmdir:  func(c *check) error { return c.fs.Rmdir(c.Context(), "/d") },
	Remove: func(c *check) error { return c.fs.Remove(c.Context(), "/f") },
	Rename: func(c *check) error { return c.fs.Rename(c.Context(), "/f", "/g") },
	Times:  func(c *check) error { return c.fs.Chtimes(c.Context(), "/f", someTime, someTime) },
	Chmod:  func(c *check) error { return c.fs.Chmod(c.Context(), "/f", 0o600) },
	Chgrp:  func(c *check) error { return c.fs.Chgrp(c.Context(), "/f", strconv.Itoa(os.Getgid())) },
	Link:   func(c *check) error { return c.fs.Symlink(c.Context(), "/f", "/l") },
	Usage:  func(c *check) error { return second(c.fs.Usage(c.Context())) },
	Open: func(c *check) error {
		f, err := c.fs.Open(c.Context(), "/f")
		if err != nil {
			return err
		}
		return f.Close()
	},
	Create: func(c *check) error {
		u, err := c.fs.Create(c.Context(), "/f", storage.CreateOptions{})
		if err != nil {
			return err
		}
		return u.(*faultyUpload).Upload.Abort() // not what may be made to fail
	},
	Commit: func(c *check) error { return c.create("/f", storage.CreateOptions{}).Commit() },
	Abort:  func(c *check) error { return c.create("/f", storage.CreateOptions{}).Abort() },
	List: func(c *check) error {
		for _, err := range c.fs.List(c.Context(), "/") {
			if err != nil {
				return err
			}
		}
		return nil
	},
}

func TestEachOpFails(t *testing.T) {
	for op, call := range calls {
		inside := local(t)
		in := &check{T: t, fs: inside}
		in.put("/f", "content")
		in.mkdir("/d")
		c := &check{T: t, fs: Faulty(inside, Fault{Op: op, Class: storage.Busy})}
		err := call(c)
		c.class(string(op), err, storage.Busy)
		e, ok := errors.AsType[*storage.Error](err)
		if !ok || e.Op != string(op) || !errors.Is(err, errInjected) {
			t.Errorf("%s: the error is %v", op, err)
		}
		for other, call := range calls {
			if other != op && (op != Create || other != Commit && other != Abort) {
				in.Run(string(op)+" leaves "+string(other), func(t *testing.T) {
					inside := local(t)
					in := &check{T: t, fs: inside}
					in.put("/f", "content")
					in.mkdir("/d")
					in.ok(string(other), call(&check{T: t, fs: Faulty(inside, Fault{Op: op})}))
				})
			}
		}
		in.content("/f", "content")
		in.holds("/", "d f")
		in.holds("/d", "")
	}
}

func TestAfterCountsCalls(t *testing.T) {
	c := &check{T: t, fs: Faulty(local(t), Fault{Op: Mkdir, Class: storage.Quota, After: 2})}
	c.mkdir("/a")
	c.mkdir("/b")
	for range 2 {
		c.class("Mkdir", c.fs.Mkdir(c.Context(), "/c", storage.DirOptions{}), storage.Quota)
	}
	c.holds("/", "a b")
}

func TestCloseFailsAndCloses(t *testing.T) {
	inside := local(t)
	err := Faulty(inside, Fault{Op: Close, Class: storage.Busy}).Close()
	if storage.ClassOf(err) != storage.Busy {
		t.Errorf("Close: %v, want the fault", err)
	}
	if _, err := inside.Stat(t.Context(), "/"); err == nil {
		t.Error("the FS inside is still open")
	}
}

func TestUnknownOpFailsEverything(t *testing.T) {
	for op, call := range calls {
		if op == Commit || op == Abort {
			continue // Create fails before them
		}
		c := &check{T: t, fs: Faulty(local(t), Fault{Op: "writes", Class: storage.Busy})}
		c.class(string(op), call(c), storage.Busy)
	}
}

func TestWriteFaults(t *testing.T) {
	for name, write := range map[string]func(u storage.Upload) (int64, error){
		"Write":    func(u storage.Upload) (int64, error) { n, err := u.Write([]byte("0123456789")); return int64(n), err },
		"ReadFrom": func(u storage.Upload) (int64, error) { return u.ReadFrom(strings.NewReader("0123456789")) },
	} {
		inside := &check{T: t, fs: local(t)}
		c := &check{T: t, fs: Faulty(inside.fs,
			Fault{Op: Write, Class: storage.Quota, After: 9},
			Fault{Op: Write, Class: storage.NoSpace, After: 4},
			Fault{Op: Write, Class: storage.Busy, After: 7})}
		for range 2 { // each file has its own count
			u := c.create("/f", storage.CreateOptions{})
			n, err := write(u)
			c.class(name, err, storage.NoSpace)
			if n != 4 {
				t.Errorf("%s: %d bytes, want 4", name, n)
			}
			again, err2 := u.Write([]byte("x"))
			if again != 0 || !errors.Is(err2, storage.ErrNoSpace) {
				t.Errorf("%s: Write after that gives %d, %v, want the same", name, again, err2)
			}
			for range 2 {
				c.class("Commit", u.Commit(), storage.NoSpace)
			}
			c.ok("Abort after Commit", u.Abort())
			inside.content("/f", "0123")
		}
	}
}

func TestReadFaults(t *testing.T) {
	inside := &check{T: t, fs: local(t)}
	inside.put("/f", "0123456789")
	c := &check{T: t, fs: Faulty(inside.fs, Fault{Op: Read, Class: storage.Other, After: 4})}
	for name, read := range map[string]func(f storage.File, w io.Writer) error{
		"Read":    func(f storage.File, w io.Writer) error { _, err := io.Copy(w, plainReader{f}); return err },
		"WriteTo": func(f storage.File, w io.Writer) error { _, err := f.WriteTo(w); return err },
	} {
		f, err := c.fs.Open(c.Context(), "/f")
		c.ok("Open", err)
		var b bytes.Buffer
		c.class(name, read(f, &b), storage.Other)
		if b.String() != "0123" {
			t.Errorf("%s gives %q, want 0123", name, b.String())
		}
		c.ok("Close", f.Close())
	}
}

func TestListFaults(t *testing.T) {
	inside := &check{T: t, fs: local(t)}
	for _, p := range []storage.Path{"/a", "/b", "/c"} {
		inside.put(p, "")
	}
	for after, want := range map[int64]int{0: 1, 2: 3, 3: 4} {
		c := &check{T: t, fs: Faulty(inside.fs, Fault{Op: List, Class: storage.Permission, After: after})}
		n := 0
		var last error
		for _, err := range c.fs.List(c.Context(), "/") {
			n++
			last = err
		}
		c.class("List", last, storage.Permission)
		if n != want {
			t.Errorf("After %d: %d results, want %d", after, n, want)
		}
	}
	c := &check{T: t, fs: Faulty(inside.fs, Fault{Op: List, After: 4})}
	c.holds("/", "a b c")
}
