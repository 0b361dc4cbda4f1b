package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// added are the tests of every command, and of every row, that a command which is added meets.
const added = "Dialogues|HelpHas|SyntaxOfEvery|PermissionOfEvery|EndpointOfEvery|StubsAnd|EveryEnd|Unprotected|NamesLead|ActOnWhat|Features|BeforeLogin|WorkEnds"

// TestAddedCommands adds commands of several kinds to a copy of the module, writes their handlers, and nothing else:
// the audit finds nothing but texts that are not translated, the tests hold as they are, and every row of the new
// commands runs in one.
func TestAddedCommands(t *testing.T) {
	testcost.Long(t)
	handlers, err := filepath.Abs(filepath.Join("testdata", "added"))
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	copyModule(t, root)
	t.Setenv("GOFLAGS", "-trimpath")
	t.Setenv("GOWORK", "off")
	t.Chdir(root)
	output(t, exitOK, "new", "SITE TOUCH", "--arg", "path:path", "--needs", "logged-in,writable", "--does", "files.attributes",
		"--reply", "touched:250", "--reply", "refused:550", "--help-line", "set that a file was changed now")
	output(t, exitOK, "new", "XTAIL", "--arg", "path:path", "--needs", "logged-in,protected,endpoint", "--does", "files.read",
		"--reply", "opening:150:The end follows.", "--reply", "missing:550", "--why", "logs are long")
	addLock(t, filepath.Join(handlers, "lock.yaml"))
	for _, name := range []string{"site_touch.go", "xtail.go", "xunlock.go"} {
		write(t, filepath.Join("commands", name), read(t, filepath.Join(handlers, name)))
	}
	for finding := range strings.SplitSeq(output(t, exitFindings, "audit"), "\n\n") {
		if strings.HasPrefix(finding, "spec/chapters/") && !strings.Contains(finding, ": T34 ") {
			t.Errorf("the audit finds %s", finding)
		}
	}
	rows := filepath.Join(root, "rows.jsonl")
	test := exec.Command("go", "test", "./commands", "-run", added)
	test.Env = append(os.Environ(), "PORTOLAN_ROWS="+rows)
	if out, err := test.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for line := range strings.Lines(output(t, exitFindings, "cover", rows)) {
		for _, command := range []string{"SITE TOUCH", "XTAIL", "XLOCK", "XUNLOCK"} {
			if strings.Contains(line, ": "+command+" ") {
				t.Errorf("a row has not run: %s", line)
			}
		}
	}
}

// addLock adds the commands of a file as a chapter of its own, with the dialogues to them.
func addLock(t *testing.T, file string) {
	t.Helper()
	write(t, "spec/chapters/lock.yaml", read(t, file))
	change(t, specFile, "\n\nlanguages:", "\n  - chapters/lock.yaml\n\nlanguages:")
	output(t, exitOK, "generate")
	write(t, "commands/testdata/lock.txt", output(t, exitOK, "dialogue", "XLOCK")+"\n"+output(t, exitOK, "dialogue", "XUNLOCK"))
}
