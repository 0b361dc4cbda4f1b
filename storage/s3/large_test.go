package s3_test

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/portolan-ftp/portolan/spec/testcost"
	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/s3"
	"github.com/portolan-ftp/portolan/storage/s3/s3test"
)

const mib = 1 << 20

// noise is content in which every mistake of the order shows.
func noise(seed uint64, size int) []byte {
	b := make([]byte, size)
	rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8)}).Read(b)
	return b
}

// store begins an upload and sends it.
func store(t testing.TB, files storage.FS, p storage.Path, o storage.CreateOptions, content []byte) storage.Upload {
	t.Helper()
	u, err := files.Create(t.Context(), p, o)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := u.ReadFrom(bytes.NewReader(content)); err != nil || n != int64(len(content)) {
		t.Fatalf("ReadFrom: %d bytes, %v", n, err)
	}
	return u
}

// put stores a file.
func put(t testing.TB, files storage.FS, p storage.Path, content []byte) {
	t.Helper()
	if err := store(t, files, p, storage.CreateOptions{}, content).Commit(); err != nil {
		t.Fatal(err)
	}
}

// get reads a file from an offset on.
func get(t testing.TB, files storage.FS, p storage.Path, from int64) []byte {
	t.Helper()
	f, err := files.Open(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Seek(from, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := f.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// equal compares a file with what it should hold.
func equal(t testing.TB, files storage.FS, p storage.Path, want []byte) {
	t.Helper()
	if got := get(t, files, p, 0); !bytes.Equal(got, want) {
		at := 0
		for at < min(len(got), len(want)) && got[at] == want[at] {
			at++
		}
		t.Errorf("%s: %d bytes, want %d; they differ from %d on", p, len(got), len(want), at)
	}
}

// unfinished are the uploads in parts that the store has open.
func unfinished(t testing.TB, o s3.Options) (keys []string) {
	t.Helper()
	c := client(t, o)
	r, err := c.ListMultipartUploads(t.Context(), o.Bucket, o.Prefix, "", "", "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range r.Uploads {
		keys = append(keys, u.Key)
	}
	return keys
}

// client is minio-go's own.
func client(t testing.TB, o s3.Options) *minio.Core {
	t.Helper()
	creds := o.Credentials
	if creds == nil {
		creds = credentials.NewStaticV4("", "", "")
	}
	c, err := minio.NewCore(o.Endpoint, &minio.Options{Creds: creds, Region: s3.DefaultRegion, BucketLookup: minio.BucketLookupPath})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestParts: files of more than one part arrive whole, and those that are written into keep what they should, whether
// the store copies it or it is too little for a part. What is broken off leaves no part at the store.
func TestParts(t *testing.T) {
	t.Parallel()
	testcost.Some(t)
	o := s3test.Start(t).Options()
	o.PartSize = 5 * mib
	files := opened(t, o).FS("")
	for name, c := range map[string]struct {
		old, sent int
		how       storage.CreateOptions
		head      int // bytes of the old content in front
		tail      int // where its rest begins, if that is kept
	}{
		"one part":                    {0, 3 * mib, storage.CreateOptions{}, 0, -1},
		"exactly a part":              {0, 5 * mib, storage.CreateOptions{}, 0, -1},
		"a byte more":                 {0, 5*mib + 1, storage.CreateOptions{}, 0, -1},
		"many parts":                  {0, 23 * mib, storage.CreateOptions{}, 0, -1},
		"over another":                {7 * mib, 12 * mib, storage.CreateOptions{}, 0, -1},
		"append a little to a little": {1 * mib, 5, storage.CreateOptions{Mode: storage.Append}, 1 * mib, -1},
		"append much to a little":     {1 * mib, 12 * mib, storage.CreateOptions{Mode: storage.Append}, 1 * mib, -1},
		"append a little to much":     {12 * mib, 5, storage.CreateOptions{Mode: storage.Append}, 12 * mib, -1},
		"append much to much":         {12 * mib, 12 * mib, storage.CreateOptions{Mode: storage.Append}, 12 * mib, -1},
		"resume early":                {12 * mib, 9 * mib, storage.CreateOptions{Mode: storage.Resume, Offset: 3 * mib}, 3 * mib, -1},
		"resume late":                 {12 * mib, 9 * mib, storage.CreateOptions{Mode: storage.Resume, Offset: 11 * mib}, 11 * mib, -1},
		"resume with nothing":         {12 * mib, 0, storage.CreateOptions{Mode: storage.Resume, Offset: 7*mib + 1}, 7*mib + 1, -1},
		"patch the beginning":         {12 * mib, 3, storage.CreateOptions{Mode: storage.Patch, Length: 3}, 0, 3},
		"patch the middle":            {23 * mib, 3, storage.CreateOptions{Mode: storage.Patch, Offset: 7 * mib, Length: 3}, 7 * mib, 7*mib + 3},
		"patch much":                  {23 * mib, 11 * mib, storage.CreateOptions{Mode: storage.Patch, Offset: mib, Length: 11 * mib}, mib, 12 * mib},
		"patch near the end":          {12 * mib, 3, storage.CreateOptions{Mode: storage.Patch, Offset: 12*mib - 5, Length: 3}, 12*mib - 5, 12*mib - 2},
		"patch beyond the end":        {6 * mib, 7 * mib, storage.CreateOptions{Mode: storage.Patch, Offset: 4 * mib, Length: 7 * mib}, 4 * mib, 11 * mib},
	} {
		t.Run(name, func(t *testing.T) {
			old, sent := noise(1, c.old), noise(2, c.sent)
			want := append(append([]byte{}, old[:c.head]...), sent...)
			if c.tail >= 0 && c.tail < len(old) {
				want = append(want, old[c.tail:]...)
			}
			for _, commit := range []bool{true, false} {
				after := want
				if c.old > 0 {
					put(t, files, "/f", old)
				} else {
					files.Remove(t.Context(), "/f")
				}
				u := store(t, files, "/f", c.how, sent)
				end := u.Commit
				if !commit {
					end = u.Abort
					if c.how.Mode == storage.Replace || c.sent == 0 {
						after = old
					}
				}
				if err := end(); err != nil {
					t.Fatal(err)
				}
				if len(after) > 0 {
					equal(t, files, "/f", after)
				} else if _, err := files.Stat(t.Context(), "/f"); storage.ClassOf(err) != storage.NotExist {
					t.Errorf("after an Abort: %v", err)
				}
			}
		})
	}
	if left := unfinished(t, o); len(left) > 0 {
		t.Errorf("the store still has parts of %q", left)
	}
}

// TestSeeks: a download begins where it is asked to, in an object of several parts too.
func TestSeeks(t *testing.T) {
	t.Parallel()
	testcost.Some(t)
	o := s3test.Start(t).Options()
	o.PartSize = 5 * mib
	files := opened(t, o).FS("")
	content := noise(3, 11*mib+7)
	put(t, files, "/f", content)
	for _, from := range []int64{0, 1, 5*mib - 1, 5 * mib, 11 * mib, 11*mib + 7, 11*mib + 8} {
		if got := get(t, files, "/f", from); !bytes.Equal(got, content[min(from, int64(len(content))):]) {
			t.Errorf("from %d: %d bytes, or others", from, len(got))
		}
	}
}

// TestChangedMeanwhile: a download that goes on after another file has taken the name fails, and mixes nothing; so does
// an upload that adds to what is no longer there.
func TestChangedMeanwhile(t *testing.T) {
	t.Parallel()
	o := s3test.Start(t).Options()
	files := opened(t, o).FS("")
	put(t, files, "/f", noise(4, 100))
	f, err := files.Open(t.Context(), "/f")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	u := store(t, files, "/f", storage.CreateOptions{Mode: storage.Append}, []byte("more"))
	put(t, files, "/f", noise(5, 100))
	if n, err := f.Read(make([]byte, 10)); n != 0 || storage.ClassOf(err) != storage.Busy {
		t.Errorf("Read: %d bytes, %v; want class busy", n, err)
	}
	if err := u.Commit(); storage.ClassOf(err) != storage.Busy {
		t.Errorf("Commit: %v; want class busy", err)
	}
	equal(t, files, "/f", noise(5, 100))
}

// TestLastWholeWins: of two uploads of one name at a time the one that ends last is there, whole.
func TestLastWholeWins(t *testing.T) {
	t.Parallel()
	testcost.Some(t)
	o := s3test.Start(t).Options()
	o.PartSize = 5 * mib
	files := opened(t, o).FS("")
	first := store(t, files, "/f", storage.CreateOptions{}, noise(6, 11*mib))
	second := store(t, files, "/f", storage.CreateOptions{}, noise(7, 12*mib))
	if err := errors.Join(second.Commit(), first.Commit()); err != nil {
		t.Fatal(err)
	}
	equal(t, files, "/f", noise(6, 11*mib))
}
