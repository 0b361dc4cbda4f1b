package watch

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Page is a page that is served to browsers on this machine, and tells them when it has become another one.
type Page struct {
	server   *http.Server
	listener net.Listener
	failed   chan error

	mu      sync.Mutex
	content []byte
	edition string
	changed chan struct{} // closed when there is another content
}

// Events is the path at which the page listens for the edition to show: an event on connecting, and one for each
// change.
const Events = "/events"

// The limits of the page's server. It is for the browsers of one person.
const (
	headerTimeout = 5 * time.Second  // for a request to arrive
	idleTimeout   = time.Minute      // for a browser to ask again
	keepAlive     = 25 * time.Second // between two events: shorter than what proxies and browsers wait for
	writeTimeout  = 10 * time.Second // for a browser to take an event; a page takes longer to load over nothing but a loopback
	mostPages     = 32               // that listen at once; more tabs are served the page and never told
)

// NewPage serves on an address, HOST:PORT, of this machine. There is nothing to see before Show.
func NewPage(address string) (*Page, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("watch: the page: %w", err)
	}
	p := &Page{listener: l, changed: make(chan struct{}), failed: make(chan error, 1)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", p.page)
	mux.Handle("GET "+Events, limited(mostPages, p.events))
	p.server = &http.Server{Handler: local(mux), ReadHeaderTimeout: headerTimeout, IdleTimeout: idleTimeout}
	go func() { p.failed <- p.server.Serve(l) }()
	return p, nil
}

// URL is where the page is.
func (p *Page) URL() string { return "http://" + p.listener.Addr().String() + "/" }

// Show has another content shown from now on. The edition is what the content knows of itself: browsers that are told
// another one load the page again.
func (p *Page) Show(content []byte, edition string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.content, p.edition = content, edition
	close(p.changed)
	p.changed = make(chan struct{})
}

// now is what is shown, and what ends when it is another one.
func (p *Page) now() (content []byte, edition string, changed <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.content, p.edition, p.changed
}

// page answers with the page.
func (p *Page) page(w http.ResponseWriter, _ *http.Request) {
	content, _, _ := p.now()
	if content == nil {
		http.Error(w, "There is no spec yet that can be drawn.", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(content)
}

// events tells a browser the edition to show, now and whenever it is another one, until the browser goes.
func (p *Page) events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	stream := http.NewResponseController(w)
	told := ""
	for {
		_, edition, changed := p.now()
		text := ": still here\n\n"
		if edition != "" && edition != told {
			text, told = "data: "+edition+"\n\n", edition
		}
		_ = stream.SetWriteDeadline(time.Now().Add(writeTimeout))
		if _, err := w.Write([]byte(text)); err != nil || stream.Flush() != nil {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case <-changed:
		case <-time.After(keepAlive):
		}
	}
}

// local refuses requests that are meant for another host: a page of somebody else's, whose name leads to this machine,
// is not to read this one.
func local(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = strings.Trim(r.Host, "[]")
		}
		if host != "localhost" && net.ParseIP(host) == nil {
			http.Error(w, "This page is for this machine.", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// limited serves so many requests at once, and refuses more.
func limited(most int, next http.HandlerFunc) http.Handler {
	places := make(chan struct{}, most)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case places <- struct{}{}:
			defer func() { <-places }()
			next(w, r)
		default:
			http.Error(w, "Too many pages are open.", http.StatusServiceUnavailable)
		}
	})
}

// Close ends the serving, and all that is listened to.
func (p *Page) Close() error { return p.server.Close() }
