//go:build unix

package storage_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/storagetest"
)

// TestPermitsWhatTheSystemDoes makes files and directories of every kind of owner and permission, and compares what is
// judged from their descriptions with what the system lets the process do.
func TestPermitsWhatTheSystemDoes(t *testing.T) {
	dir := t.TempDir()
	must(t, os.Chmod(dir, 0o755))
	for _, parent := range []fs.FileMode{0o777, 0o777 | fs.ModeSticky, 0o755} {
		d := filepath.Join(dir, fmt.Sprintf("p%o", uint32(parent)))
		must(t, os.Mkdir(d, 0o700))
		for _, perm := range []fs.FileMode{0o000, 0o700, 0o070, 0o007, 0o421, 0o142, 0o214, 0o755, 0o644} {
			for who, ids := range [][2]int{{0, 0}, {nobody, 0}, {0, nobody}} {
				for _, kind := range []string{"f", "d"} {
					p := filepath.Join(d, fmt.Sprintf("%s%03o-%d", kind, perm, who))
					if kind == "f" {
						disk(t, p, "")
					} else {
						must(t, os.Mkdir(p, 0o755))
					}
					must(t, os.Chmod(p, perm))
					if os.Getuid() == 0 {
						must(t, os.Chown(p, ids[0], ids[1]))
					}
				}
			}
		}
		must(t, os.Chmod(d, parent))
	}
	asNobody(t, dir, comparePermits)
	if os.Getuid() == 0 { // nothing binds root
		l := openLocal(t, dir, storage.LocalOptions{})
		comparePermits(t, l)
		for i, err := range l.List(t.Context(), "/p755") {
			must(t, err)
			const all = storage.MayRead | storage.MayWrite | storage.MayEnter | storage.MayDetach
			if got := storage.Permits(t.Context(), l, "/p755")(i); got != all {
				t.Errorf("root may do %04b with %s", got, i.Name)
			}
		}
	}
}

// comparePermits looks at all that is two levels deep.
func comparePermits(t *testing.T, l *storage.Local) {
	top := os.Getenv(nobodyDir)
	compared := 0
	for d, err := range l.List(t.Context(), "/") {
		must(t, err)
		dir := storage.Path("/" + d.Name)
		may := storage.Permits(t.Context(), l, dir)
		for i, err := range l.List(t.Context(), dir) {
			must(t, err)
			compared++
			got := may(i)
			p := dir.Join(i.Name)
			if i.IsDir() {
				_, err := storage.Enter(t.Context(), l, p)
				if enter := err == nil; enter != (got&storage.MayEnter != 0) {
					t.Errorf("%s, %v of %d:%d: may %04b, and entering is %t", p, i.Mode, i.Owner, i.Group, got, enter)
				}
			}
			if top == "" {
				continue
			}
			for access, mode := range map[storage.Access]uint32{storage.MayRead: unix.R_OK, storage.MayWrite: unix.W_OK} {
				if want := unix.Access(filepath.Join(top, string(p)), mode) == nil; want != (got&access != 0) {
					t.Errorf("%s, %v of %d:%d: may %04b, and access %d is %t", p, i.Mode, i.Owner, i.Group, got, mode, want)
				}
			}
			detached := l.Rename(t.Context(), p, p+".x") == nil
			if detached {
				must(t, l.Rename(t.Context(), p+".x", p))
			}
			if detached != (got&storage.MayDetach != 0) {
				t.Errorf("%s, %v of %d:%d in %v of %d: may %04b, and renaming is %t", p, i.Mode, i.Owner, i.Group, d.Mode, d.Owner, got, detached)
			}
		}
	}
	if compared < 3*9*3*2 {
		t.Errorf("only %d were compared", compared)
	}
}

// TestPermitsOnAReadOnlyMount: nothing there can be changed, not even by root.
func TestPermitsOnAReadOnlyMount(t *testing.T) {
	dir := t.TempDir()
	must(t, os.Mkdir(filepath.Join(dir, "m"), 0o755))
	storagetest.Mount(t, filepath.Join(dir, "m"), func() { disk(t, filepath.Join(dir, "m", "f"), "") }, true)
	l := openLocal(t, dir, storage.LocalOptions{})
	i, err := l.Stat(t.Context(), "/m/f")
	must(t, err)
	if got := storage.Permits(t.Context(), l, "/m")(i); got&(storage.MayWrite|storage.MayDetach) != 0 || got&storage.MayRead == 0 {
		t.Errorf("may %04b", got)
	}
}

// TestEnterSeesChanges: what is remembered of a directory that was entered ends with its permissions.
func TestEnterSeesChanges(t *testing.T) {
	asNobody(t, t.TempDir(), func(t *testing.T, _ *storage.Local) {
		dir := t.TempDir()
		sub := filepath.Join(dir, "d")
		must(t, os.Mkdir(sub, 0o700))
		l := openLocal(t, dir, storage.LocalOptions{})
		for range 3 {
			time.Sleep(20 * time.Millisecond) // a tick of the clock that change times are taken from
			for range 2 {
				i, err := storage.Enter(t.Context(), l, "/d")
				must(t, err)
				if !i.IsDir() || i.Name != "d" {
					t.Errorf("entered %+v", i)
				}
			}
			must(t, os.Chmod(sub, 0o600))
			_, err := storage.Enter(t.Context(), l, "/d")
			wantClass(t, "Enter", err, storage.Permission)
			must(t, os.Chmod(sub, 0o700))
		}
	})
}
