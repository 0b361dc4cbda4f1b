package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The parts of a small book: an entry that is canonical, and a chapter that is not.
const (
	fmtEntry   = "protocol: tiny\n\nchapters: [login.yaml]\n"
	fmtChapter = "commands:\n    NOOP: {replies: {ok: {code: 200}}, rfc: 959 4.1.3} # nothing\n"
	fmtWant    = "commands:\n  NOOP: {rfc: 959 4.1.3, replies: {ok: 200}} # nothing\n"
)

// fmtBook writes the book and works there.
func fmtBook(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	write(t, "go.mod", "module example.org/small\n")
	write(t, specFile, fmtEntry)
	write(t, "spec/login.yaml", fmtChapter)
}

// An entry is formatted with its chapters, and then there is nothing left to do.
func TestFmt(t *testing.T) {
	fmtBook(t)
	expect(t, exitFindings, "spec/login.yaml\n", "", "fmt", "--check")
	expect(t, exitFindings, `diff spec/login.yaml spec/login.yaml (canonical)
--- spec/login.yaml
+++ spec/login.yaml (canonical)
@@ -1,2 +1,2 @@
 commands:
-    NOOP: {replies: {ok: {code: 200}}, rfc: 959 4.1.3} # nothing
+  NOOP: {rfc: 959 4.1.3, replies: {ok: 200}} # nothing
`, "", "fmt", "-d")
	if got := read(t, "spec/login.yaml"); got != fmtChapter {
		t.Errorf("--check or -d has written:\n%s", got)
	}
	if err := os.Chmod("spec/login.yaml", 0o600); err != nil {
		t.Fatal(err)
	}
	expect(t, exitOK, "spec/login.yaml\n", "", "fmt")
	if got := read(t, "spec/login.yaml"); got != fmtWant {
		t.Errorf("got:\n%s", got)
	}
	if info, err := os.Stat("spec/login.yaml"); err != nil || info.Mode() != 0o600 {
		t.Errorf("the file's mode is now %v; %v", info.Mode(), err)
	}
	expect(t, exitOK, "", "", "fmt")
	expect(t, exitOK, "", "", "fmt", "--check", specFile, "spec/login.yaml")
	left, err := filepath.Glob("spec/*")
	if err != nil || len(left) != 2 {
		t.Errorf("files: %v; %v", left, err)
	}
}

// A link stays one; what it leads to is written.
func TestFmtLink(t *testing.T) {
	fmtBook(t)
	if err := os.Symlink("login.yaml", "spec/link.yaml"); err != nil {
		t.Fatal(err)
	}
	expect(t, exitOK, "spec/link.yaml\n", "", "fmt", "spec/link.yaml")
	info, err := os.Lstat("spec/link.yaml")
	if err != nil || info.Mode()&os.ModeSymlink == 0 || read(t, "spec/login.yaml") != fmtWant {
		t.Errorf("the link is %v, the file\n%s", info, read(t, "spec/login.yaml"))
	}
}

// A file that cannot be parsed is told and left alone; the others are formatted.
func TestFmtFaults(t *testing.T) {
	fmtBook(t)
	const faulty = "commands:\n  A: [b\n  C: d\n"
	write(t, "a.yaml", faulty)
	expect(t, exitError, "spec/login.yaml\n", `a.yaml:3:4: not YAML: did not find expected ',' or ']'
      C: d
       ^
ftpspec fmt: open none.yaml: no such file or directory
`, "fmt", "a.yaml", "none.yaml", specFile)
	if read(t, "a.yaml") != faulty || read(t, "spec/login.yaml") != fmtWant {
		t.Error("a faulty file has been written, or one that is not has been left")
	}
	t.Chdir(t.TempDir())
	expect(t, exitError, "", "ftpspec: there is no go.mod here or above\n", "fmt")
}

// The help says what the canonical form is.
func TestFmtHelp(t *testing.T) {
	var out strings.Builder
	if got := run([]string{"help", "fmt"}, &out, &out); got != exitOK {
		t.Fatal(got)
	}
	for _, want := range []string{"ftpspec fmt [FILE...]", "120 columns", "--check", "-d, --diff"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the help does not say %q", want)
		}
	}
}
