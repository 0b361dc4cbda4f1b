//go:build !portable

package storage

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

// TestListAllocates holds a listing to one allocation an entry, its name.
func TestListAllocates(t *testing.T) {
	l, dir := testLocal(t, LocalOptions{})
	const files = 1500 // several reads of the directory
	for i := range files {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("f%d", i)), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	const fixed = 30 // opening the directory and what iterating takes
	perEntry := 1
	if arch := runtime.GOARCH; arch != "amd64" && arch != "arm64" && arch != "riscv64" {
		perEntry = 3 // see fstatat_copy.go
	}
	n := testing.AllocsPerRun(5, func() {
		for _, err := range l.List(t.Context(), "/") {
			if err != nil {
				t.Fatal(err)
			}
		}
	})
	if n > float64(files*perEntry+fixed) {
		t.Errorf("%v allocations for %d entries", n, files)
	}
}

// entry makes a directory entry as the kernel does.
func entry(size int, name string) []byte {
	b := make([]byte, direntName)
	binary.NativeEndian.PutUint16(b[direntLength:], uint16(size))
	return append(b, name...)
}

func TestDirent(t *testing.T) {
	two := append(entry(24, "ab\x00\x00\x00"), entry(21, "c\x00")...)
	name, _, rest, err := dirent(two)
	if string(name) != "ab\x00" || !bytes.Equal(rest, two[24:]) || err != nil {
		t.Errorf("the first is %q, %v", name, err)
	}
	name, _, rest, err = dirent(rest)
	if string(name) != "c\x00" || len(rest) != 0 || err != nil {
		t.Errorf("the second is %q, %v", name, err)
	}
	for what, b := range map[string][]byte{
		"no bytes":      nil,
		"too short":     entry(19, ""),
		"length 0":      append(entry(0, ""), "abc\x00"...),
		"beyond buffer": entry(30, "abc\x00"),
		"no NUL":        entry(22, "abc"),
		"no name":       entry(22, "\x00bc"),
	} {
		if name, _, _, err := dirent(b); !errors.Is(err, unix.EIO) {
			t.Errorf("%s: %q, %v, want EIO", what, name, err)
		}
	}
}

func TestVirtualNames(t *testing.T) {
	for magic, want := range map[int64]string{
		unix.PROC_SUPER_MAGIC: "proc", unix.SYSFS_MAGIC: "sysfs", unix.CGROUP_SUPER_MAGIC: "cgroup",
		unix.CGROUP2_SUPER_MAGIC: "cgroup", unix.DEVPTS_SUPER_MAGIC: "devpts", unix.DEBUGFS_MAGIC: "debugfs",
		unix.TRACEFS_MAGIC: "tracefs", unix.SECURITYFS_MAGIC: "securityfs", unix.SELINUX_MAGIC: "selinuxfs",
		unix.BPF_FS_MAGIC: "bpf", unix.EFIVARFS_MAGIC: "efivarfs", unix.PSTOREFS_MAGIC: "pstore",
		unix.EXT4_SUPER_MAGIC: "", unix.TMPFS_MAGIC: "", unix.NFS_SUPER_MAGIC: "",
	} {
		if got := virtualName(magic); got != want {
			t.Errorf("virtualName(%#x) = %q, want %q", magic, got, want)
		}
	}
}

func TestProduct(t *testing.T) {
	for _, c := range [][3]int64{
		{0, 4096, 0}, {10, 4096, 40960}, {-1, 4096, 0}, {10, -1, 0}, {10, 0, 0},
		{1 << 62, 4096, 1<<63 - 1}, {1<<51 - 1, 4096, (1<<51 - 1) * 4096}, {1 << 51, 4096, 1<<63 - 1},
	} {
		if got := product(c[0], c[1]); got != c[2] {
			t.Errorf("product(%d, %d) = %d, want %d", c[0], c[1], got, c[2])
		}
	}
}

func TestSpaceIsTheSystems(t *testing.T) {
	l, dir := testLocal(t, LocalOptions{})
	free, err := l.Space(t.Context(), "/")
	if err != nil {
		t.Fatal(err)
	}
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		t.Fatal(err)
	}
	// Others write to the disk meanwhile, so it is near and not equal.
	want := int64(st.Bavail) * int64(st.Bsize)
	if diff := free - want; diff > want/10 || diff < -want/10 {
		t.Errorf("Space is %d, statfs says %d", free, want)
	}
}

func TestFileMode(t *testing.T) {
	for m, want := range map[uint32]string{
		unix.S_IFREG | 0o644: "-rw-r--r--", unix.S_IFDIR | 0o755: "drwxr-xr-x", unix.S_IFLNK | 0o777: "Lrwxrwxrwx",
		unix.S_IFBLK | 0o660: "Drw-rw----", unix.S_IFCHR | 0o600: "Dcrw-------", unix.S_IFIFO | 0o400: "pr--------",
		unix.S_IFSOCK: "S---------", unix.S_IFREG | unix.S_ISUID | unix.S_ISGID: "ug---------",
		unix.S_IFDIR | unix.S_ISVTX | 0o777: "dtrwxrwxrwx",
	} {
		if got := fileMode(m).String(); got != want {
			t.Errorf("fileMode(%#o) = %s, want %s", m, got, want)
		}
	}
}
