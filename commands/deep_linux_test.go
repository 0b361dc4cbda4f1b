package commands_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/portolan-ftp/portolan/spec/testcost"
	"github.com/portolan-ftp/portolan/storage/quota"
)

// TestTreeDeeperThanPaths counts and removes a tree of 1,000 levels, which no path leads to the end of, and which the
// quota has counted too.
func TestTreeDeeperThanPaths(t *testing.T) {
	t.Parallel()
	testcost.Some(t)
	const levels = 1000
	r := newRig(t, setup{files: limitedFiles(quota.Limits{Bytes: 1 << 30})})
	r.mkdir("d")
	at, err := unix.Open(filepath.Join(r.dir, "d"), unix.O_DIRECTORY, 0)
	must(t, err)
	for range levels {
		f, err := unix.Openat(at, "file", unix.O_CREAT|unix.O_WRONLY, 0o644)
		must(t, err)
		_, writeErr := unix.Write(f, []byte("abc"))
		must(t, errors.Join(writeErr, unix.Close(f), unix.Mkdirat(at, "level", 0o755)))
		next, err := unix.Openat(at, "level", unix.O_DIRECTORY, 0)
		must(t, err)
		must(t, unix.Close(at))
		at = next
	}
	must(t, unix.Close(at))
	c := r.login("alice")
	c.talk("DSIZ", "213 3000")
	r.waitFor("the quota has counted the tree", func() bool {
		c.send("SITE QUOTA")
		return strings.HasPrefix(c.reply(), "200-")
	})
	c.talk("SITE QUOTA", "200-Quota:")
	c.expect(" bytes 3000 of 1073741824")
	c.talk("200 End.", "RMDA d", "250 Directory removed with all in it.", "SITE QUOTA", "200-Quota:")
	c.expect(" bytes 0 of 1073741824")
	c.talk("200 End.")
	if got := r.tree(); len(got) != 0 {
		t.Errorf("left are %d", len(got))
	}
}
