package main

import (
	"bufio"
	"bytes"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jlaffaye/ftp"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// embedDir has a program of a module of its own, with an FTP server inside.
const embedDir = "testdata/embed"

// mostLines is how long such a program may be, without imports, comments and blank lines.
const mostLines = 30

// buildModule builds the program of a module in testdata with the versions that its go.mod names. That file has
// to be complete, so that the example can be built where it stands.
func buildModule(t *testing.T, dir string) (program string) {
	t.Helper()
	program = filepath.Join(t.TempDir(), filepath.Base(dir))
	build := exec.Command("go", "build", "-mod=readonly", "-o", program, ".")
	build.Dir = dir
	build.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s\n(after a change of the requirements, go mod tidy in %s makes its go.mod complete)", err, out, dir)
	}
	return program
}

// TestEmbed: a server with storage and accounts of its own works, and is a short program.
func TestEmbed(t *testing.T) {
	testcost.Some(t)
	t.Parallel()
	c := exec.Command(buildModule(t, embedDir), "127.0.0.1:0")
	stderr, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Process.Kill()
		c.Wait()
	})
	line, err := bufio.NewReader(stderr).ReadString('\n')
	_, address, found := strings.Cut(strings.TrimSpace(line), "listening on ")
	if err != nil || !found {
		t.Fatalf("the first line is %q, %v", line, err)
	}

	client, err := ftp.Dial(address, ftp.DialWithTimeout(patience))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Quit()
	if err := client.Login("ann", "wrong"); err == nil || err.Error() != `530 "Login incorrect."` {
		t.Errorf("login with a wrong password: %v", err)
	}
	if err := client.Login("ann", "open sesame"); err != nil {
		t.Fatal(err)
	}
	if err := client.Stor("report", strings.NewReader("All is well.\n")); err != nil {
		t.Fatal(err)
	}
	r, err := client.Retr("report")
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(r)
	r.Close()
	if string(got) != "All is well.\n" || err != nil {
		t.Errorf("the file came back as %q, %v", got, err)
	}
}

func TestEmbedIsShort(t *testing.T) {
	t.Parallel()
	file := filepath.Join(embedDir, "main.go")
	if n := codeLines(t, file); n >= mostLines {
		t.Errorf("%s has %d lines of code, %d are too many", file, n, mostLines)
	}
}

// codeLines counts the lines of a Go file that are neither blank nor comments nor imports.
func codeLines(t *testing.T, file string) int {
	t.Helper()
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	set := token.NewFileSet()
	parsed, err := parser.ParseFile(set, file, source, 0)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for i, line := range bytes.Split(source, []byte("\n")) {
		line = bytes.TrimSpace(line)
		if len(line) > 0 && !bytes.HasPrefix(line, []byte("//")) && !imports(set, parsed.Imports[0].Pos(), parsed.Imports[len(parsed.Imports)-1].End(), i+1) {
			n++
		}
	}
	return n
}

// imports says whether a line is one of an import block, with its parentheses.
func imports(set *token.FileSet, first, last token.Pos, line int) bool {
	return line >= set.Position(first).Line-1 && line <= set.Position(last).Line+1
}
