package s3_test

import (
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/s3"
	"github.com/portolan-ftp/portolan/storage/s3/s3test"
)

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

// TestMkdirWhoseAnswerIsLost: a directory that was made, and of which the answer was lost, is made, and not somebody else's.
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
