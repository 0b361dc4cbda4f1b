package s3_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"

	"github.com/portolan-ftp/portolan/spec/testcost"
	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/s3"
	"github.com/portolan-ftp/portolan/storage/s3/s3test"
)

// dying is the way to the store of a server that is killed after some requests.
type dying struct {
	next  http.RoundTripper
	left  atomic.Int64
	under sync.RWMutex // held while a request is under way
}

var errKilled = errors.New("the server was killed")

func (d *dying) RoundTrip(r *http.Request) (*http.Response, error) {
	d.under.RLock()
	defer d.under.RUnlock()
	if d.left.Add(-1) < 0 {
		return nil, errKilled
	}
	return d.next.RoundTrip(r)
}

// gone returns once the last request is done: the store could renew the server's notes by it after its death.
func (d *dying) gone() {
	d.under.Lock()
	defer d.under.Unlock()
}

// killed is a bucket of a server that dies after so many requests; -1 for after the test says so.
func killed(t *testing.T, o s3.Options, requests int64) (*s3.Bucket, *dying) {
	d := &dying{next: http.DefaultTransport}
	d.left.Store(requests)
	if requests < 0 {
		d.left.Store(1 << 40)
	}
	o.Transport, o.Retries = d, 1
	return opened(t, o), d
}

const (
	// lease is that of servers that do not renew it.
	lease = 50 * time.Millisecond
	// livingLease is long enough for a server that does, on a machine that does much else.
	livingLease = 3 * time.Second
)

// keys are all objects of the bucket with their contents, the servers' notes too.
func keys(t *testing.T, o s3.Options) map[string]string {
	t.Helper()
	all := map[string]string{}
	c := client(t, o)
	for object := range c.ListObjectsIter(t.Context(), o.Bucket, minio.ListObjectsOptions{Recursive: true}) {
		if object.Err != nil {
			t.Fatal(object.Err)
		}
		body, _, _, err := c.GetObject(t.Context(), o.Bucket, object.Key, minio.GetObjectOptions{})
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		b.ReadFrom(body)
		body.Close()
		all[object.Key] = b.String()
	}
	return all
}

// TestSweepsUploads: what a killed server had sent is given up at the store, what a living one sends is not.
func TestSweepsUploads(t *testing.T) {
	t.Parallel()
	testcost.Some(t)
	o := s3test.Start(t).Options()
	o.PartSize = 5 * mib
	o.Lease = livingLease
	dead, way := killed(t, o, -1)
	store(t, dead.FS(""), "/dead", storage.CreateOptions{}, noise(1, 11*mib))
	way.left.Store(0)
	living, _ := killed(t, o, -1)
	up := store(t, living.FS(""), "/living", storage.CreateOptions{}, noise(2, 11*mib))
	left, err := opened(t, o).Sweep(t.Context())
	if want := (storage.Left{Removed: 1, Files: 1}); err != nil || left != want {
		t.Errorf("Sweep: %+v, %v; want %+v", left, err, want)
	}
	if got := unfinished(t, o); !slices.Equal(got, []string{"living"}) {
		t.Errorf("the store has parts of %q", got)
	}
	if err := errors.Join(up.Commit(), living.Close()); err != nil {
		t.Fatal(err)
	}
	equal(t, living.FS(""), "/living", noise(2, 11*mib))
	if got := slices.Collect(maps.Keys(keys(t, o))); !slices.Equal(got, []string{"living"}) {
		t.Errorf("the bucket holds %q", got)
	}
}

// TestRenamesSurviveKills: a server is killed after each request of a rename. Another one then ends what was begun: all
// has the old name, or all the new one, and nothing else is left.
func TestRenamesSurviveKills(t *testing.T) {
	t.Parallel()
	testcost.Some(t)
	o := s3test.Start(t).Options()
	o.Lease = lease
	tree := func(root string) map[string]string {
		return map[string]string{root + "/": "", root + "/a": "A", root + "/b/": "", root + "/b/c": "C", root + "/b/d": "D", root + "/e": ""}
	}
	file := func(name string) map[string]string { return map[string]string{name: "content"} }
	over := func(files storage.FS, from, to storage.Path) error { return files.Rename(t.Context(), from, to) }
	fresh := func(files storage.FS, from, to storage.Path) error { return files.RenameNew(t.Context(), from, to) }
	for name, c := range map[string]struct {
		all  func(string) map[string]string
		move func(files storage.FS, from, to storage.Path) error
	}{
		"a directory":     {tree, fresh},
		"a file":          {file, over},
		"a file, if free": {file, fresh},
	} {
		t.Run(name, func(t *testing.T) {
			for requests := int64(0); ; requests++ {
				plant(t, o, c.all("old"))
				dead, way := killed(t, o, requests)
				err := c.move(dead.FS(""), "/old", "/new")
				way.gone()
				if _, err := opened(t, o).Sweep(t.Context()); err != nil {
					t.Fatalf("Sweep after %d requests: %v", requests, err)
				}
				got := keys(t, o)
				if !maps.Equal(got, c.all("new")) && (err == nil || !maps.Equal(got, c.all("old"))) {
					t.Fatalf("killed after %d requests (%v), and swept: %q", requests, err, got)
				}
				if err == nil {
					return
				}
			}
		})
	}
}

