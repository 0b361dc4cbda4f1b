package chart

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// editions serves the page of a spec that changes.
type editions struct {
	mu      sync.Mutex
	in      Input
	changed chan struct{}
}

// show has another spec shown, and tells it.
func (e *editions) show(in Input) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.in = in
	if e.changed != nil {
		close(e.changed)
	}
	e.changed = make(chan struct{})
}

func (e *editions) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e.mu.Lock()
	in, changed := e.in, e.changed
	e.mu.Unlock()
	switch r.URL.Path {
	case "/":
		page, err := Page(in)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		w.Write(page)
	case in.Live:
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprintf(w, "data: %s\n\n", in.Model.Spec.Hash)
		w.(http.Flusher).Flush()
		select {
		case <-changed:
		case <-r.Context().Done():
		}
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

// TestLivePage: a page that is served may ask its own server for events and nobody for anything else; one that is a
// file may ask for nothing.
func TestLivePage(t *testing.T) {
	in, _ := read(t, smallSpec)
	for live, wants := range map[string]bool{"": false, "/events": true} {
		in.Live = live
		page, err := Page(in)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range []string{" connect-src 'self';", `new EventSource("/events")`} {
			if strings.Contains(string(page), part) != wants {
				t.Errorf("live %q: %q is there: %v", live, part, !wants)
			}
		}
	}
}

// TestLiveInBrowser: a browser loads the page again when there is another edition, and keeps the session that is
// played.
func TestLiveInBrowser(t *testing.T) {
	testcost.Long(t)
	b := newBrowser(t)
	first, _ := read(t, smallSpec)
	second, _ := read(t, smallSpec, "Log in first.", "Please log in.")
	first.Live, second.Live = "/events", "/events"
	e := &editions{}
	e.show(first)
	server := httptest.NewServer(e)
	defer server.Close()
	defer e.show(first) // ends what still listens
	_, file := load(t, smallSpec)
	p := b.open(t, file, "", 1440, 900)
	p.call("Page.navigate", map[string]any{"url": server.URL + "/"}, nil)
	shows := func(in Input) string {
		return fmt.Sprintf("document.readyState === 'complete' && window.portolan !== undefined && document.querySelector('footer').textContent.includes('%.12s')", in.Model.Spec.Hash)
	}
	p.wait(shows(first))
	p.click("#happenings button")
	played := p.text("location.hash")
	if len(played) < 2 {
		t.Fatalf("nothing is played: %q", played)
	}
	e.show(second)
	p.wait(shows(second))
	p.expect("location.hash", played)
	for _, address := range p.asked {
		if !strings.HasPrefix(address, server.URL) {
			t.Errorf("the page asks for %s", address)
		}
	}
	p.asked = nil
}
