package main

import (
	"fmt"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// TestTellVersion: the greeting names nobody, and without the flag CSID tells no version either.
func TestTellVersion(t *testing.T) {
	t.Parallel()
	const facts = "200 Name=Portolan; Version=%s; OS=%s; CaseSensitive=%d; DirSep=/;"
	sensitive := 1
	if runtime.GOOS == "darwin" || runtime.GOOS == "windows" {
		sensitive = 0
	}
	told := strings.Fields(runProgram(t, "", "version").stdout)[1]
	serve(t, "--user", "bob:pw", "--tell-version").login("bob").says("CSID", fmt.Sprintf(facts, told, runtime.GOOS, sensitive))
	serve(t, "--user", "bob:pw").login("bob").says("CSID", fmt.Sprintf(facts, "", runtime.GOOS, sensitive))
}

func TestVersion(t *testing.T) {
	t.Parallel()
	got := runProgram(t, "", "version")
	form := regexp.MustCompile(`^portolan \S+ go\S+ \w+/\w+\ntable ftp sha256:` + ftp.Table().Hash + `\n$`)
	if !form.MatchString(got.stdout) || got.stderr != "" || got.status != exitDone {
		t.Errorf("%+v", got)
	}
}

// TestHelp: without a command the program says what it can do, and that is no error.
func TestHelp(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{}, {"user"}, {"serve", "--help"}, {"help"}} {
		got := runProgram(t, "", args...)
		if !strings.Contains(got.stdout, "\nUsage:\n") || got.stderr != "" || got.status != exitDone {
			t.Errorf("%q: %+v", args, got)
		}
	}
}

// TestCompletion: what the shell offers behind a flag and for DIR.
func TestCompletion(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"serve --language ":   "en\nzh\n:4\n",
		"serve --log-format ": "plain\ntext\njson\n:4\n",
		"serve --log-level ":  "debug\ninfo\nwarn\nerror\n:4\n",
		"serve ":              ":16\n",
	} {
		got := runProgram(t, "", append([]string{"__complete"}, strings.Split(args, " ")...)...)
		if got.stdout != want || got.status != exitDone {
			t.Errorf("%q: %+v, want %q", args, got, want)
		}
	}
	if got := runProgram(t, "", "completion", "bash"); !strings.Contains(got.stdout, "__start_portolan") || got.status != exitDone {
		t.Errorf("completion: status %d", got.status)
	}
}

// TestLean: the server neither reads the spec nor links the tools that do.
func TestLean(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "list", "-deps", ".").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	deps := strings.Fields(string(out))
	if len(deps) < 100 {
		t.Fatalf("only %d packages: %q", len(deps), deps)
	}
	for _, dep := range deps {
		for _, heavy := range []string{"yaml", "golang.org/x/tools", "portolan/spec", "portolan/gen", "cobra/doc", "net/http", "afero", "golang.org/x/text", "minio", "storage/s3"} {
			if strings.Contains(dep, heavy) {
				t.Errorf("links %s", dep)
			}
		}
	}
}
