package commands_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/portolan-ftp/portolan/storage"
)

// copier is a driver that renames by copying. What it renames to "slow" never ends by itself, and what to "stuck" is
// not removed from its old name.
type copier struct{ storage.FS }

func (c copier) BeginRename(ctx context.Context, from, to storage.Path, replace bool) (storage.Renaming, error) {
	i, err := c.Lstat(ctx, from)
	if err != nil || i.Size == 0 {
		return nil, err
	}
	if _, err := c.Lstat(ctx, to); err == nil && !replace {
		return nil, &storage.Error{Op: "rename", Path: from, Class: storage.Exist, Err: storage.ErrReadOnly}
	}
	return copied{c.FS, i.Size, from, to}, nil
}

type copied struct {
	files    storage.FS
	size     int64
	from, to storage.Path
}

func (c copied) Size() int64 { return c.size }

func (c copied) Run(ctx context.Context, count func(int64)) error {
	switch c.to {
	case "/slow":
		count(c.size / 2)
		<-ctx.Done()
		return ctx.Err()
	case "/stuck":
		return &storage.Error{Op: "rename", Path: c.from, Err: fmt.Errorf("%w: the reason", storage.ErrLeft)}
	}
	return c.files.Rename(ctx, c.from, c.to)
}

// TestLongRename: a driver that copies what it renames does so as work: it is watched by STAT and ended by ABOR, and
// the short renames are answered at once.
func TestLongRename(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{files: func(files storage.FS) storage.FS { return copier{files} }})
	r.write("f", "content!")
	r.write("old", "what was there")
	r.write("empty", "")
	c := r.login("alice")
	c.talk("RNFR empty", "350 Now RNTO.", "RNTO nothing", "250 Renamed.",
		"RNFR f", "350 Now RNTO.", "RNTO stuck", "553 It is copied, and not all of the old one could be removed.",
		"RNFR f", "350 Now RNTO.")
	c.send("RNTO slow")
	c.send("STAT")
	for _, line := range []string{"211-Status:", " 127.0.0.1:<n> > 127.0.0.1:<n>", " login in, user alice, cwd /",
		" type image, form non-print, structure file, mode stream", " setup any, data none",
		" RNTO /slow <n>/8 bytes, <n> bytes/s", "211 End."} {
		c.expect(line)
	}
	c.send("ABOR")
	c.expect("426 Transfer aborted.")
	c.expect("226 Abort done.")
	r.wantTree(map[string]string{"f": "content!", "old": "what was there", "nothing": ""})
	c.talk("RNFR f", "350 Now RNTO.", "RNTO old", "250 Moved.")
	r.wantTree(map[string]string{"old": "content!", "nothing": ""})
	c = r.login("only list,rename")
	r.write("f", "more")
	c.talk("RNFR f", "350 Now RNTO.", "RNTO old", "553 Something has that name.")
}
