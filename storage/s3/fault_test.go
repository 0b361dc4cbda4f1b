package s3_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/spec/testcost"
	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/s3/s3test"
)

// faulty is the way to a store that fails now and then, in the ways that stores and networks do.
type faulty struct {
	next  http.RoundTripper
	fault func(r *http.Request) string
}

func (f *faulty) RoundTrip(r *http.Request) (*http.Response, error) {
	switch f.fault(r) {
	case "busy":
		drain(r)
		return answer(r, http.StatusServiceUnavailable, "SlowDown"), nil
	case "denied":
		drain(r)
		return answer(r, http.StatusForbidden, "AccessDenied"), nil
	case "lost": // the request is done, and its answer lost
		resp, err := f.next.RoundTrip(r)
		if err == nil {
			resp.Body.Close()
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	case "cut": // the answer breaks off in the middle
		resp, err := f.next.RoundTrip(r)
		if err == nil {
			resp.Body = &cutBody{resp.Body, (resp.ContentLength + 1) / 2}
		}
		return resp, err
	case "flipped": // the network changes a byte on the way there
		content, _ := io.ReadAll(r.Body)
		content[len(content)/2] ^= 1
		r = r.Clone(r.Context())
		r.Body = io.NopCloser(bytes.NewReader(content))
	case "deaf": // the answer lacks the checksum, and tells the ETag of something else
		resp, err := f.next.RoundTrip(r)
		if err == nil {
			resp.Header.Del("X-Amz-Checksum-Crc32c")
			resp.Header.Set("Etag", `"00000000000000000000000000000000"`)
		}
		return resp, err
	}
	return f.next.RoundTrip(r)
}

func drain(r *http.Request) {
	if r.Body != nil {
		io.Copy(io.Discard, r.Body)
		r.Body.Close()
	}
}

// answer is an error of a store.
func answer(r *http.Request, status int, code string) *http.Response {
	text := "<Error><Code>" + code + "</Code><Message>a test says so</Message></Error>"
	return &http.Response{StatusCode: status, Request: r, Header: http.Header{"Content-Type": {"application/xml"}},
		Body: io.NopCloser(strings.NewReader(text)), ContentLength: int64(len(text)), ProtoMajor: 1, ProtoMinor: 1}
}

// cutBody breaks off.
type cutBody struct {
	io.ReadCloser
	left int64
}

func (c *cutBody) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, io.ErrUnexpectedEOF
	}
	n, err := c.ReadCloser.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	return n, err
}

// TestFaults: whatever the store or the way to it does, a file is there whole if Commit gave nil, and the old one
// otherwise; a download is whole or fails; and no part stays at the store.
func TestFaults(t *testing.T) {
	t.Parallel()
	testcost.Some(t)
	o := s3test.Start(t).Options()
	o.PartSize, o.Retries = 5*mib, 3
	isPart := func(r *http.Request) bool { return r.URL.Query().Has("partNumber") }
	isEnd := func(r *http.Request) bool { return r.Method == http.MethodPost && r.URL.Query().Has("uploadId") }
	isGet := func(r *http.Request) bool { return r.Method == http.MethodGet && r.Header.Get("Range") != "" }
	isPut := func(r *http.Request) bool {
		return r.Method == http.MethodPut && !isPart(r) && !strings.Contains(r.URL.Path, ".portolan")
	}
	only := func(fault string, is func(*http.Request) bool) func(*http.Request) string {
		return func(r *http.Request) string {
			if is(r) {
				return fault
			}
			return ""
		}
	}
	once := func(fault string, is func(*http.Request) bool) func(*http.Request) string {
		var done atomic.Bool
		return func(r *http.Request) string {
			if is(r) && !done.Swap(true) {
				return fault
			}
			return ""
		}
	}
	everyOther := func(fault string, is func(*http.Request) bool) func(*http.Request) string {
		var tries sync.Map // of the same request
		return func(r *http.Request) string {
			n, _ := tries.LoadOrStore(r.Method+r.URL.String(), new(atomic.Int64))
			if is(r) && n.(*atomic.Int64).Add(1)%2 == 1 {
				return fault
			}
			return ""
		}
	}
	for name, c := range map[string]struct {
		fault func(*http.Request) string
		size  int
		class storage.Class // of the upload that fails
		fails bool
	}{
		"every request is refused once, as too much": {everyOther("busy", func(*http.Request) bool { return true }), 11 * mib, 0, false},
		"each answer of a part is lost once":         {everyOther("lost", isPart), 11 * mib, 0, false},
		"the answer to the end is lost":              {once("lost", isEnd), 11 * mib, 0, false},
		"the answer to the only part is lost":        {once("lost", isPut), 100, 0, false},
		"downloads break off":                        {only("cut", isGet), 11 * mib, 0, false},
		"a byte of a part changes":                   {once("flipped", isPart), 11 * mib, storage.Other, true},
		"a byte of the only part changes":            {once("flipped", isPut), 100, storage.Other, true},
		"the store has another part":                 {once("deaf", isPart), 11 * mib, storage.Other, true},
		"parts are denied":                           {only("denied", isPart), 11 * mib, storage.Permission, true},
		"the end is denied":                          {only("denied", isEnd), 11 * mib, storage.Permission, true},
		"the store stays busy":                       {only("busy", isEnd), 11 * mib, storage.Busy, true},
	} {
		t.Run(name, func(t *testing.T) {
			good := opened(t, o).FS("")
			old, sent := noise(1, 1000), noise(2, c.size)
			put(t, good, "/f", old)
			bad := o
			bad.Transport = &faulty{next: http.DefaultTransport, fault: c.fault}
			files := opened(t, bad).FS("")
			err := attempt(t.Context(), files, "/f", sent)
			if c.fails != (err != nil) || err != nil && storage.ClassOf(err) != c.class {
				t.Errorf("upload: %v, class %v", err, storage.ClassOf(err))
			}
			want := sent
			if err != nil {
				want = old
			}
			equal(t, good, "/f", want)
			equal(t, files, "/f", want)
			if left := unfinished(t, o); len(left) > 0 {
				t.Errorf("the store has parts of %q", left)
			}
		})
	}
}

