package quota_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/quota"
	"github.com/portolan-ftp/portolan/storage/storagetest"
)

// home is a directory with a ledger.
type home struct {
	dir    string
	local  *storage.Local
	ledger *quota.Ledger
}

func newHome(t *testing.T, o storage.LocalOptions) *home {
	t.Helper()
	h := &home{dir: t.TempDir()}
	h.open(t, o)
	return h
}

func (h *home) open(t *testing.T, o storage.LocalOptions) {
	t.Helper()
	local, err := storage.OpenLocal(h.dir, o)
	if err != nil {
		t.Fatal(err)
	}
	h.local, h.ledger = local, quota.NewLedger(local)
	t.Cleanup(func() {
		h.ledger.Close()
		local.Close()
	})
}

// holds requires the ledger to know what is on the disk.
func (h *home) holds(t *testing.T, fs storage.FS) storage.Usage {
	t.Helper()
	got, err := fs.Usage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var bytes, files int64
	err = filepath.WalkDir(h.dir, func(p string, d os.DirEntry, err error) error {
		if err != nil || p == h.dir {
			return err
		}
		files++
		i, err := d.Info()
		if err == nil && i.Mode().IsRegular() {
			bytes += i.Size()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if got.Bytes != bytes || got.Files != files {
		t.Fatalf("the ledger has %d bytes in %d files; the disk has %d in %d", got.Bytes, got.Files, bytes, files)
	}
	return got
}

var kinds = map[string]storage.LocalOptions{"safe": {}, "strict": {Uploads: storage.Strict}, "in place": {Uploads: storage.InPlace}}

func TestConforms(t *testing.T) {
	for name, o := range kinds {
		t.Run(name, func(t *testing.T) {
			storagetest.Suite(t, func(t *testing.T) storage.FS {
				h := newHome(t, o)
				return h.ledger.Limit(h.local, quota.Limits{Bytes: 1 << 40, Files: 1 << 40})
			})
		})
	}
}

// put uploads content, and gives what Create or Commit says.
func put(t *testing.T, fs storage.FS, p storage.Path, o storage.CreateOptions, content string) error {
	t.Helper()
	u, err := fs.Create(t.Context(), p, o)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(u, content); err != nil {
		if committed := u.Commit(); !errors.Is(committed, err) {
			t.Errorf("Commit after %v gives %v", err, committed)
		}
		return err
	}
	return u.Commit()
}

// wantQuota requires a refusal for the limit.
func wantQuota(t *testing.T, what string, err error) {
	t.Helper()
	if storage.ClassOf(err) != storage.Quota {
		t.Errorf("%s: %v of class %v; want quota", what, err, storage.ClassOf(err))
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestBytes(t *testing.T) {
	for name, o := range kinds {
		t.Run(name, func(t *testing.T) {
			h := newHome(t, o)
			fs := h.ledger.Limit(h.local, quota.Limits{Bytes: 10})
			must(t, put(t, fs, "/a", storage.CreateOptions{}, "0123"))
			must(t, put(t, fs, "/b", storage.CreateOptions{}, "456789"))
			wantQuota(t, "a new file", put(t, fs, "/c", storage.CreateOptions{}, ""))
			wantQuota(t, "one byte more", put(t, fs, "/a", storage.CreateOptions{Mode: storage.Append}, "x"))
			must(t, put(t, fs, "/a", storage.CreateOptions{}, "abcd"))
			h.holds(t, fs)
			wantQuota(t, "a longer one", put(t, fs, "/a", storage.CreateOptions{}, "abcde"))
			if got := h.holds(t, fs); got.Bytes > 10 {
				t.Errorf("%d bytes are there", got.Bytes)
			}
			must(t, put(t, fs, "/b", storage.CreateOptions{}, "x"))
			h.holds(t, fs)
			must(t, fs.Remove(t.Context(), "/b"))
			if free, err := fs.Space(t.Context(), "/"); err != nil || free != 6 {
				t.Errorf("%d bytes are free, %v; want 6", free, err)
			}
			must(t, put(t, fs, "/a", storage.CreateOptions{Mode: storage.Resume, Offset: 2}, "23456789"))
			h.holds(t, fs)
			wantQuota(t, "resumed at the end", put(t, fs, "/a", storage.CreateOptions{Mode: storage.Resume, Offset: 10}, "x"))
			must(t, fs.Rename(t.Context(), "/a", "/z"))
			h.holds(t, fs)
		})
	}
}

func TestFiles(t *testing.T) {
	h := newHome(t, storage.LocalOptions{})
	fs := h.ledger.Limit(h.local, quota.Limits{Files: 3})
	must(t, fs.Mkdir(t.Context(), "/d", storage.DirOptions{}))
	must(t, put(t, fs, "/d/f", storage.CreateOptions{}, "f"))
	must(t, fs.Symlink(t.Context(), "/d/f", "/l"))
	for what, err := range map[string]error{
		"Mkdir": fs.Mkdir(t.Context(), "/e", storage.DirOptions{}), "Symlink": fs.Symlink(t.Context(), "/", "/m"),
		"Create": put(t, fs, "/g", storage.CreateOptions{}, ""), "Unique": put(t, fs, "/d/f", storage.CreateOptions{Mode: storage.Unique}, ""),
	} {
		wantQuota(t, what, err)
	}
	if err := fs.Mkdir(t.Context(), "/d", storage.DirOptions{}); storage.ClassOf(err) != storage.Exist {
		t.Errorf("Mkdir of what is there: %v", err)
	}
	must(t, put(t, fs, "/l", storage.CreateOptions{}, "through the link"))
	h.holds(t, fs)
	must(t, fs.Rename(t.Context(), "/d/f", "/l"))
	if got := h.holds(t, fs); got.Files != 2 {
		t.Errorf("%d files are left", got.Files)
	}
	must(t, fs.Rmdir(t.Context(), "/d"))
	must(t, fs.Mkdir(t.Context(), "/e", storage.DirOptions{}))
	h.holds(t, fs)
}

// What was there before counts, whoever put it there; what could not be counted lets nothing be stored.
func TestFirstCount(t *testing.T) {
	h := &home{dir: t.TempDir()}
	must(t, os.MkdirAll(filepath.Join(h.dir, "a/b"), 0o755))
	must(t, os.WriteFile(filepath.Join(h.dir, "a/b/f"), []byte("12345"), 0o644))
	must(t, os.Symlink("a/b/f", filepath.Join(h.dir, "l")))
	h.open(t, storage.LocalOptions{})
	fs := h.ledger.Limit(h.local, quota.Limits{Bytes: 6})
	if got, want := h.holds(t, fs), (storage.Usage{Bytes: 5, Files: 4, MaxBytes: 6}); got != want {
		t.Errorf("%+v is there, want %+v", got, want)
	}
	wantQuota(t, "two bytes", put(t, fs, "/g", storage.CreateOptions{}, "67"))

	broken := storagetest.Faulty(h.local, storagetest.Fault{Op: storagetest.List, Class: storage.Other})
	ledger := quota.NewLedger(broken)
	defer ledger.Close()
	fs = ledger.Limit(h.local, quota.Limits{Bytes: 100})
	if err := put(t, fs, "/h", storage.CreateOptions{}, "x"); err == nil {
		t.Error("something was stored although nobody knows what is there")
	}
}

// What breaks off counts with what of it is there.
func TestAborted(t *testing.T) {
	for name, o := range kinds {
		t.Run(name, func(t *testing.T) {
			h := newHome(t, o)
			fs := h.ledger.Limit(h.local, quota.Limits{Bytes: 100})
			must(t, put(t, fs, "/old", storage.CreateOptions{}, "old content"))
			for _, p := range []storage.Path{"/old", "/new"} {
				for _, content := range []string{"", "part", "more than there was before"} {
					u, err := fs.Create(t.Context(), p, storage.CreateOptions{})
					must(t, err)
					_, err = u.Write([]byte(content))
					must(t, err)
					must(t, u.Abort())
					must(t, u.Abort())
					h.holds(t, fs)
				}
			}
		})
	}
}

// A link that an upload replaces, or writes through.
func TestThroughALink(t *testing.T) {
	for name, o := range kinds {
		t.Run(name, func(t *testing.T) {
			h := newHome(t, o)
			fs := h.ledger.Limit(h.local, quota.Limits{Bytes: 100})
			must(t, put(t, fs, "/f", storage.CreateOptions{}, "0123456789"))
			must(t, fs.Symlink(t.Context(), "/f", "/l"))
			must(t, put(t, fs, "/l", storage.CreateOptions{}, "abc"))
			h.holds(t, fs)
		})
	}
}

// Two sessions do not work on one file at once, by whatever name.
func TestOneAtATime(t *testing.T) {
	h := newHome(t, storage.LocalOptions{})
	mine, theirs := h.ledger.Limit(h.local, quota.Limits{Bytes: 100}), h.ledger.Limit(h.local, quota.Limits{Bytes: 100})
	must(t, mine.Mkdir(t.Context(), "/d", storage.DirOptions{}))
	must(t, os.WriteFile(filepath.Join(h.dir, "d/f"), nil, 0o644))
	must(t, os.Link(filepath.Join(h.dir, "d/f"), filepath.Join(h.dir, "other")))
	u, err := mine.Create(t.Context(), "/d/f", storage.CreateOptions{})
	must(t, err)
	_, create := theirs.Create(t.Context(), "/d/f", storage.CreateOptions{Mode: storage.Append})
	_, other := theirs.Create(t.Context(), "/other", storage.CreateOptions{})
	for what, err := range map[string]error{
		"Create": create, "Create by another name": other, "Remove": theirs.Remove(t.Context(), "/d/f"),
		"Rename": theirs.Rename(t.Context(), "/d/f", "/g"), "Rename onto": theirs.Rename(t.Context(), "/other", "/d/f"),
		"Rename its directory": theirs.Rename(t.Context(), "/d", "/e"),
	} {
		if storage.ClassOf(err) != storage.Busy {
			t.Errorf("%s: %v, want class busy", what, err)
		}
	}
	must(t, u.Commit())
	must(t, theirs.Rename(t.Context(), "/d", "/e"))
}

// Two sessions do not make one name at once, by whatever way they reach it and whether or not it is to be seen yet.
func TestOneNameAtATime(t *testing.T) {
	for name, o := range kinds {
		t.Run(name, func(t *testing.T) {
			h := newHome(t, o)
			mine, theirs := h.ledger.Limit(h.local, quota.Limits{Files: 100}), h.ledger.Limit(h.local, quota.Limits{Files: 100})
			must(t, mine.Mkdir(t.Context(), "/d", storage.DirOptions{}))
			must(t, mine.Symlink(t.Context(), "/d", "/way"))
			must(t, mine.Mkdir(t.Context(), "/e", storage.DirOptions{}))
			u, err := mine.Create(t.Context(), "/d/f", storage.CreateOptions{})
			must(t, err)
			_, err = io.WriteString(u, "mine")
			must(t, err)
			_, same := theirs.Create(t.Context(), "/d/f", storage.CreateOptions{})
			_, replace := theirs.Create(t.Context(), "/way/f", storage.CreateOptions{})
			_, unique := theirs.Create(t.Context(), "/way/f", storage.CreateOptions{Mode: storage.Unique})
			for what, err := range map[string]error{
				"Create": same, "Create by a link": replace, "Unique by a link": unique,
				"Mkdir": theirs.Mkdir(t.Context(), "/way/f", storage.DirOptions{}), "Symlink": theirs.Symlink(t.Context(), "/e", "/d/f"),
				"Rename onto": theirs.Rename(t.Context(), "/e", "/way/f"), "Rename its directory": theirs.Rename(t.Context(), "/d", "/x"),
				"Remove": theirs.Remove(t.Context(), "/way/f"), "Rmdir": theirs.Rmdir(t.Context(), "/d"),
			} {
				if storage.ClassOf(err) != storage.Busy {
					t.Errorf("%s: %v, want class busy", what, err)
				}
			}
			must(t, u.Commit())
			must(t, put(t, theirs, "/way/f", storage.CreateOptions{}, "theirs"))
			h.holds(t, theirs)
			must(t, put(t, mine, "/f", storage.CreateOptions{}, ""))
			v, err := mine.Create(t.Context(), "/f.1", storage.CreateOptions{})
			must(t, err)
			if err := put(t, theirs, "/f", storage.CreateOptions{Mode: storage.Unique}, "u"); err != nil && storage.ClassOf(err) != storage.Busy {
				t.Errorf("Unique where another makes that name: %v", err)
			}
			must(t, v.Commit())
			h.holds(t, theirs)
		})
	}
}

// What a killed server has left is removed before the first count, and what belongs to uploads of other servers counts.
func TestTemporaryFilesCount(t *testing.T) {
	h := &home{dir: t.TempDir()}
	must(t, os.Mkdir(filepath.Join(h.dir, "d"), 0o755))
	must(t, os.WriteFile(filepath.Join(h.dir, "d", storage.UploadPrefix+strings.Repeat("A", 26)), make([]byte, 3500), 0o600))
	other, err := storage.OpenLocal(h.dir, storage.LocalOptions{Sync: storage.SyncData}) // which holds no upload in memory
	must(t, err)
	defer other.Close()
	u, err := other.Create(t.Context(), "/d/theirs", storage.CreateOptions{})
	must(t, err)
	_, err = io.WriteString(u, "12345")
	must(t, err)
	h.open(t, storage.LocalOptions{})
	fs := h.ledger.Limit(h.local, quota.Limits{Bytes: 1000})
	if got, want := h.holds(t, fs), (storage.Usage{Bytes: 5, Files: 2, MaxBytes: 1000}); got != want {
		t.Errorf("%+v is there, want %+v", got, want)
	}
	must(t, u.Commit())
	h.holds(t, fs)
	hidden := storage.Path("/d/" + storage.UploadPrefix + strings.Repeat("B", 26))
	for i, o := range []storage.CreateOptions{{}, {Mode: storage.Append}, {Mode: storage.Unique}} {
		if err := put(t, fs, hidden, o, "hidden"); storage.ClassOf(err) != storage.InvalidName {
			t.Errorf("upload %d to a reserved name: %v", i, err)
		}
	}
	if err := fs.Rename(t.Context(), "/d/theirs", hidden); storage.ClassOf(err) != storage.InvalidName {
		t.Errorf("Rename to a reserved name: %v", err)
	}
	h.holds(t, fs)
}

// An upload that runs out of room leaves the old file.
func TestOldFileOutlivesTheLimit(t *testing.T) {
	for name, o := range kinds {
		t.Run(name, func(t *testing.T) {
			h := newHome(t, o)
			fs := h.ledger.Limit(h.local, quota.Limits{Bytes: 10})
			must(t, put(t, fs, "/f", storage.CreateOptions{}, "old"))
			wantQuota(t, "a file that is too large", put(t, fs, "/f", storage.CreateOptions{}, "0123456789a"))
			if got, err := os.ReadFile(filepath.Join(h.dir, "f")); err != nil || string(got) != "old" {
				t.Errorf("the file is %q, %v", got, err)
			}
			h.holds(t, fs)
		})
	}
}

// Room ends inside what the kernel moves; nothing is lost of a source that fits exactly.
func TestReadFromConnection(t *testing.T) {
	const limit = 3<<20 + 17
	for _, extra := range []int{0, 1, 1 << 20} {
		t.Run(fmt.Sprint(extra), func(t *testing.T) {
			h := newHome(t, storage.LocalOptions{})
			fs := h.ledger.Limit(h.local, quota.Limits{Bytes: limit})
			l, err := net.Listen("tcp", "127.0.0.1:0")
			must(t, err)
			defer l.Close()
			go func() {
				if c, err := net.Dial("tcp", l.Addr().String()); err == nil {
					c.Write(bytes.Repeat([]byte("x"), limit+extra))
					c.Close()
				}
			}()
			c, err := l.Accept()
			must(t, err)
			defer c.Close()
			u, err := fs.Create(t.Context(), "/f", storage.CreateOptions{})
			must(t, err)
			n, err := u.ReadFrom(&io.LimitedReader{R: c, N: 1 << 40})
			if n != limit {
				t.Errorf("%d bytes were stored", n)
			}
			if extra == 0 {
				must(t, err)
				must(t, u.Commit())
			} else {
				wantQuota(t, "ReadFrom", err)
				wantQuota(t, "Commit", u.Commit())
			}
			h.holds(t, fs)
		})
	}
}

// Many sessions at once stay within the limits together, and the ledger knows at the end what is there.
func TestConcurrent(t *testing.T) {
	const limit, names, sessions, rounds = 4000, 12, 8, 150
	for name, o := range kinds {
		t.Run(name, func(t *testing.T) {
			h := newHome(t, o)
			limits := quota.Limits{Bytes: limit, Files: 9}
			var wait sync.WaitGroup
			for s := range sessions {
				wait.Go(func() {
					random, fs := rand.New(rand.NewPCG(uint64(s), 7)), h.ledger.Limit(h.local, limits)
					file := func() storage.Path { return storage.Path(fmt.Sprintf("/f%d", random.IntN(names))) }
					for range rounds {
						switch random.IntN(8) {
						case 0:
							fs.Remove(t.Context(), file())
						case 1:
							fs.Rename(t.Context(), file(), file())
						case 2:
							fs.Mkdir(t.Context(), "/d", storage.DirOptions{})
							fs.Rmdir(t.Context(), "/d")
						default:
							store(t, fs, random, file())
						}
						if u, err := fs.Usage(t.Context()); err != nil || u.Bytes > limit || u.Files > limits.Files {
							t.Errorf("%+v is there, %v", u, err)
						}
					}
				})
			}
			wait.Wait()
			h.holds(t, h.ledger.Limit(h.local, limits))
		})
	}
}

// store uploads something in some way.
func store(t *testing.T, fs storage.FS, random *rand.Rand, p storage.Path) {
	modes := []storage.Mode{storage.Replace, storage.Append, storage.Unique}
	u, err := fs.Create(t.Context(), p, storage.CreateOptions{Mode: modes[random.IntN(len(modes))]})
	if err != nil {
		return
	}
	content := strings.Repeat("x", random.IntN(1500))
	if random.IntN(2) == 0 {
		u.ReadFrom(strings.NewReader(content))
	} else {
		io.WriteString(u, content)
	}
	if random.IntN(4) == 0 {
		u.Abort()
	} else {
		u.Commit()
	}
}
