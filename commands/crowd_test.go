package commands_test

import (
	"context"
	"iter"
	"strconv"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/storage"
)

// crowded is a tree whose directory /crowd has no end.
type crowded struct{ storage.FS }

func (c crowded) List(ctx context.Context, p storage.Path) iter.Seq2[storage.Info, error] {
	if p != "/crowd" {
		return c.FS.List(ctx, p)
	}
	return func(yield func(storage.Info, error) bool) {
		for i := 0; yield(storage.Info{Name: strconv.Itoa(i), Size: 1}, nil); i++ {
		}
	}
}

// Remove removes what is on the disk; a system call for each of a million others would take a minute on a busy machine.
func (c crowded) Remove(ctx context.Context, p storage.Path) error {
	if strings.HasPrefix(string(p), "/crowd/") && p != "/crowd/5" {
		return nil
	}
	return c.FS.Remove(ctx, p)
}

// TestEndlessDirectory: what visits whole directories stops, and says so.
func TestEndlessDirectory(t *testing.T) {
	r := newRig(t, setup{files: func(fs storage.FS) storage.FS { return crowded{fs} }})
	r.mkdir("crowd")
	r.write("crowd/5", "removed")
	c := r.login("alice")
	c.talk("DSIZ crowd", "550 There are too many files to count.")
	c.talk("RMDA crowd", "550 There are too many files; some are removed.")
	c.talk("NOOP", "200 Done.")
	c.close()
	if got := r.tree(); len(got) != 1 {
		t.Errorf("left is %q", got)
	}
}
