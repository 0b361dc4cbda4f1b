package main

import (
	"bytes"
	"context"
	"net/textproto"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/cmd/ftpspec/watch"
	"github.com/portolan-ftp/portolan/cmd/internal/readme"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// watching is "ftpspec watch" without what waits for files: a test calls for the rounds.
func watching(t *testing.T) (w *watcher, out *bytes.Buffer) {
	t.Helper()
	out = &bytes.Buffer{}
	w = &watcher{flags: &watchFlags{generate: generateFlags{spec: new(string), stubs: true}}, out: out, specs: map[string]bool{}}
	var err error
	if w.files, err = watch.NewFiles(w.wanted); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.close() })
	return w, out
}

// took is how long something takes, in what is printed; aboutGo is a finding of the compiler, which this module lacks.
var (
	took    = regexp.MustCompile(` \(\d.*\)`)
	aboutGo = regexp.MustCompile(`(?m)^(new|gone): .* go code: .*\n(    .*\n)*`)
)

// says is what a round prints.
func says(t *testing.T, w *watcher, out *bytes.Buffer) string {
	t.Helper()
	out.Reset()
	if err := w.round(t.Context()); err != nil {
		t.Fatal(err)
	}
	return aboutGo.ReplaceAllString(took.ReplaceAllString(out.String(), ""), "")
}

// TestWatchRounds: a round tells what it has written, what is new and what is gone, and nothing twice. A spec that
// cannot be read is told once, and what was found before is not gone for that.
func TestWatchRounds(t *testing.T) {
	testcost.Some(t)
	module(t)
	w, out := watching(t)
	const size = "spec/ftp.yaml: 14 commands, 81 rows, "
	first := says(t, w, out)
	for _, want := range []string{wroteAll, wroteStubs, "new: spec/ftp.yaml:", size} {
		if !strings.Contains(first, want) {
			t.Errorf("the first round does not say %q:\n%s", want, first)
		}
	}
	if again := says(t, w, out); again != "" {
		t.Errorf("nothing has changed:\n%s", again)
	}
	good := read(t, specFile)
	w.saved = []string{"spec/ftp.yaml"}
	write(t, specFile, strings.Replace(good, "{when: {login: in}, else", "{when: {logn: in}, else", 1))
	const trouble = "\nspec/ftp.yaml\nspec/ftp.yaml:42:22: unknown region or policy \"logn\"; did you mean \"login\"?\n"
	if got := says(t, w, out); !strings.HasPrefix(got, trouble) {
		t.Errorf("a slip:\n%s", got)
	}
	write(t, specFile, read(t, specFile)+"# still\n")
	if got := says(t, w, out); got != "" {
		t.Errorf("the same slip is told again:\n%s", got)
	}
	total := first[strings.LastIndex(first, size):]
	write(t, specFile, good)
	if got := says(t, w, out); got != total {
		t.Errorf("mended:\n%s\nwant\n%s", got, total)
	}
	write(t, specFile, strings.Replace(good, "needs: [logged-in]\n    does: [data.listen]", "does: [data.listen]", 1))
	got := says(t, w, out)
	for _, want := range []string{"wrote commands/ftp/table_gen.go\n", "    ftpspec fix --id P08 may mend it: Add the need \"logged-in\"\n", "new: spec/ftp.yaml:88:3: P08 PASV: PASV does data.listen before login\n    S: 220 Ready.\n    C: PASV\n    S: 227 "} {
		if !strings.Contains(got, want) {
			t.Errorf("without the need: %q is not said:\n%s", want, got)
		}
	}
	write(t, specFile, "# moved\n"+good)
	if got := says(t, w, out); !strings.Contains(got, "\ngone: P08 PASV: PASV does data.listen before login\n") || regexp.MustCompile(`new: .*PASV`).MatchString(got) {
		t.Errorf("with the need again:\n%s", got)
	}
	if err := os.Remove(specFile); err != nil {
		t.Fatal(err)
	}
	if got := says(t, w, out); !strings.Contains(got, "no such file") {
		t.Errorf("without a spec:\n%s", got)
	}
}

// TestWatchNothing: a spec that never was is an error, and so are flags for no server.
func TestWatchNothing(t *testing.T) {
	module(t)
	expect(t, exitError, "", "reading the spec: open none.yaml: no such file or directory\n", "watch", "--spec", "none.yaml")
	expect(t, exitError, "", "ftpspec watch: \"--user me:pw\" is for a server, and there is none without --serve DIR\n", "watch", "--", "--user", "me:pw")
}

// told is what a program in the background has printed.
type told struct {
	mu   sync.Mutex
	text []byte
	read int // what was looked at
}

func (o *told) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text = append(o.text, p...)
	return len(p), nil
}

// since is what was printed since the last time that all of it was expected.
func (o *told) since() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return string(o.text[o.read:])
}

// The patience with what is watched, on a machine that has much else to do, and how often it is looked at.
const watchPatience, pollEvery = 5 * time.Minute, 5 * time.Millisecond

// expect waits until the lines are printed.
func (o *told) expect(t *testing.T, at int, lines string) {
	t.Helper()
	c := readme.Command{Output: strings.Split(strings.TrimSuffix(lines, "\n"), "\n")}
	for late := time.Now().Add(watchPatience); c.Missing(o.since()) != ""; time.Sleep(pollEvery) {
		if time.Now().After(late) {
			t.Fatalf("line %d: it says\n%s\nmissing is the line\n%s", at, o.since(), c.Missing(o.since()))
		}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.read = len(o.text)
}

// runWatch runs "ftpspec watch" until the test ends.
func runWatch(t *testing.T, f watchFlags) *told {
	t.Helper()
	out := &told{}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- f.run(ctx, out, out) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("it ends with %v", err)
		}
	})
	return out
}

