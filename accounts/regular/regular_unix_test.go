//go:build unix

package regular

import (
	"errors"
	"net"
	"path/filepath"
	"syscall"
	"testing"
)

// TestReadWaitsForNobody: a pipe without a writer would block who opens it.
func TestReadWaitsForNobody(t *testing.T) {
	dir := t.TempDir()
	pipe, socket := filepath.Join(dir, "pipe"), filepath.Join(dir, "socket")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for _, path := range []string{pipe, socket, "/dev/zero", "/dev/tty"} {
		if _, _, err := Read(path, 5); !errors.Is(err, ErrNotRegular) {
			t.Errorf("%s: %v", path, err)
		}
	}
	// The path may have come to lead to a pipe behind the first look.
	if _, _, _, err := readOnce(pipe, 5, func() {}); !errors.Is(err, ErrNotRegular) {
		t.Errorf("a pipe that was none: %v", err)
	}
}
