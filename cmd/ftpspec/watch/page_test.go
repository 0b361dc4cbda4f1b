package watch

import (
	"bufio"
	"io"
	"net/http"
	"strings"
	"testing"
)

func newPage(t *testing.T) *Page {
	t.Helper()
	p, err := NewPage("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

// get is the answer to a request that names a host.
func get(t *testing.T, url, host string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if host != "" {
		r.Host = host
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { answer.Body.Close() })
	return answer
}

// TestPage: the page is what was shown last, browsers are told its edition at once and at every change, and those that
// were sent here under the name of somebody else are refused.
func TestPage(t *testing.T) {
	p := newPage(t)
	if got := get(t, p.URL(), "").StatusCode; got != http.StatusServiceUnavailable {
		t.Errorf("there is a page before there is one: %d", got)
	}
	p.Show([]byte("first page"), "1")
	events := get(t, p.URL()+"events", "")
	if got := events.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Errorf("events are %q", got)
	}
	lines := bufio.NewScanner(events.Body)
	told := func() string {
		for lines.Scan() {
			if edition, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				return edition
			}
		}
		return "the end"
	}
	if got := told(); got != "1" {
		t.Errorf("the first edition is %q", got)
	}
	p.Show([]byte("second page"), "2")
	if got := told(); got != "2" {
		t.Errorf("the second edition is %q", got)
	}
	for _, host := range []string{"", "localhost:80", "[::1]:80", "127.0.0.1"} {
		if body, err := io.ReadAll(get(t, p.URL(), host).Body); err != nil || string(body) != "second page" {
			t.Errorf("%s is shown %q, %v", host, body, err)
		}
	}
	if got := get(t, p.URL(), "attacker.example.org").StatusCode; got != http.StatusForbidden {
		t.Errorf("a page of another name is answered %d", got)
	}
	if got := get(t, p.URL()+"else", "").StatusCode; got != http.StatusNotFound {
		t.Errorf("what is not there is answered %d", got)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	if got := told(); got != "the end" {
		t.Errorf("after the end: %q", got)
	}
}

// TestManyPages: pages beyond the limit are not told, and those within it are not disturbed.
func TestManyPages(t *testing.T) {
	p := newPage(t)
	p.Show([]byte("page"), "1")
	for range mostPages {
		if got := get(t, p.URL()+"events", "").StatusCode; got != http.StatusOK {
			t.Fatalf("a page is answered %d", got)
		}
	}
	if got := get(t, p.URL()+"events", "").StatusCode; got != http.StatusServiceUnavailable {
		t.Errorf("one page too many is answered %d", got)
	}
}
