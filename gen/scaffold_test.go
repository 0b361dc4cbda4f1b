package gen

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// handlersTree has a written handler, a stub, one on a value receiver that nothing needs, and things that are no
// handlers.
var handlersTree = map[string]string{
	"h/pass.go": `package h

// Pass logs in.
func (h *Standard) Pass(ctx context.Context, r small.PassRequest) small.PassReply {
	return small.PassRejected()
}

func helper() {}
`,
	"h/retr.go": `package h

import "context"

func (h *Standard) Retr(ctx context.Context, r small.RetrRequest) small.RetrReply {
	return small.RetrUnwritten()
}
`,
	"h/xyz.go": `package h

import "context"

func (h Standard) Xyz(ctx context.Context, r small.XyzRequest) (reply small.XyzReply) {
	return reply
}
`,
	"h/quit.go": `package h

func (h *Standard) Quit(ctx context.Context, r small.QuitRequest) small.QuitReply { return nil }

func (h *Standard) Close() error { return nil }

func (o *Other) Stor(ctx context.Context, r small.StorRequest) small.StorReply { return nil }

func Stat(ctx context.Context, r small.StatRequest) small.StatReply { return nil }
`,
	"h/stor_test.go": `package h

func (h *Standard) Stor(ctx context.Context, r small.StorRequest) small.StorReply { return nil }
`,
	"h/notes.txt": "func (h *Standard) Stat(small.StatRequest)",
}

