//go:build unix

package tlsfile

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// TestReadSpecial: neither a pipe nor a device nor a huge file keeps the server waiting, or fills its memory.
func TestReadSpecial(t *testing.T) {
	dir := t.TempDir()
	fifo, huge := filepath.Join(dir, "fifo"), filepath.Join(dir, "huge")
	if err := unix.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	write(t, huge, "x")
	if err := os.Truncate(huge, 1<<40); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		fifo:        fifo + " is no regular file: a pipe or a device cannot be read again when it changes",
		"/dev/zero": "/dev/zero is no regular file: a pipe or a device cannot be read again when it changes",
		dir:         dir + " is a directory, where a file is expected",
		huge:        huge + " has more than ",
	} {
		_, certificates := ReadCertificates(path)
		_, lists := ReadLists(path)
		_, pair := ReadPair(path, path)
		for _, err := range []error{certificates, lists, pair} {
			if err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("%s: %v, want %s", path, err, want)
			}
		}
	}
}
