package s3_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/spec/testcost"
	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/s3/s3test"
)

// hangsUp gives content, and ends a context after it. More is there, which is not to be taken.
type hangsUp struct {
	content *bytes.Reader
	cancel  context.CancelFunc
}

func (h *hangsUp) Read(p []byte) (int, error) {
	n, err := h.content.Read(p)
	if err == io.EOF {
		return 0, errors.New("more was wanted after the end of the context")
	}
	if h.content.Len() == 0 {
		h.cancel()
	}
	return n, err
}

// TestEndedKeeps: an APPE, REST or RANG whose session ends while the server stores keeps all that came.
func TestEndedKeeps(t *testing.T) {
	t.Parallel()
	testcost.Some(t)
	o := s3test.Start(t).Options()
	o.PartSize = 5 * mib
	files := opened(t, o).FS("")
	for name, c := range map[string]struct {
		old, sent int
		how       storage.CreateOptions
		from      int
	}{
		"a little to nothing":  {0, 100, storage.CreateOptions{Mode: storage.Append}, 0},
		"a little to a little": {100, 100, storage.CreateOptions{Mode: storage.Append}, 100},
		"much to a little":     {100, 5 * mib, storage.CreateOptions{Mode: storage.Append}, 100},
		"much to much":         {6 * mib, 6 * mib, storage.CreateOptions{Mode: storage.Append}, 6 * mib},
		"a middle":             {100, 5, storage.CreateOptions{Mode: storage.Patch, Offset: 7, Length: 20}, 7},
		"after the beginning":  {100, 200 << 10, storage.CreateOptions{Mode: storage.Resume, Offset: 7}, 7},
	} {
		t.Run(name, func(t *testing.T) {
			files.Remove(t.Context(), "/f")
			old, sent := noise(1, c.old), noise(2, c.sent)
			if c.old > 0 {
				put(t, files, "/f", old)
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			u, err := files.Create(ctx, "/f", c.how)
			if err != nil {
				t.Fatal(err)
			}
			n, err := u.ReadFrom(&hangsUp{bytes.NewReader(sent), cancel})
			if n != int64(c.sent) || !errors.Is(err, context.Canceled) {
				t.Fatalf("ReadFrom: %d bytes, %v", n, err)
			}
			if err := u.Abort(); err != nil {
				t.Fatal(err)
			}
			want := append(old[:c.from:c.from], sent...)
			if c.how.Mode == storage.Patch {
				want = append(want, old[len(want):]...)
			}
			equal(t, files, "/f", want)
		})
	}
	if left := unfinished(t, o); len(left) > 0 {
		t.Errorf("the store still has parts of %q", left)
	}
}

// TestMemoryOfOld: what is read of an old object counts as memory, too.
func TestMemoryOfOld(t *testing.T) {
	t.Parallel()
	o := s3test.Start(t).Options()
	o.Memory = 10 * mib
	files := opened(t, o).FS("")
	put(t, files, "/f", []byte("old"))
	first := store(t, files, "/first", storage.CreateOptions{}, noise(1, 200<<10))
	second := store(t, files, "/second", storage.CreateOptions{}, noise(2, 200<<10))
	add := func(within time.Duration) error {
		ctx, cancel := context.WithTimeout(t.Context(), within)
		defer cancel()
		u, err := files.Create(ctx, "/f", storage.CreateOptions{Mode: storage.Append})
		if err == nil {
			_, err = u.Write([]byte(" and new"))
		}
		if err != nil {
			t.Fatal(err)
		}
		return u.Commit()
	}
	if err := add(200 * time.Millisecond); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("while others have all memory: %v", err)
	}
	if err := errors.Join(first.Abort(), second.Abort(), add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	equal(t, files, "/f", []byte("old and new"))
}

// TestCommitEnds: the end of a session ends an APPE that waits for the store's own copy of what was there.
func TestCommitEnds(t *testing.T) {
	t.Parallel()
	testcost.Some(t)
	o := s3test.Start(t).Options()
	good := opened(t, o).FS("")
	put(t, good, "/f", noise(1, 6*mib))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	o.Transport = &faulty{next: http.DefaultTransport, fault: func(r *http.Request) string {
		if r.Method == http.MethodPost && r.URL.Query().Has("uploads") {
			cancel()
			<-r.Context().Done() // a store that does not answer
		}
		return ""
	}}
	u, err := opened(t, o).FS("").Create(ctx, "/f", storage.CreateOptions{Mode: storage.Append})
	if err == nil {
		_, err = u.Write([]byte("more"))
	}
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if err := u.Commit(); !errors.Is(err, context.Canceled) || time.Since(began) > 20*time.Second {
		t.Errorf("Commit: %v after %v", err, time.Since(began))
	}
	equal(t, good, "/f", noise(1, 6*mib))
}
