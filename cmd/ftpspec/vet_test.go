package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// badHandlers are packages in which something is found.
const badHandlers = "../../gen/analyzers/testdata"

func inBadHandlers(t *testing.T) {
	t.Helper()
	data, err := filepath.Abs(badHandlers)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("GOPATH", data)
	t.Setenv("GO111MODULE", "off")
	t.Setenv("GOFLAGS", "")
	t.Chdir(filepath.Join(data, "src", "example.org", "server"))
}

const textFinding = "commands/text/text.go:6:18: C05: os.Open is not for handlers; they work on what their request gives them\n"

func TestVet(t *testing.T) {
	testcost.Some(t)
	inBadHandlers(t)
	expect(t, exitFindings, textFinding, "", "vet", "./commands/text")
	expect(t, exitOK, "", "", "vet", "./commands/good")
}

// The program is a tool of go vet.
func TestVetTool(t *testing.T) {
	testcost.Long(t)
	program := filepath.Join(t.TempDir(), "ftpspec")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	inBadHandlers(t)
	vet := exec.Command("go", "vet", "-vettool="+program, "./commands/...")
	out, err := vet.CombinedOutput()
	if err == nil || !strings.Contains(string(out), textFinding) || strings.Contains(string(out), "good.go") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestIsVetTool(t *testing.T) {
	for args, want := range map[string]bool{
		"-V=full": true, "-flags": true, "/tmp/vet.cfg": true, "-json /tmp/vet.cfg": true,
		"": false, "vet ./...": false, "audit x.cfg": false, "-h": false, "check --spec x.cfg": false,
	} {
		if got := isVetTool(strings.Fields(args)); got != want {
			t.Errorf("%q: %t; want %t", args, got, want)
		}
	}
}
