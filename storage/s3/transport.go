package s3

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

const (
	// stallWait is how long a request may move no byte before it is given up and tried again.
	stallWait = 30 * time.Second
	// copyWait is that for requests in which the store moves bytes by itself: copies, and the end of an upload in
	// parts. Some stores copy 5 GiB before they say a word.
	copyWait = 10 * time.Minute
	// idleConnections is how many connections to the store are kept for later requests.
	idleConnections = 256
)

var errStalled = errors.New("s3: the store moved no byte for too long")

// NewTransport is minio-go's, with other times: here a stall ends a request, and not the slowness of a store that
// copies. Every idle connection may be to the one store.
func NewTransport() *http.Transport {
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
		MaxIdleConns:        idleConnections,
		MaxIdleConnsPerHost: idleConnections,
		IdleConnTimeout:     time.Minute,
		TLSHandshakeTimeout: 10 * time.Second,
		TLSClientConfig:     &tls.Config{MinVersion: tls.VersionTLS12},
		WriteBufferSize:     64 << 10,
		ReadBufferSize:      64 << 10,
		DisableCompression:  true, // objects come as they are
	}
}

// patient is a transport that gives a request up when it moves no byte for a while.
type patient struct {
	next  http.RoundTripper
	stall time.Duration
	copy  time.Duration
}

// RoundTrip implements [http.RoundTripper].
func (p *patient) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(r.Context())
	wait := p.stall
	if r.Header.Get("X-Amz-Copy-Source") != "" || r.Method == http.MethodPost && r.URL.Query().Has("uploadId") {
		wait = p.copy
	}
	w := &watch{wait: wait, cancel: cancel}
	w.timer = time.AfterFunc(wait, func() { cancel(errStalled) })
	r = r.WithContext(ctx)
	var sent *sending
	if r.Body != nil && r.Body != http.NoBody {
		sent = &sending{ReadCloser: r.Body, watch: w}
		r.Body = sent
	}
	resp, err := p.next.RoundTrip(r)
	if sent != nil {
		sent.end()
	}
	if err != nil {
		w.end()
		if context.Cause(ctx) == errStalled {
			err = errStalled
		}
		return nil, err
	}
	resp.Body = &received{resp.Body, w}
	return resp, nil
}

// watch cancels a request that stands still.
type watch struct {
	wait   time.Duration
	timer  *time.Timer
	cancel context.CancelCauseFunc
}

func (w *watch) beat() { w.timer.Reset(w.wait) }

func (w *watch) end() {
	w.timer.Stop()
	w.cancel(nil)
}

// sending is the body of a request. A transport may go on to read it when the answer has come or the request has
// failed, while the next try, or another upload, already uses the memory: then it is at its end.
type sending struct {
	io.ReadCloser
	watch *watch
	mu    sync.Mutex
	ended bool
}

// Read implements [io.Reader].
func (s *sending) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return 0, io.EOF
	}
	n, err := s.ReadCloser.Read(p)
	s.watch.beat()
	return n, err
}

// end returns once nobody reads any more.
func (s *sending) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
}

// received is the body of an answer.
type received struct {
	io.ReadCloser
	watch *watch
}

// Read waits for no longer than the watch allows. Between reads time does not count: a slow client is no fault of the
// store.
func (b *received) Read(p []byte) (int, error) {
	b.watch.beat()
	n, err := b.ReadCloser.Read(p)
	b.watch.timer.Stop()
	return n, err
}

// Close ends the request with its answer.
func (b *received) Close() error {
	b.watch.end()
	return b.ReadCloser.Close()
}