// TestRenameAndAnother: a server is killed after each request of a rename, and somebody else gives the new name a file of the
// same length, in parts too. Its ETag does not tell it from a copy. What has the old name stays until the new one has it.
func TestRenameAndAnother(t *testing.T) {
	t.Parallel()
	testcost.Some(t)
	o := s3test.Start(t).Options()
	o.PartSize = 5 * mib
	o.Lease = lease
	for requests := int64(0); ; requests++ {
		living := opened(t, o).FS("")
		for i, name := range []storage.Path{"/old", "/other"} {
			if err := store(t, living, name, storage.CreateOptions{}, noise(uint64(i), 6*mib)).Commit(); err != nil {
				t.Fatal(err)
			}
		}
		dead, _ := killed(t, o, requests)
		if err := dead.FS("").Rename(t.Context(), "/old", "/new"); err == nil {
			return
		}
		_, gone := living.Stat(t.Context(), "/old")
		if err := living.Rename(t.Context(), "/other", "/new"); err != nil {
			t.Fatal(err)
		}
		if _, err := opened(t, o).Sweep(t.Context()); err != nil {
			t.Fatalf("Sweep after %d requests: %v", requests, err)
		}
		equal(t, living, "/new", noise(1, 6*mib))
		if gone == nil {
			equal(t, living, "/old", noise(0, 6*mib))
		}
	}
}

// plant makes these the only objects of the bucket.
func plant(t *testing.T, o s3.Options, objects map[string]string) {
	t.Helper()
	c := client(t, o)
	for _, key := range slices.Backward(slices.Sorted(maps.Keys(keys(t, o)))) { // what a directory holds before its marker
		if err := c.RemoveObject(t.Context(), o.Bucket, key, minio.RemoveObjectOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(objects)) {
		content := []byte(objects[key])
		if _, err := c.PutObject(t.Context(), o.Bucket, key, bytes.NewReader(content), int64(len(content)), "", "", minio.PutObjectOptions{}); err != nil {
			t.Fatal(fmt.Errorf("%s: %w", key, err))
		}
	}
}

// TestRenameFindsAnother: what another program gives the new name at the last moment is no copy of the file, though
// neither has a number: the rename fails, and both stay.
func TestRenameFindsAnother(t *testing.T) {
	t.Parallel()
	o := s3test.Start(t).Options()
	plant(t, o, map[string]string{"old": "content"})
	other := client(t, o)
	bad := o
	bad.Transport = &faulty{next: http.DefaultTransport, fault: func(r *http.Request) string {
		if r.Method == http.MethodPost && r.URL.Query().Has("uploadId") {
			if _, err := other.PutObject(t.Context(), o.Bucket, "new", strings.NewReader("another"), 7, "", "", minio.PutObjectOptions{}); err != nil {
				t.Error(err)
			}
		}
		return ""
	}}
	b := opened(t, bad)
	if err := b.FS("").RenameNew(t.Context(), "/old", "/new"); storage.ClassOf(err) != storage.Exist {
		t.Errorf("RenameNew: %v, class %v", err, storage.ClassOf(err))
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	if got, want := keys(t, o), map[string]string{"old": "content", "new": "another"}; !maps.Equal(got, want) {
		t.Errorf("the bucket holds %q, want %q", got, want)
	}
}

// TestRenameOverAnother: two files of the same length, which another program has put together from parts: neither ETag nor
// number tells them apart from copies. A server is killed after each request of the rename of one over the other. What has
// the old name stays until the new one has it.
func TestRenameOverAnother(t *testing.T) {
	t.Parallel()
	testcost.Some(t)
	o := s3test.Start(t).Options()
	o.Lease = lease
	c := client(t, o)
	for requests := int64(0); ; requests++ {
		for _, key := range []string{"old", "new"} {
			id, err := c.NewMultipartUpload(t.Context(), o.Bucket, key, minio.PutObjectOptions{})
			if err != nil {
				t.Fatal(err)
			}
			part, err := c.PutObjectPart(t.Context(), o.Bucket, key, id, 1, strings.NewReader(key), 3, minio.PutObjectPartOptions{})
			if err == nil {
				_, err = c.CompleteMultipartUpload(t.Context(), o.Bucket, key, id, []minio.CompletePart{{PartNumber: 1, ETag: part.ETag}}, minio.PutObjectOptions{})
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		dead, way := killed(t, o, requests)
		err := dead.FS("").Rename(t.Context(), "/old", "/new")
		way.gone()
		if _, err := opened(t, o).Sweep(t.Context()); err != nil {
			t.Fatalf("Sweep after %d requests: %v", requests, err)
		}
		if got := keys(t, o); got["new"] != "old" && got["old"] != "old" {
			t.Fatalf("killed after %d requests, and swept: %q", requests, got)
		}
		if err == nil {
			return
		}
	}
}
