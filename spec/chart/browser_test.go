package chart

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// browser is a Chromium without a screen, spoken to over a pipe in the DevTools protocol.
type browser struct {
	to   *os.File
	from *bufio.Reader
	last int
}

// browserTime bounds everything that a browser does for a test.
const browserTime = 15 * time.Minute

// newBrowser starts Chromium. Where there is none the test is skipped; in CI it fails.
func newBrowser(t *testing.T) *browser {
	t.Helper()
	program := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			program = path
			break
		}
	}
	if program == "" {
		testcost.Lacking(t, "the page is tested in Chromium: apt-get install chromium")
	}
	ctx, cancel := context.WithTimeout(context.Background(), browserTime)
	cmd := exec.CommandContext(ctx, program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--force-color-profile=srgb",
		"--hide-scrollbars", "--remote-debugging-pipe", "--user-data-dir="+t.TempDir(), "about:blank")
	theirs, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	from, ours, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.ExtraFiles = []*os.File{theirs, ours} // 3: it reads, 4: it writes
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	theirs.Close()
	ours.Close()
	b := &browser{to: to, from: bufio.NewReader(from)}
	t.Cleanup(func() {
		b.send("", "Browser.close", nil)
		cmd.Wait()
		cancel()
		to.Close()
		from.Close()
	})
	return b
}

// message is one message of the protocol, either way.
type message struct {
	ID      int             `json:"id,omitempty"`
	Session string          `json:"sessionId,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  any             `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *struct {
		Message string `json:"message"`
	} `json:"error,omitempty"`
}

func (b *browser) send(session, method string, params any) error {
	b.last++
	text, err := json.Marshal(message{ID: b.last, Session: session, Method: method, Params: params})
	if err == nil {
		_, err = b.to.Write(append(text, 0))
	}
	return err
}

// tab is one page.
type tab struct {
	*testing.T
	browser *browser
	session string
	file    string   // that it shows
	faults  []string // exceptions and errors that the page has reported
	asked   []string // addresses that the page has asked the network for
	shown   int      // documents that it has begun to show
}

// open shows a page in a tab of its own, at a size in pixels, and fails the test if the page complains of anything.
func (b *browser) open(t *testing.T, file, fragment string, width, height int) *tab {
	t.Helper()
	p := &tab{T: t, browser: b}
	var target struct{ TargetID string }
	p.call("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	var attached struct{ SessionID string }
	p.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached)
	p.session = attached.SessionID
	for _, domain := range []string{"Page", "Runtime", "Network", "Log", "Accessibility"} {
		p.call(domain+".enable", nil, nil)
	}
	p.resize(width, height)
	p.navigate(file, fragment)
	t.Cleanup(func() {
		if len(p.faults) > 0 {
			t.Errorf("the page complains: %s", strings.Join(p.faults, "\n"))
		}
		if len(p.asked) != 0 {
			t.Errorf("the page asks the network for %q", p.asked)
		}
		p.session = ""
		p.call("Target.closeTarget", map[string]any{"targetId": target.TargetID}, nil)
	})
	return p
}

func (p *tab) navigate(file, fragment string) {
	p.Helper()
	p.file = file
	address := url.URL{Scheme: "file", Path: file}
	p.call("Page.navigate", map[string]any{"url": address.String() + "#" + fragment}, nil)
	p.wait("document.readyState === 'complete' && window.portolan !== undefined")
}

// reload asks for the page once more. It returns when the old document is gone: an evaluation that is under way while a
// document changes fails.
func (p *tab) reload() {
	p.Helper()
	before := p.shown
	p.call("Page.reload", nil, nil)
	for p.shown == before {
		p.receive("Page.frameNavigated")
	}
	p.wait("document.readyState === 'complete' && window.portolan !== undefined")
}

func (p *tab) resize(width, height int) {
	p.Helper()
	p.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false}, nil)
}

// prefer sets what the reader prefers, in pairs, and nothing else: "prefers-color-scheme", "dark".
func (p *tab) prefer(pairs ...string) {
	p.Helper()
	features := []map[string]string{}
	for pair := range slices.Chunk(pairs, 2) {
		features = append(features, map[string]string{"name": pair[0], "value": pair[1]})
	}
	p.call("Emulation.setEmulatedMedia", map[string]any{"features": features}, nil)
}

// call is one request and its answer.
func (p *tab) call(method string, params, result any) {
	p.Helper()
	if err := p.browser.send(p.session, method, params); err != nil {
		p.Fatalf("%s: %v", method, err)
	}
	m, answer := p.receive(method)
	for !answer {
		m, answer = p.receive(method)
	}
	if m.Error != nil {
		p.Fatalf("%s: %s", method, m.Error.Message)
	}
	if result != nil {
		if err := json.Unmarshal(m.Result, result); err != nil {
			p.Fatal(err)
		}
	}
}

