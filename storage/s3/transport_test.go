package s3

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// deaf is a store that takes requests, and says nothing or the beginning of an answer.
type deaf struct{ answers bool }

func (d deaf) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		io.Copy(io.Discard, r.Body)
	}
	if d.answers {
		return &http.Response{StatusCode: http.StatusOK, Request: r, Body: &stuck{r.Context(), strings.NewReader("begin")}}, nil
	}
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// stuck is an answer that stands still after its beginning.
type stuck struct {
	ctx   context.Context
	begin io.Reader
}

func (s *stuck) Read(p []byte) (int, error) {
	if n, err := s.begin.Read(p); err == nil {
		return n, nil
	}
	<-s.ctx.Done()
	return 0, s.ctx.Err()
}

func (s *stuck) Close() error { return nil }

// TestStalls: a request that moves no byte ends, later only where the store copies by itself.
func TestStalls(t *testing.T) {
	for name, c := range map[string]struct {
		method, query, source string
		ends                  time.Duration
	}{
		"a download":             {http.MethodGet, "", "", stallWait},
		"an upload":              {http.MethodPut, "", "", stallWait},
		"a part":                 {http.MethodPut, "?partNumber=1&uploadId=a", "", stallWait},
		"the beginning of parts": {http.MethodPost, "?uploads=", "", stallWait},
		"the end of parts":       {http.MethodPost, "?uploadId=a", "", copyWait},
		"a copy":                 {http.MethodPut, "", "files/a", copyWait},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, err := http.NewRequestWithContext(t.Context(), c.method, "http://store/files/f"+c.query, strings.NewReader("sent"))
				if err != nil {
					t.Fatal(err)
				}
				if c.source != "" {
					r.Header.Set("X-Amz-Copy-Source", c.source)
				}
				began := time.Now()
				_, err = (&patient{deaf{}, stallWait, copyWait}).RoundTrip(r)
				if took := time.Since(began); !errors.Is(err, errStalled) || took != c.ends {
					t.Errorf("%v after %v, want it after %v", err, took, c.ends)
				}
			})
		})
	}
}

// TestAnswerStalls: an answer that stands still ends. While nobody reads it, time does not count.
func TestAnswerStalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://store/files/f", nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := (&patient{deaf{answers: true}, stallWait, copyWait}).RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b := make([]byte, 10)
		if n, err := resp.Body.Read(b); string(b[:n]) != "begin" || err != nil {
			t.Fatalf("%q, %v", b[:n], err)
		}
		time.Sleep(10 * stallWait) // a slow client
		began := time.Now()
		if n, err := resp.Body.Read(b); n != 0 || !errors.Is(err, context.Canceled) || time.Since(began) != stallWait {
			t.Errorf("%d bytes, %v after %v", n, err, time.Since(began))
		}
	})
}
