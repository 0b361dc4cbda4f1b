//go:build unix

package storage_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/portolan-ftp/portolan/storage"
)

// nobodyDir is set in the process that runs a test as another user: the directory that it serves.
const nobodyDir = "PORTOLAN_TEST_AS_NOBODY"

// nobody is the user whom the system's own files and those of the tests do not belong to.
const nobody = 65534

// asNobody runs do, with dir served, which t.TempDir has made, as a user who does not own what is in it. Root may do
// everything whatever the permissions say, so as root the test runs once more in a process of that user; others remain
// who they are.
func asNobody(t *testing.T, dir string, do func(t *testing.T, l *storage.Local)) {
	t.Helper()
	if inside := os.Getenv(nobodyDir); inside != "" {
		do(t, openLocal(t, inside, storage.LocalOptions{}))
		return
	}
	if os.Getuid() != 0 {
		do(t, openLocal(t, dir, storage.LocalOptions{}))
		return
	}
	top := filepath.Dir(dir) // of this test; the testing package lets nobody else in
	must(t, os.Chmod(top, 0o755))
	temporary := filepath.Join(top, "tmp")
	must(t, os.Mkdir(temporary, 0o700))
	must(t, os.Chown(temporary, nobody, nobody))
	self, err := os.Executable()
	must(t, err)
	binary := filepath.Join(top, "test")
	must(t, os.Link(self, binary))
	c := exec.Command(binary, "-test.run=^"+t.Name()+"$", "-test.v")
	c.Dir = "/"
	c.Env = append(os.Environ(), nobodyDir+"="+dir, "TMPDIR="+temporary)
	c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	out, err := c.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("as another user: %v\n%s", err, out)
	}
}
