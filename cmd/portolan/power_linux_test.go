package main

import (
	"bytes"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jlaffaye/ftp"
	"golang.org/x/sys/unix"

	"github.com/portolan-ftp/portolan/cmd/portolan/cli"
	"github.com/portolan-ftp/portolan/spec/testcost"
	"github.com/portolan-ftp/portolan/storage"
)

const (
	// cutVariable asks for the long form of the test, with so many uploads for each way of uploading and of syncing,
	// for vsftpd too if it is installed.
	cutVariable = "PORTOLAN_CUT"
	cutUploads  = 120
	cutClients  = 8
	cutLargest  = 64 << 10 // bytes in a file
	// cutAfter is how long after the last 226 the power fails where that promises nothing at once: longer than ext4
	// takes to commit on its own, in the short form of the test and as it is mounted otherwise.
	cutAfterShort, cutAfterLong = 3 * time.Second, 8 * time.Second
)

// TestPowerCut cuts the power of a file system: what has not been given to the device by then never comes there. Half
// of the uploads make new files, and half replace what is on the disk already.
func TestPowerCut(t *testing.T) {
	testcost.Some(t)
	if os.Geteuid() != 0 {
		testcost.Lacking(t, "cutting the power of a file system takes root, who may mount one: run the test as root")
	}
	uploads, after, options := cutUploads, cutAfterShort, "commit=1"
	moments := []storage.Sync{storage.SyncStart, storage.SyncData}
	long := os.Getenv(cutVariable) != ""
	if long {
		var err error
		if uploads, err = strconv.Atoi(os.Getenv(cutVariable)); err != nil {
			t.Fatal(err)
		}
		moments, after, options = cli.SyncTimes, cutAfterLong, "commit=5"
	}
	for _, way := range cli.UploadWays {
		for _, moment := range moments {
			t.Run(fmt.Sprintf("%v, %v", way, moment), func(t *testing.T) {
				t.Parallel()
				d := newDisk(t, options)
				s := serveDir(t, d.served, 1, "--user", "bob:pw", "--uploads", way.String(), "--sync", moment.String(), "--max-sessions-per-address", "100")
				wait := after
				if moment == storage.SyncData {
					wait = 0
				}
				found := d.cut(s.addresses[0], "bob", uploads, wait)
				s.cmd.Process.Kill()
				s.cmd.Wait()
				got := d.look(found)
				t.Logf("of %d confirmed uploads: %v", uploads, got)
				if bad := got.mixed > 0 || moment != storage.SyncNever && got != (cutResult{whole: uploads}); bad {
					t.Errorf("%v, %v: %v of %d", way, moment, got, uploads)
				}
			})
		}
	}
	if vsftpd, err := exec.LookPath("vsftpd"); long && err == nil {
		t.Run("vsftpd", func(t *testing.T) {
			t.Parallel()
			d := newDisk(t, options)
			address := d.vsftpd(vsftpd)
			t.Logf("of %d confirmed uploads: %v", uploads, d.look(d.cut(address, "anonymous", uploads, after)))
		})
	}
}

// disk is a file system on a device of its own.
type disk struct {
	t      *testing.T
	device string
	mount  string
	served string
	stop   func() // of a server that is not ours
}

// newDisk makes one, or skips the test where that cannot be.
func newDisk(t *testing.T, options string) *disk {
	t.Helper()
	top := t.TempDir()
	d := &disk{t: t, mount: filepath.Join(top, "mount"), stop: func() {}}
	d.served = filepath.Join(d.mount, "served")
	image := filepath.Join(top, "image")
	err := errors.Join(os.Mkdir(d.mount, 0o755), os.WriteFile(image, nil, 0o600), os.Truncate(image, 512<<20))
	if err != nil {
		t.Fatal(err)
	}
	d.run("mkfs.ext4", "-q", image)
	device, err := exec.Command("losetup", "--find", "--show", image).Output()
	if err != nil {
		testcost.Lacking(t, fmt.Sprintf("no loop device is to be had: %v; run it where losetup works", err))
	}
	d.device = strings.TrimSpace(string(device))
	t.Cleanup(func() {
		exec.Command("umount", d.mount).Run()
		d.run("losetup", "--detach", d.device)
	})
	d.run("mount", "-o", options, d.device, d.mount)
	if err := os.Mkdir(d.served, 0o777); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *disk) run(name string, args ...string) {
	d.t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		d.t.Fatalf("%s: %v: %s (from Debian's mount and e2fsprogs)", name, err, out)
	}
}

