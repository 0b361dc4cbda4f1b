//go:build unix

package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/jlaffaye/ftp"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/cmd/portolan/cli"
	"github.com/portolan-ftp/portolan/spec/testcost"
	"github.com/portolan-ftp/portolan/storage"
)

const (
	// killsVariable says how often a server is killed for each way of uploading, if not killsOften.
	killsVariable = "PORTOLAN_KILLS"
	killsOften    = 2
	killUploads   = 50      // at once
	killLargest   = 1 << 20 // bytes in an upload
	killLatest    = 400 * time.Millisecond
)

// TestKilled kills servers at random moments, with SIGKILL and under many uploads: new files, over old ones, appended
// and resumed ones. Each file is the old one, the new one or, where the way of uploading says so, a beginning of the
// new one. The next server removes what is left over, and quotas count what is on the disk.
func TestKilled(t *testing.T) {
	testcost.Some(t)
	t.Parallel()
	kills := killsOften
	if often := os.Getenv(killsVariable); often != "" {
		var err error
		if kills, err = strconv.Atoi(often); err != nil {
			t.Fatal(err)
		}
	}
	users := filepath.Join(t.TempDir(), "users")
	addUser(t, users, "pw", accounts.Account{Name: "alice", Permissions: accounts.ReadWrite, Quota: accounts.Quota{Files: 1_000_000}})
	for _, way := range cli.UploadWays {
		t.Run(way.String(), func(t *testing.T) {
			k := &killing{t: t, way: way, dir: t.TempDir(), users: users}
			for i := range killUploads {
				base := fmt.Sprintf("f%d", i)
				k.victims = append(k.victims, &victim{name: base, base: base, kind: i % len(victimKinds), made: map[string][sha256.Size]byte{}})
			}
			for range kills {
				k.round()
			}
			t.Logf("%d kills: %d uploads confirmed, %d broken off, %d temporary files left and removed", kills, k.whole, k.broken, k.swept)
			if k.whole == 0 || k.broken == 0 {
				t.Errorf("%d uploads confirmed and %d broken off show nothing", k.whole, k.broken)
			}
		})
	}
}

// killing is a directory whose servers are killed.
type killing struct {
	t       *testing.T
	way     storage.Uploads
	dir     string
	users   string
	victims []*victim

	whole, broken, swept int
}

// victimKinds are how a victim is uploaded.
var victimKinds = [...]string{"new", "over", "append", "resume"}

// victim is a file that one client uploads again and again.
type victim struct {
	name string
	base string // that it is made of
	kind int
	has  []byte // what is known to be there; nil is no file
	next []byte // what the upload under way makes of it; nil if there is none
	from int    // where it begins in next

	whole int
	made  map[string][sha256.Size]byte // files of kind "new" that are whole
}

// round runs a server until it is killed, and looks at what it left.
func (k *killing) round() {
	k.t.Helper()
	args := []string{"--user", "bob:pw", "--users", k.users, "--uploads", k.way.String(), "--max-sessions-per-address", "1000"}
	s := serveDir(k.t, k.dir, 1, args...)
	s.login("alice") // whose quota counts what all do
	var logins, uploads sync.WaitGroup
	logins.Add(len(k.victims))
	for _, v := range k.victims {
		uploads.Go(func() { v.upload(s.addresses[0], logins.Done) })
	}
	logins.Wait()
	time.Sleep(time.Duration(rand.Int64N(int64(killLatest))))
	s.cmd.Process.Kill()
	s.cmd.Wait()
	uploads.Wait()
	for _, v := range k.victims {
		k.look(v)
	}
	left := k.temporary()
	k.swept += left
	next := serveDir(k.t, k.dir, 1, args...)
	if left > 0 {
		next.logged(fmt.Sprintf("unfinished uploads of an earlier server removed files=%d", left))
	}
	if left := k.temporary(); left > 0 {
		k.t.Fatalf("%d temporary files are left", left)
	}
	k.counted(next)
	next.cmd.Process.Kill()
	next.cmd.Wait()
}

