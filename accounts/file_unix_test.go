//go:build unix

package accounts

import (
	"os"
	"syscall"
	"testing"
	"time"
)

// TestFileIsNoPipe: a pipe without a writer stops neither the start nor a login.
func TestFileIsNoPipe(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := syscall.Mkfifo("PIPE", 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"PIPE", "/dev/zero", "."} {
		_, err := OpenFile(path, FileOptions{})
		wantError(t, err, "users file: read "+path+": not a regular file")
	}
	wantError(t, EditFile(t.Context(), "PIPE", addLocked("alice")), "users file: read PIPE: not a regular file")
	write(t, "PATH", "alice:"+cheapHash(t, "1")+":read-only:\n")
	f, clock, out := open(t, "PATH")
	if err := os.Rename("PIPE", "PATH"); err != nil {
		t.Fatal(err)
	}
	clock.now += time.Second
	if got := login(t, f, "alice", "1"); got != "account alice" {
		t.Error(got)
	}
	const want = "level=ERROR msg=\"users file is broken, keeping the last good version\" path=PATH error=\"users file: read PATH: not a regular file\"\n"
	if out.String() != want {
		t.Errorf("log\n%swant\n%s", out, want)
	}
}