// attempt uploads and commits; an upload that failed is aborted.
func attempt(ctx context.Context, files storage.FS, p storage.Path, content []byte) error {
	u, err := files.Create(ctx, p, storage.CreateOptions{})
	if err != nil {
		return err
	}
	if _, err := u.ReadFrom(bytes.NewReader(content)); err != nil {
		return errors.Join(err, u.Abort())
	}
	return u.Commit()
}

// TestAway: a store that is not there is class busy, soon; and a context that ends, ends what waits.
func TestAway(t *testing.T) {
	t.Parallel()
	testcost.Some(t)
	store := s3test.Start(t)
	o := store.Options()
	o.Retries = 2
	files := opened(t, o).FS("")
	put(t, files, "/f", []byte("kept"))
	store.Kill(t)
	if _, err := files.Stat(t.Context(), "/f"); storage.ClassOf(err) != storage.Busy {
		t.Errorf("Stat without a store: %v, class %v", err, storage.ClassOf(err))
	}
	o.Retries = 1000
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := opened(t, o).FS("").Stat(ctx, "/f"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Stat with a context that ends: %v", err)
	}
	store.Run(t)
	equal(t, files, "/f", []byte("kept"))
}

// endless is a store with one directory of so many objects, which it tells page by page.
type endless struct{ keys, pages int }

func (e *endless) RoundTrip(r *http.Request) (*http.Response, error) {
	q := r.URL.Query()
	from := 0
	fmt.Sscanf(q.Get("continuation-token"), "%d", &from)
	to := min(from+1000, e.keys)
	e.pages++
	var b strings.Builder
	fmt.Fprintf(&b, "<ListBucketResult><Name>b</Name><Prefix>%s</Prefix><KeyCount>%d</KeyCount><MaxKeys>1000</MaxKeys>", q.Get("prefix"), to-from)
	for i := from; i < to; i++ {
		fmt.Fprintf(&b, "<Contents><Key>d/file-%08d</Key><LastModified>2026-01-02T03:04:05.678Z</LastModified><ETag>&quot;0&quot;</ETag><Size>%d</Size></Contents>", i, i)
	}
	fmt.Fprintf(&b, "<IsTruncated>%t</IsTruncated><NextContinuationToken>%d</NextContinuationToken></ListBucketResult>", to < e.keys, to)
	return &http.Response{StatusCode: http.StatusOK, Request: r, Header: http.Header{"Content-Type": {"application/xml"}},
		Body: io.NopCloser(strings.NewReader(b.String())), ContentLength: int64(b.Len()), ProtoMajor: 1, ProtoMinor: 1}, nil
}

// TestListsMillions: a directory of any size is listed in the memory of a page, a request for a thousand entries and
// none for one, and the first entries are there after the first page.
func TestListsMillions(t *testing.T) {
	testcost.Some(t)
	most := 100_000
	if testcost.All() {
		most = 1_000_000
	}
	e := &endless{keys: most}
	o := s3test.Nowhere()
	o.Transport = e
	var before, during runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	seen := 0
	for i, err := range opened(t, o).FS("").List(t.Context(), "/d") {
		if err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprintf("file-%08d", seen); i.Name != want || i.Size != int64(seen) {
			t.Fatalf("entry %d is %+v", seen, i)
		}
		if seen == 0 && e.pages != 1 {
			t.Errorf("the first entry came after %d pages", e.pages)
		}
		if seen++; seen == most {
			runtime.GC()
			runtime.ReadMemStats(&during)
		}
	}
	if seen != most || e.pages != most/1000 {
		t.Errorf("%d entries in %d requests, want %d in %d", seen, e.pages, most, most/1000)
	}
	if grown := int64(during.HeapAlloc) - int64(before.HeapAlloc); grown > 16*mib {
		t.Errorf("listing %d entries holds %d bytes", most, grown)
	}
}