// temporary counts the temporary files.
func (k *killing) temporary() int {
	found, err := filepath.Glob(filepath.Join(k.dir, storage.UploadPrefix+"*"))
	if err != nil {
		k.t.Fatal(err)
	}
	return len(found)
}

// look compares a file with what may be there.
func (k *killing) look(v *victim) {
	k.t.Helper()
	got, err := os.ReadFile(filepath.Join(k.dir, v.name))
	if errors.Is(err, fs.ErrNotExist) {
		got = nil
	} else if err != nil {
		k.t.Fatal(err)
	}
	missing := got == nil
	switch {
	case missing == (v.has == nil) && bytes.Equal(got, v.has):
	case !missing && v.next != nil && bytes.Equal(got, v.next):
	case !missing && v.next != nil && (k.way == storage.InPlace || v.from > 0) && len(got) >= v.from && bytes.HasPrefix(v.next, got):
	default:
		k.t.Errorf("%v: %s %s has %d bytes (missing: %t), which are neither the %d old ones nor of the %d new ones",
			k.way, victimKinds[v.kind], v.name, len(got), missing, len(v.has), len(v.next))
	}
	if v.next != nil {
		k.broken++
	}
	k.whole += v.whole
	v.whole, v.next, v.has = 0, nil, got
	for name, sum := range v.made {
		file := filepath.Join(k.dir, name)
		if content, err := os.ReadFile(file); err != nil || sha256.Sum256(content) != sum {
			k.t.Errorf("%v: new %s is not what was confirmed (%v)", k.way, name, err)
		}
		os.Remove(file)
	}
	clear(v.made)
}

// counted compares what the quota counts with the disk.
func (k *killing) counted(s *server) {
	k.t.Helper()
	var files, size int64
	entries, err := os.ReadDir(k.dir)
	if err != nil {
		k.t.Fatal(err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			k.t.Fatal(err)
		}
		files++
		size += info.Size()
	}
	c := s.login("alice")
	c.says("XQUOTA", "213-File and disk usage", fmt.Sprintf(" File count: %d", files), " File limit: 1000000",
		fmt.Sprintf(" Disk usage: %d", size), " Disk limit: unlimited", "213 File and disk usage end")
}

// upload uploads the victim until the server is gone.
func (v *victim) upload(address string, ready func()) {
	c, err := ftp.Dial(address, ftp.DialWithTimeout(patience))
	if err == nil {
		defer c.Quit()
		err = c.Login("bob", "pw")
	}
	ready()
	if err != nil {
		return
	}
	seed := rand.Uint64()
	source := rand.NewChaCha8([32]byte(binary.BigEndian.AppendUint64(make([]byte, 24), seed)))
	random := rand.New(source)
	for {
		more := make([]byte, random.IntN(killLargest))
		source.Read(more)
		v.from = 0
		switch victimKinds[v.kind] {
		case "new":
			v.name, v.has = fmt.Sprintf("%s-%d", v.base, random.Uint64()), nil
		case "append":
			v.from = len(v.has)
		case "resume":
			v.from = random.IntN(len(v.has) + 1)
		}
		if v.from > killLargest { // it begins anew
			v.from = 0
		}
		v.next = slices.Concat(v.has[:v.from], more)
		if err := v.send(c, slowly{bytes.NewReader(more)}); err != nil {
			return
		}
		v.has, v.next = v.next, nil
		v.whole++
		if victimKinds[v.kind] == "new" {
			v.made[v.name] = sha256.Sum256(v.has)
		}
	}
}

// send is one upload.
func (v *victim) send(c *ftp.ServerConn, data io.Reader) error {
	switch {
	case v.from == 0:
		return c.Stor(v.name, data)
	case victimKinds[v.kind] == "append":
		return c.Append(v.name, data)
	}
	return c.StorFrom(v.name, data, uint64(v.from))
}

// slowly gives content in pieces with pauses between them, so that a kill meets the uploads on their way.
type slowly struct{ io.Reader }

func (s slowly) Read(b []byte) (int, error) {
	if rand.IntN(4) == 0 {
		time.Sleep(time.Duration(rand.IntN(5)) * time.Millisecond)
	}
	return s.Reader.Read(b[:min(len(b), 1+rand.IntN(64<<10))])
}
