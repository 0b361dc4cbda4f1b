package s3_test

import (
	"io"
	"maps"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/s3"
	"github.com/portolan-ftp/portolan/storage/s3/s3test"
)

// lengths notes requests with bodies whose length is not told.
type lengths struct {
	http.RoundTripper
	chunked atomic.Int64
}

func (l *lengths) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.ContentLength <= 0 && r.Body != nil && r.Body != http.NoBody {
		l.chunked.Add(1)
	}
	return l.RoundTripper.RoundTrip(r)
}

// TestLengthsAreTold: what is empty is sent with its length, too; AWS, among others, refuses anything else.
func TestLengthsAreTold(t *testing.T) {
	o := s3test.Start(t).Options()
	way := &lengths{RoundTripper: s3.NewTransport()}
	o.Transport = way
	files := opened(t, o).FS("")
	if err := files.Mkdir(t.Context(), "/d", storage.DirOptions{}); err != nil {
		t.Error(err)
	}
	for _, mode := range []storage.Mode{storage.Replace, storage.Append, storage.Unique} {
		up, err := files.Create(t.Context(), "/d/f", storage.CreateOptions{Mode: mode})
		if err == nil {
			err = up.Commit()
		}
		if err != nil {
			t.Error(err)
		}
	}
	for _, rename := range [][2]storage.Path{{"/d/f", "/d/g"}, {"/d", "/e"}} {
		if err := files.RenameNew(t.Context(), rename[0], rename[1]); err != nil {
			t.Error(err)
		}
	}
	if n := way.chunked.Load(); n != 0 {
		t.Errorf("%d requests told no length", n)
	}
}

// losing loses the answer to the first request that makes a marker.
type losing struct {
	http.RoundTripper
	lost atomic.Bool
}

func (l *losing) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := l.RoundTripper.RoundTrip(r)
	if err == nil && r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/d/") && !l.lost.Swap(true) {
		answer.Body.Close()
		return nil, io.ErrUnexpectedEOF
	}
	return answer, err
}

// TestMkdirWhoseAnswerIsLost: a directory that was made, and of which the answer was lost, is made, and not somebody
// else's.
func TestMkdirWhoseAnswerIsLost(t *testing.T) {
	o := s3test.Start(t).Options()
	way := &losing{RoundTripper: s3.NewTransport()}
	o.Transport = way
	files := opened(t, o).FS("")
	if err := files.Mkdir(t.Context(), "/d", storage.DirOptions{}); err != nil || !way.lost.Load() {
		t.Errorf("%v, lost: %v", err, way.lost.Load())
	}
	if err := files.Mkdir(t.Context(), "/d", storage.DirOptions{}); storage.ClassOf(err) != storage.Exist {
		t.Errorf("once more: %v", err)
	}
}

// TestMaxUpload: one byte more than files may have is refused, and leaves the old content.
func TestMaxUpload(t *testing.T) {
	o := s3test.Start(t).Options()
	o.MaxUpload = 4
	files := opened(t, o).FS("")
	for content, class := range map[string]storage.Class{"four": storage.Other, "five.": storage.TooLarge} {
		up, err := files.Create(t.Context(), "/f", storage.CreateOptions{})
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(up, content) // Commit tells the fault
		if err := up.Commit(); (err == nil) != (class == storage.Other) || storage.ClassOf(err) != class {
			t.Errorf("%q: %v", content, err)
		}
	}
	if i, err := files.Stat(t.Context(), "/f"); err != nil && storage.ClassOf(err) != storage.NotExist || i.Size > 4 {
		t.Errorf("%+v, %v", i, err)
	}
}

// TestGoneIsGone: what is removed or renamed is told so, though the store does not take the marker of a directory that
// another program had made without one.
func TestGoneIsGone(t *testing.T) {
	t.Parallel()
	o := s3test.Start(t).Options()
	plant(t, o, map[string]string{"a/f": "", "b/f": "content"})
	bad := o
	bad.Transport = &faulty{next: http.DefaultTransport, fault: func(r *http.Request) string {
		if r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/") {
			return "denied"
		}
		return ""
	}}
	b := opened(t, bad)
	files := b.FS("")
	if err := files.Remove(t.Context(), "/a/f"); err != nil {
		t.Error(err)
	}
	if err := files.Rename(t.Context(), "/b/f", "/f"); err != nil {
		t.Error(err)
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	if got, want := keys(t, o), map[string]string{"f": "content"}; !maps.Equal(got, want) {
		t.Errorf("the bucket holds %q, want %q", got, want)
	}
}
