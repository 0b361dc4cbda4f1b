//go:build linux && !portable

package storage

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// TestSweepLooksAtNamesAlone: a sweep costs nothing for each name, and so makes no system call for it. Package os looks
// at every entry of a directory that it has opened below a root.
func TestSweepLooksAtNamesAlone(t *testing.T) {
	dir := t.TempDir()
	const names = 2000
	for i := range names {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("file-%04d", i)), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	l, err := OpenLocal(dir, LocalOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if allocated := testing.AllocsPerRun(3, func() {
		if left, err := l.Sweep(t.Context()); err != nil || left != (Left{}) {
			t.Fatal(left, err)
		}
	}); allocated > names/10 {
		t.Errorf("%v allocations for %d names", allocated, names)
	}
}
