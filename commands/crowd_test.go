package commands_test

import (
	"context"
	"io/fs"
	"iter"
	"strconv"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/storage"
)

// crowded is a tree whose directory /crowd has no end, and in whose directory /links there are links without end.
type crowded struct{ storage.FS }

func (c crowded) List(ctx context.Context, p storage.Path) iter.Seq2[storage.Info, error] {
	info := storage.Info{Size: 1}
	switch p {
	case "/links":
		info = storage.Info{Mode: fs.ModeSymlink, Target: "x"}
	case "/crowd":
	default:
		return c.FS.List(ctx, p)
	}
	return func(yield func(storage.Info, error) bool) {
		for i := 0; ; i++ {
			if info.Name = strconv.Itoa(i); !yield(info, nil) {
				return
			}
		}
	}
}

// Symlink makes none in a copy.
func (c crowded) Symlink(ctx context.Context, target, link storage.Path) error {
	if strings.HasPrefix(string(link), "/copy/") {
		return nil
	}
	return c.FS.Symlink(ctx, target, link)
}

// Remove removes what is on the disk; a system call for each of a million others would take a minute on a busy machine.
func (c crowded) Remove(ctx context.Context, p storage.Path) error {
	if strings.HasPrefix(string(p), "/crowd/") && p != "/crowd/5" || strings.HasPrefix(string(p), "/copy/") {
		return nil
	}
	return c.FS.Remove(ctx, p)
}

// TestEndlessDirectory: what visits whole directories stops, and says so.
func TestEndlessDirectory(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{files: func(f storage.FS) storage.FS { return crowded{f} }})
	r.mkdir("crowd")
	r.write("crowd/5", "removed")
	c := r.login("alice")
	c.talk("DSIZ crowd", "550 There are too many files to count.")
	c.talk("RMDA crowd", "550 There are too many files; some are removed.")
	r.mkdir("links")
	c.talk("SITE COPY links copy", "550 There are too many files. Nothing is left of the copy.",
		"SITE CPFR links", "350 Now SITE CPTO.", "SITE CPTO copy", "550 There are too many files. Nothing is left of the copy.",
		"RMD links", "250 Directory removed.")
	c.talk("NOOP", "200 Done.")
	c.close()
	if got := r.tree(); len(got) != 1 {
		t.Errorf("left is %q", got)
	}
}
