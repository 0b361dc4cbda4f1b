package outside

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSecretsMounted: a directory that is mounted inside the served one as well is known by the table of mounts.
func TestSecretsMounted(t *testing.T) {
	t.Parallel()
	top := t.TempDir()
	served, point := filepath.Join(top, "served"), filepath.Join(top, "served", "a b")
	if err := os.MkdirAll(point, 0o700); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(served)
	if err != nil {
		t.Fatal(err)
	}
	const shown = "30 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n" + // the root, /srv on a device of its own
		"31 30 8:2 /data /srv rw - ext4 /dev/sda2 rw\n"
	at := strings.ReplaceAll(point, " ", `\040`)
	for _, test := range []struct {
		what, mounts, dir, want string
	}{
		{"nothing more", "", "/etc/portolan", ""},
		{"the directory", "32 30 8:1 /etc/portolan " + at + " rw - ext4 /dev/sda1 rw\n", "/etc/portolan", point},
		{"one above it", "32 30 8:1 /etc " + at + " rw - ext4 /dev/sda1 rw\n", "/etc/portolan", point},
		{"all of the device", "32 30 8:1 / " + at + " rw - ext4 /dev/sda1 rw\n", "/etc/portolan", point},
		{"one beside it", "32 30 8:1 /etc/port " + at + " rw - ext4 /dev/sda1 rw\n", "/etc/portolan", ""},
		{"one below it", "32 30 8:1 /etc/portolan/x " + at + " rw - ext4 /dev/sda1 rw\n", "/etc/portolan", ""},
		{"another device", "32 30 8:3 /etc " + at + " rw - ext4 /dev/sda3 rw\n", "/etc/portolan", ""},
		{"elsewhere", "32 30 8:1 /etc " + top + " rw - ext4 /dev/sda1 rw\n", "/etc/portolan", ""},
		{"from a mount", "32 30 8:2 /data/keys " + at + " rw - ext4 /dev/sda2 rw\n", "/srv/keys", point},
		{"from what that mount does not show", "32 30 8:2 /keys " + at + " rw - ext4 /dev/sda2 rw\n", "/srv/keys", ""},
	} {
		mounts := readMounts(strings.NewReader(shown + test.mounts))
		if got := mountedAt(test.dir, []os.FileInfo{info}, mounts); got != test.want {
			t.Errorf("%s: %q, want %q", test.what, got, test.want)
		}
	}
}
