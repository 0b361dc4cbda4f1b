//go:build unix

package accounts

import (
	"os"
	"syscall"
	"testing"
)

func TestEditFileKeepsOwner(t *testing.T) {
	path := usersPath(t)
	write(t, path, "")
	uid, gid := os.Getuid(), os.Getgid()
	if uid == 0 {
		// Only root can give files away, and only then is there a danger.
		uid, gid = 12345, 23456
		if err := os.Chown(path, uid, gid); err != nil {
			t.Fatal(err)
		}
	}
	if err := EditFile(t.Context(), path, addLocked("alice")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	have := info.Sys().(*syscall.Stat_t)
	if int(have.Uid) != uid || int(have.Gid) != gid || info.Mode() != 0o600 {
		t.Errorf("owner %d:%d mode %v, want %d:%d 0600", have.Uid, have.Gid, info.Mode(), uid, gid)
	}
}
