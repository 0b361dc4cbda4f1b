package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// actionDir is where the action for pull requests is.
const actionDir = "../../.ci/diff"

// TestDiffAction runs the script of the action for pull requests, in a repository of its own and in a clone of one
// commit.
func TestDiffAction(t *testing.T) {
	testcost.Some(t)
	for _, program := range []string{"bash", "git"} {
		if _, err := exec.LookPath(program); err != nil {
			testcost.Lacking(t, program+" is not installed")
		}
	}
	script, err := filepath.Abs(filepath.Join(actionDir, "compare"))
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(t.TempDir(), "ftpspec")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	module(t)
	git(t, "init", "-q", "-b", "trunk")
	git(t, "config", "uploadpack.allowAnySHA1InWant", "true")
	commit := func(message string) {
		git(t, "add", "-A", ".")
		git(t, "commit", "-q", "-m", message)
	}
	commit("first")
	edit(t, specFile, "survives: [NOOP]", "survives: [NOOP, TYPE]")
	commit("wide")
	compare := func(status int, environment ...string) string {
		t.Helper()
		return compareAction(t, script, program, status, environment...)
	}
	if got := compare(exitFindings, "OLD=HEAD~1"); !strings.Contains(got, "::warning file=spec/ftp.yaml,") || !strings.Contains(got, "\nverdict=widened\n") ||
		!strings.Contains(got, "C: RNTO\nS: 250 Renamed in {cwd}.\n") {
		t.Errorf("a wider revision: %s", got)
	}
	compare(exitOK, "OLD=HEAD", "NEW=HEAD~1") // narrowed
	compare(exitFindings, "OLD=HEAD", "NEW=HEAD~1", "FAIL_ON=any")
	if got := compare(exitOK, "OLD=HEAD", "FAIL_ON=any"); !strings.Contains(got, "\nverdict=same\n") {
		t.Errorf("the same: %s", got)
	}
	write(t, specFile, "protocol: ftp\n")
	commit("broken")
	if got := compare(exitError, "OLD=HEAD~1"); strings.Contains(got, "verdict=") || !strings.Contains(got, "nothing was compared") {
		t.Errorf("a revision that does not load: %s", got)
	}
	git(t, "reset", "-q", "--hard", "HEAD~1")

	first, err := exec.Command("git", "rev-parse", "HEAD~1").Output()
	if err != nil {
		t.Fatal(err)
	}
	origin, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	git(t, "clone", "-q", "--depth=1", "file://"+origin, "shallow")
	t.Chdir("shallow")
	if got := compare(exitFindings, "OLD="+strings.TrimSpace(string(first))); !strings.Contains(got, "\nverdict=widened\n") {
		t.Errorf("a clone of one commit: %s", got)
	}
}

// compareAction runs the script, and gives what it prints and what it leaves to the job.
func compareAction(t *testing.T, script, program string, status int, environment ...string) string {
	t.Helper()
	dir := t.TempDir()
	outputs, summary := filepath.Join(dir, "outputs"), filepath.Join(dir, "summary")
	write(t, outputs, "\n")
	write(t, summary, "")
	command := exec.Command("bash", script)
	command.Env = append(os.Environ(), "FTPSPEC="+program, "RUNNER_TEMP="+dir, "GITHUB_OUTPUT="+outputs, "GITHUB_STEP_SUMMARY="+summary)
	command.Env = append(command.Env, environment...)
	out, err := command.CombinedOutput()
	if got := command.ProcessState.ExitCode(); got != status {
		t.Errorf("%q: status %d, want %d: %v\n%s", environment, got, status, err, out)
	}
	return string(out) + read(t, outputs) + read(t, summary)
}

// TestDiffActionSays: the inputs of the action are those that its README lists, and each reaches the script.
func TestDiffActionSays(t *testing.T) {
	var action struct {
		Inputs map[string]struct{ Description, Default string }
		Runs   struct {
			Using string
			Steps []struct {
				Run string
				Env map[string]string
			}
		}
	}
	if err := yaml.Unmarshal([]byte(read(t, actionDir+"/action.yml")), &action); err != nil {
		t.Fatal(err)
	}
	readme, script := read(t, actionDir+"/README.md"), read(t, actionDir+"/compare")
	if len(action.Inputs) == 0 || action.Runs.Using != "composite" || len(action.Runs.Steps) != 1 {
		t.Fatalf("it is no action of one step: %+v", action)
	}
	for name := range action.Inputs {
		variable := strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
		if !strings.Contains(readme, "\n| `"+name+"` |") {
			t.Errorf("the README does not tell the input %s", name)
		}
		if action.Runs.Steps[0].Env[variable] != "${{ inputs."+name+" }}" || !strings.Contains(script, variable) {
			t.Errorf("the input %s does not reach the script", name)
		}
	}
}
