package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/cmd/internal/readme"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// TestWalkByNewAndWatch adds the README's command by two commands, "ftpspec watch" and "ftpspec new", and one file that
// is edited by hand, the README's handler: a running server answers the stub's reply and then the handler's. It logs
// how long each takes from the save on.
func TestWalkByNewAndWatch(t *testing.T) {
	testcost.Long(t)
	handler := ""
	for _, b := range readme.Blocks(read(t, filepath.Join(moduleRoot, "README.md")), "walk") {
		if b.Test[1] == "write" {
			handler = b.Text
		}
	}
	root, served := t.TempDir(), t.TempDir()
	copyModule(t, root)
	t.Chdir(root)
	t.Setenv("GOWORK", "off")
	if err := os.Mkdir(filepath.Join(served, "pub"), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(served, "pub", "notes.txt"), "one\ntwo\n")

	port := freePort(t)
	out := runWatch(t, watchFlags{
		generate: generateFlags{spec: new(string), stubs: true}, serve: served, listen: "127.0.0.1:" + port, page: "127.0.0.1:0", args: []string{"--user", "me:secret"},
	})
	out.expect(t, 0, "the server runs this table (<time>)")
	answers := func(what, command, want string) {
		t.Helper()
		began := time.Now()
		siteAnswers(t, port, command, want)
		t.Logf("%s: the server answers %q after %.2f s", what, want, time.Since(began).Seconds())
	}
	output(t, exitOK, "new", "SITE COUNT", "--arg", "path:path", "--needs", "logged-in", "--does", "files.list",
		"--reply", "count:200:{number:int64} files.", "--reply", "refused:550:Not a directory that can be read.")
	answers("the command is new", "COUNT pub", "502 SITE COUNT is not written yet.")
	write(t, "commands/site_count.go", handler)
	answers("the handler is saved", "COUNT pub", "200 1 files.")
	answers("its error", "COUNT none", "550 Not a directory that can be read.")
}