// handled are the commands of s that need a handler.
func handled(t *testing.T, s *spec.Spec, o Options) []string {
	t.Helper()
	names, err := Handled(s, o)
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestHandlers(t *testing.T) {
	dir := filepath.Join(tree(t, handlersTree), "h")
	s := decoded(t, smallFile)
	found, err := Handlers(s, smallOptions, dir)
	if err != nil {
		t.Fatal(err)
	}
	want := []Handler{
		{Name: "Pass", File: filepath.Join(dir, "pass.go"), Line: 4},
		{Name: "Quit", File: filepath.Join(dir, "quit.go"), Line: 3},
		{Name: "Retr", File: filepath.Join(dir, "retr.go"), Line: 5, Unwritten: true, Alone: true},
		{Name: "Xyz", File: filepath.Join(dir, "xyz.go"), Line: 5, Alone: true},
	}
	if !slices.Equal(found, want) {
		t.Fatalf("got  %+v\nwant %+v", found, want)
	}
	commands := handled(t, s, smallOptions)
	if got, want := Missing(commands, found), []string{"PASV", "STOR", "RNTO", "STAT", "STAT path"}; !slices.Equal(got, want) {
		t.Errorf("missing: got %v, want %v", got, want)
	}
	var orphans []string
	for _, h := range Orphans(commands, found) {
		orphans = append(orphans, strings.TrimPrefix(h.Orphaned(), filepath.ToSlash(dir)+"/"))
	}
	// QUIT is answered by the table.
	if want := []string{
		"quit.go:3: method Quit answers no command; delete this method",
		"xyz.go:5: method Xyz answers no command; delete this file",
	}; !slices.Equal(orphans, want) {
		t.Errorf("orphans: got %q, want %q", orphans, want)
	}
	if got, want := found[2].StillUnwritten(), filepath.ToSlash(dir)+"/retr.go:5: method Retr is a stub; write it"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestHandlersWithoutDirectory(t *testing.T) {
	found, err := Handlers(decoded(t, smallFile), smallOptions, filepath.Join(t.TempDir(), "none"))
	if found != nil || err != nil {
		t.Errorf("got %v, %v", found, err)
	}
}

// A file that does not parse is an error and not a missing handler, which would be written again.
func TestHandlersBroken(t *testing.T) {
	dir := tree(t, map[string]string{"x.go": "package h\nfunc (h *Standard) Retr( {\n"})
	if _, err := Handlers(decoded(t, smallFile), smallOptions, dir); err == nil || !strings.Contains(err.Error(), "x.go:2:26") {
		t.Errorf("got %v, want the position of the syntax error", err)
	}
}

func TestStub(t *testing.T) {
	stub, err := Stub(decoded(t, smallFile), smallOptions, "commands", "RETR")
	if err != nil {
		t.Fatal(err)
	}
	const want = `package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/small"
)

// Retr answers RETR: send a file (RFC 959 4.1.3).
//
//	RETR <path>
//
// What holds already: logged-in, endpoint.
// What it may answer:
//   - [small.RetrOpening], then RetrOpeningEnd
//   - [small.RetrResumed], then RetrResumedEnd
//   - [small.RetrMissing] for not-exist, invalid-name
//   - [small.RetrFailed] for any other
//
// [small.RetrError] chooses among them by the class of an error.
func (h *Standard) Retr(ctx context.Context, r small.RetrRequest) small.RetrReply {
	return small.RetrUnwritten()
}
`
	if string(stub) != want {
		t.Errorf("got:\n%s\nwant:\n%s", stub, want)
	}
}

// Every stub of the real spec is formatted Go that Handlers finds again as unwritten.
func TestEveryStub(t *testing.T) {
	testcost.Some(t)
	s := decoded(t, specFile)
	dir := filepath.Join(t.TempDir(), "commands")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	commands := handled(t, s, Options{})
	missing := Missing(commands, nil)
	for _, name := range missing {
		if _, err := Scaffold(s, Options{}, dir, name); err != nil {
			t.Error(err)
		}
	}
	found, err := Handlers(s, Options{}, dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != len(missing) || len(Missing(commands, found))+len(Orphans(commands, found)) > 0 {
		t.Errorf("%d stubs, found %d, missing %v, orphans %v", len(missing), len(found), Missing(commands, found), Orphans(commands, found))
	}
	for _, h := range found {
		if !h.Unwritten || !h.Alone {
			t.Errorf("%s: unwritten %v, alone %v", h.Name, h.Unwritten, h.Alone)
		}
	}
}

// A file that exists is refused and keeps its bytes and its time, whatever is in it.
func TestScaffoldNeverTouchesAFile(t *testing.T) {
	s := decoded(t, smallFile)
	for _, content := range []string{"", "package commands // mine\n", "not Go at all"} {
		dir := tree(t, map[string]string{"commands/retr.go": content})
		name := filepath.Join(dir, "commands", "retr.go")
		_, err := Scaffold(s, smallOptions, filepath.Join(dir, "commands"), "RETR")
		if !errors.Is(err, ErrExists) {
			t.Errorf("got %v, want ErrExists", err)
		}
		if want := "gen: scaffold: " + filepath.ToSlash(name) + ": file exists; it is never overwritten"; err != nil && err.Error() != want {
			t.Errorf("got  %s\nwant %s", err, want)
		}
		if !untouched(t, name, content) {
			t.Errorf("the file with %q was touched", content)
		}
	}
}

func TestScaffoldErrors(t *testing.T) {
	s := decoded(t, smallFile)
	for command, want := range map[string]string{
		"XYZZY": "gen: scaffold: there is no command XYZZY in testdata/small.yaml",
		"QUIT":  "gen: scaffold: QUIT needs no handler",
		"smnt":  "gen: scaffold: SMNT needs no handler",
	} {
		if _, err := Scaffold(s, smallOptions, t.TempDir(), command); err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
	if _, err := Scaffold(s, smallOptions, filepath.Join(t.TempDir(), "none"), "RETR"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want that the directory does not exist", err)
	}
}

func TestStubFile(t *testing.T) {
	for command, want := range map[string]string{
		"RETR":         "retr.go",
		"STAT path":    "stat_path.go",
		"OPTS UTF-8":   "opts_utf_8.go",
		"SITE LINUX":   "sitelinux.go",
		"SITE TEST":    "sitetest.go",
		"SITE X ARM64": "sitexarm64.go",
	} {
		if got := StubFile(command); got != want {
			t.Errorf("StubFile(%q) = %s, want %s", command, got, want)
		}
	}
}

// A stub in a directory without Go has a package that can be imported, whatever the directory is called.
func TestPackageOfADirectory(t *testing.T) {
	for dir, want := range map[string]string{
		"answers": "answers", "My-Site": "mysite", "001": "handlers", "main": "handlers", "func": "handlers", "...": "handlers", "登录": "登录",
	} {
		if got, err := packageIn(filepath.Join(t.TempDir(), dir)); got != want || err != nil {
			t.Errorf("%s: %q, %v, want %q", dir, got, err, want)
		}
	}
}