// cutContent is what a file holds in one of its two versions.
func cutContent(name string, version byte) []byte {
	h := fnv.New64a()
	fmt.Fprint(h, name, version)
	source := rand.NewChaCha8([32]byte(append(make([]byte, 24), h.Sum(nil)...)))
	b := make([]byte, 1+source.Uint64()%cutLargest)
	source.Read(b)
	return b
}

// cut uploads files, waits, and cuts the power. It gives the names.
func (d *disk) cut(address, user string, uploads int, after time.Duration) (names []string) {
	d.t.Helper()
	for i := range uploads {
		name := fmt.Sprintf("f%04d", i)
		names = append(names, name)
		if i%2 == 0 {
			if err := os.WriteFile(filepath.Join(d.served, name), cutContent(name, 1), 0o666); err != nil {
				d.t.Fatal(err)
			}
		}
	}
	dir, err := os.Open(d.mount)
	if err != nil {
		d.t.Fatal(err)
	}
	defer dir.Close()
	if err := unix.Syncfs(int(dir.Fd())); err != nil {
		d.t.Fatal(err)
	}
	began := time.Now()
	var clients sync.WaitGroup
	for client := range cutClients {
		clients.Go(func() {
			c, err := ftp.Dial(address, ftp.DialWithTimeout(patience))
			if err == nil {
				defer c.Quit()
				err = c.Login(user, "pw")
			}
			for i := client; i < uploads && err == nil; i += cutClients {
				err = c.Stor(names[i], bytes.NewReader(cutContent(names[i], 2)))
			}
			if err != nil {
				d.t.Error(err)
			}
		})
	}
	clients.Wait()
	d.t.Logf("%.0f files/s", float64(uploads)/time.Since(began).Seconds())
	time.Sleep(after)
	// FS_IOC_SHUTDOWN with FS_SHUTDOWN_FLAGS_NOLOGFLUSH: nothing more is written, neither data nor journal.
	const shutdown, noLogFlush = 0x8004587d, 2
	if err := unix.IoctlSetPointerInt(int(dir.Fd()), shutdown, noLogFlush); err != nil {
		d.t.Fatal(err)
	}
	return names
}

// cutResult says what became of files.
type cutResult struct{ whole, old, none, empty, mixed int }

func (r cutResult) String() string {
	return fmt.Sprintf("%d whole, %d the old file, %d not there, %d empty or cut short, %d mixed or wrong", r.whole, r.old, r.none, r.empty, r.mixed)
}

// look mounts the file system again, as after the power came back.
func (d *disk) look(names []string) (r cutResult) {
	d.t.Helper()
	d.stop()
	d.run("umount", d.mount)
	d.run("mount", d.device, d.mount)
	for _, name := range names {
		got, err := os.ReadFile(filepath.Join(d.served, name))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			r.none++
		case err != nil:
			d.t.Error(err)
		case bytes.Equal(got, cutContent(name, 2)):
			r.whole++
		case bytes.Equal(got, cutContent(name, 1)):
			r.old++
		case bytes.HasPrefix(cutContent(name, 2), got):
			r.empty++
		default:
			r.mixed++
		}
	}
	return r
}

// vsftpd runs another server for the same test.
func (d *disk) vsftpd(program string) (address string) {
	d.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		d.t.Fatal(err)
	}
	address = l.Addr().String()
	host, port, _ := net.SplitHostPort(address)
	l.Close()
	config := writeFile(d.t, filepath.Join(d.t.TempDir(), "vsftpd.conf"), strings.Join([]string{
		"listen=YES", "listen_address=" + host, "listen_port=" + port, "background=NO", "anonymous_enable=YES",
		"local_enable=NO", "anon_root=" + d.served, "write_enable=YES", "anon_upload_enable=YES", "anon_other_write_enable=YES",
		"allow_writeable_chroot=YES", "anon_world_readable_only=NO", "ftp_username=nobody", "run_as_launching_user=YES", "seccomp_sandbox=NO", "max_clients=0", "max_per_ip=0", "",
	}, "\n"))
	c := exec.Command(program, config)
	if err := c.Start(); err != nil {
		d.t.Fatal(err)
	}
	d.stop = sync.OnceFunc(func() {
		c.Process.Kill()
		c.Wait()
	})
	d.t.Cleanup(d.stop)
	eventually(d.t, "vsftpd listens", func() bool {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			conn.Close()
		}
		return err == nil
	})
	return address
}