// TestWatchGuide does what the guide shows, save by save, in a copy of the module.
func TestWatchGuide(t *testing.T) {
	testcost.Long(t)
	steps := readme.Blocks(read(t, "README.md"), "watch")
	const expected = 6
	if len(steps) != expected {
		t.Fatalf("the guide has %d steps, want %d", len(steps), expected)
	}
	root := t.TempDir()
	copyModule(t, root)
	t.Chdir(root)
	t.Setenv("GOWORK", "off")
	begin := readme.Command{}
	for _, c := range steps[0].Commands() {
		begin = c
	}
	if want := "go run ./cmd/ftpspec watch --serve /tmp/served -- --user me:secret"; begin.Line != want {
		t.Fatalf("the guide begins with %q, want %q", begin.Line, want)
	}
	port := freePort(t)
	out := runWatch(t, watchFlags{
		generate: generateFlags{spec: new(string), stubs: true}, serve: t.TempDir(), listen: "127.0.0.1:" + port, page: "127.0.0.1:0", args: []string{"--user", "me:secret"},
	})
	out.expect(t, begin.At, strings.ReplaceAll(strings.Join(begin.Output, "\n"), "2121", port))
	for _, b := range steps[1:] {
		saveStep(t, b, out, port)
	}
}

// saveStep does what one block of the guide says.
func saveStep(t *testing.T, b readme.Block, out *told, port string) {
	t.Helper()
	switch words := b.Test[1:]; words[0] {
	case "under": // LINE in FILE: the text comes below the line
		change(t, words[3], "\n"+words[1]+"\n", "\n"+words[1]+"\n"+b.Text)
	case "change": // OLD NEW in FILE, and what is said then
		began := time.Now()
		change(t, words[4], words[1], words[2])
		out.expect(t, b.Line, b.Text)
		t.Logf("line %d: the server has it %.2f s after the save", b.Line, time.Since(began).Seconds())
	case "says":
		out.expect(t, b.Line, b.Text)
	case "asks":
		siteAnswers(t, port, words[1], strings.TrimSuffix(b.Text, "\n"))
	default:
		t.Fatalf("line %d: nobody knows what %q is", b.Line, words)
	}
}

// siteAnswers waits until a server answers a SITE command so: the one before it may have been there when the client
// came.
func siteAnswers(t *testing.T, port, command, want string) {
	t.Helper()
	got, err := siteAnswer(port, command)
	for late := time.Now().Add(watchPatience); got != want; got, err = siteAnswer(port, command) {
		if time.Now().After(late) {
			t.Fatalf("SITE %s: the server answers %q, %v, want %q", command, got, err, want)
		}
		time.Sleep(pollEvery)
	}
}

// siteAnswer is what a server answers to a SITE command after the login.
func siteAnswer(port, command string) (last string, err error) {
	conn, err := textproto.Dial("tcp", "127.0.0.1:"+port)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	for _, line := range []string{"", "USER me", "PASS secret", "SITE " + command} {
		if line != "" {
			err = conn.PrintfLine("%s", line)
		}
		if err == nil {
			last, err = conn.ReadLine()
		}
		if err != nil {
			return "", err
		}
	}
	return last, nil
}

// TestWatchOverlay: an overlay is watched with its handlers, and its server is replaced by the next.
func TestWatchOverlay(t *testing.T) {
	testcost.Long(t)
	harbour(t, true)
	t.Setenv("GOFLAGS", "-mod=mod")
	port := freePort(t)
	f := watchFlags{generate: generateFlags{spec: new(string), stubs: true}, serve: t.TempDir(), listen: "127.0.0.1:" + port, page: "127.0.0.1:0", args: []string{"--user", "me:secret"}}
	f.generate.overlay = overlayFlags{file: "site.yaml", handlers: "answers", receiver: overlayType}
	out := runWatch(t, f)
	out.expect(t, 0, "wrote site/table_gen.go\nsite.yaml: <some> commands, <more> rows, no findings (<steps>)\nthe server runs this table (<time>)\nchart: <url>")
	change(t, "site.yaml", "There is no message today.", "Nothing today.")
	out.expect(t, 0, "site.yaml\nwrote site/table_gen.go\nsite.yaml: <some> commands, <more> rows, no findings (<steps>)\nthe server runs this table (<time>)")
	siteAnswers(t, port, "MOTD", "450 Nothing today.")
	change(t, "answers/site_motd.go", "return site.SiteMotdNone()", "return nil")
	out.expect(t, 0, "answers/site_motd.go\nnew: answers/site_motd.go:<place>: C01 code: SiteMotd may return nil here; return one of its declared replies\nthe server runs this table (<time>)")
}

// TestWithout: a finding that has only moved is neither new nor gone.
func TestWithout(t *testing.T) {
	module(t, "needs: [logged-in]\n    does: [data.listen]", "does: [data.listen]")
	p, err := openProject("")
	if err != nil {
		t.Fatal(err)
	}
	r, err := auditSpec(p.spec)
	if err != nil || len(r.Findings) < 2 {
		t.Fatalf("%d findings, %v", len(r.Findings), err)
	}
	moved := slices.Clone(r.Findings)
	for i := range moved {
		moved[i].Pos.Line += 7
	}
	if got := without(r.Findings, moved); len(got) != 0 {
		t.Errorf("new: %v", got)
	}
	if got := without(r.Findings, moved[1:]); len(got) != 1 || got[0].At != moved[0].At {
		t.Errorf("new: %v", got)
	}
	if got := placeOf(filepath.Join("a", "b.go") + ":12:3"); got.File != "a/b.go" || got.Line != 12 || got.Column != 3 {
		t.Errorf("the place is %v", got)
	}
}