// receive is the browser's next message, and whether it answers the last request. What it says of the page is noted.
func (p *tab) receive(what string) (m message, answer bool) {
	p.Helper()
	text, err := p.browser.from.ReadBytes(0)
	if err != nil {
		p.Fatalf("%s: the browser says no more: %v", what, err)
	}
	var params json.RawMessage
	m.Params = &params
	if err := json.Unmarshal(text[:len(text)-1], &m); err != nil {
		p.Fatal(err)
	}
	if m.ID == 0 && m.Session == p.session {
		p.note(m.Method, params)
	}
	return m, m.ID == p.browser.last
}

// note keeps what a page must not do.
func (p *tab) note(method string, params json.RawMessage) {
	switch method {
	case "Page.frameNavigated":
		p.shown++
	case "Runtime.exceptionThrown":
		p.faults = append(p.faults, string(params))
	case "Log.entryAdded":
		var entry struct{ Entry struct{ Level, Text string } }
		if json.Unmarshal(params, &entry) == nil && entry.Entry.Level != "info" && entry.Entry.Level != "verbose" {
			p.faults = append(p.faults, entry.Entry.Text)
		}
	case "Network.requestWillBeSent":
		var sent struct{ Request struct{ URL string } }
		if json.Unmarshal(params, &sent) == nil && !slices.Contains([]string{"file", "data", "about", "blob"}, strings.SplitN(sent.Request.URL, ":", 2)[0]) {
			p.asked = append(p.asked, sent.Request.URL)
		}
	}
}

// eval evaluates JavaScript, promises included, into a Go value.
func (p *tab) eval(expression string, result any) {
	p.Helper()
	var answer struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct {
			Exception struct{ Description string }
		}
	}
	p.call("Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true, "awaitPromise": true}, &answer)
	if answer.ExceptionDetails != nil {
		p.Fatalf("%.300s\n%s", expression, answer.ExceptionDetails.Exception.Description)
	}
	if result != nil {
		if err := json.Unmarshal(answer.Result.Value, result); err != nil {
			p.Fatalf("%.300s is %s: %v", expression, answer.Result.Value, err)
		}
	}
}

// wait waits until a condition holds.
func (p *tab) wait(condition string) {
	p.Helper()
	for range 6000 {
		held := false
		if p.eval(condition, &held); held {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	p.Fatalf("%s does not become true", condition)
}

// text is the value of an expression that is a string.
func (p *tab) text(expression string) string {
	p.Helper()
	var s string
	p.eval(expression, &s)
	return s
}

// expect compares the value of an expression that is a string.
func (p *tab) expect(expression, want string) {
	p.Helper()
	if got := p.text(expression); got != want {
		p.Errorf("%s is\n%s\nwant\n%s", expression, got, want)
	}
}

// keyCodes are the keys that are no letters.
var keyCodes = map[string]int{"Enter": 13, "Escape": 27, "Tab": 9, "ArrowDown": 40, "ArrowUp": 38, "ArrowLeft": 37, "ArrowRight": 39, "Home": 36, "End": 35, "Backspace": 8}

// press presses keys one after another; a name that is no key is typed letter by letter.
func (p *tab) press(keys ...string) {
	p.Helper()
	for _, key := range keys {
		code, named := keyCodes[key]
		if !named && len(key) > 1 {
			p.press(strings.Split(key, "")...)
			continue
		}
		down := map[string]any{"type": "keyDown", "key": key, "windowsVirtualKeyCode": code}
		switch {
		case key == "Enter":
			down["text"] = "\r"
		case !named:
			down["text"] = key
		}
		p.call("Input.dispatchKeyEvent", down, nil)
		p.call("Input.dispatchKeyEvent", map[string]any{"type": "keyUp", "key": key, "windowsVirtualKeyCode": code}, nil)
	}
}

// click clicks the middle of the first element that a selector finds.
func (p *tab) click(selector string) {
	p.Helper()
	var at struct{ X, Y float64 }
	quoted, _ := json.Marshal(selector)
	p.eval(`(() => { const e = document.querySelector(`+string(quoted)+`); e.scrollIntoView({block: "nearest", behavior: "instant"});
		const r = e.getBoundingClientRect(); return {X: r.x + r.width / 2, Y: r.y + r.height / 2}; })()`, &at)
	for _, kind := range []string{"mouseMoved", "mousePressed", "mouseReleased"} {
		p.call("Input.dispatchMouseEvent", map[string]any{"type": kind, "x": at.X, "y": at.Y, "button": "left", "clickCount": 1}, nil)
	}
}

// picture is what the tab shows, as PNG.
func (p *tab) picture(whole bool) []byte {
	p.Helper()
	var shot struct{ Data string }
	p.call("Page.captureScreenshot", map[string]any{"format": "png", "captureBeyondViewport": whole}, &shot)
	png, err := base64.StdEncoding.DecodeString(shot.Data)
	if err != nil {
		p.Fatal(err)
	}
	return png
}
