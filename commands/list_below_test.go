package commands_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/storage"
)

// TestListBelowIsBounded: LIST -R shows 64 levels below the directory that is named, and ends where there is no end.
func TestListBelowIsBounded(t *testing.T) {
	t.Parallel()
	const levels = 64
	r := newRig(t, setup{files: func(fs storage.FS) storage.FS { return crowded{fs} }})
	r.mkdir(filepath.Join("d", strings.Repeat("s/", levels+5)))
	r.mkdir("crowd")
	c := r.login("alice")
	c.pasv()
	c.talk("LIST -R d", "150 Opening data connection.")
	got := c.download()
	c.expect("226 Transfer complete.")
	if n := strings.Count(got, ":\r\n"); n != levels {
		t.Errorf("%d directories have a head, want %d", n, levels)
	}
	if n := strings.Count(got, "drwxr-xr-x"); n != levels+1 {
		t.Errorf("%d directories have a line, want %d", n, levels+1)
	}
	if !strings.Contains(got, "\r\n\r\nd/s/s:\r\ndrwxr-xr-x ") {
		t.Errorf("the first lines are %q", got[:min(len(got), 300)])
	}
	c.pasv()
	c.talk("LIST -R crowd", "150 Opening data connection.")
	c.drain()
	c.expect("451 Stopped: local error.")
	c.talk("NOOP", "200 Done.")
}
