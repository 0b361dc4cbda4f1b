package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// git runs git in the working directory, as nobody in particular.
func git(t *testing.T, args ...string) {
	t.Helper()
	c := exec.Command("git", append([]string{"-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"}, args...)...)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("git %q: %v\n%s", args, err, out)
	}
}

// edit replaces a text in a file.
func edit(t *testing.T, name, old, replacement string) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil || !strings.Contains(string(data), old) {
		t.Fatalf("%s has no %q: %v", name, old, err)
	}
	write(t, name, strings.ReplaceAll(string(data), old, replacement))
}

// position is where a text stands in a file, as line:column; it stands there once.
func position(t *testing.T, name, text string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	before, _, found := strings.Cut(string(data), text)
	if err != nil || !found {
		t.Fatalf("%s has no %q: %v", name, text, err)
	}
	return fmt.Sprintf("%d:%d", 1+strings.Count(before, "\n"), len(before)-strings.LastIndexByte(before, '\n'))
}

const (
	surface = "\nBefore login: 7 commands (PASS, QUIT, TYPE I, TYPE, STAT, ABOR, NOOP), as before\n"
	widened = `
new: RNTO answers 250
    spec/ftp.yaml:%s
    S: 220 Ready.
    C: PASS <user> <password>
    S: 230 Welcome, {user}.
    C: RNFR <from>
    S: 350 Now RNTO.
    C: TYPE I
    S: 200 Done.
    C: RNTO
    S: 250 Renamed in {cwd}.
    before: 503 RNFR first.
`
)

// Three revisions after the first: text only, widening, narrowing; the module is a directory of the repository.
func TestDiff(t *testing.T) {
	module(t)
	git(t, "init", "-q", "-b", "trunk", "..")
	commit := func(tag string) {
		git(t, "add", "-A", ".")
		git(t, "commit", "-q", "-m", tag)
		git(t, "tag", tag)
	}
	commit("first")
	edit(t, specFile, "Renamed in", "Has a new name in")
	commit("text")
	edit(t, specFile, "survives: [NOOP]", "survives: [NOOP, TYPE]")
	commit("wide")
	edit(t, specFile, "survives: [NOOP, TYPE]", "survives: [TYPE]")
	edit(t, specFile, "survives: [TYPE]", "survives: [NOOP]")
	commit("narrow")

	widened := fmt.Sprintf(widened, position(t, specFile, "ok: {code: 250"))
	expect(t, exitOK, "first -> text: same (text)\n"+surface, "", "diff", "first", "text")
	at := strings.NewReplacer("spec/ftp.yaml", "wide:spec/ftp.yaml", "Renamed in", "Has a new name in")
	expect(t, exitFindings, "text -> wide: widened\n"+at.Replace(widened)+surface, "", "diff", "text", "wide")
	expect(t, exitOK, "text -> narrow: same\n"+surface, "", "diff", "text", "narrow")
	lost := strings.NewReplacer("spec/ftp.yaml", "wide:spec/ftp.yaml", "Renamed in", "Has a new name in", "new: ", "lost: ", "before: ", "now: ")
	expect(t, int(exitNarrowed), "wide -> narrow: narrowed\n"+lost.Replace(widened)+surface, "", "diff", "wide", "narrow")

	edit(t, specFile, "survives: [NOOP]", "survives: [NOOP, TYPE]")
	edit(t, specFile, "Has a new name in", "Renamed in")
	expect(t, exitFindings, "first -> spec/ftp.yaml: widened\n"+widened+surface, "", "diff", "first", specFile)
	t.Chdir("spec")
	file := strings.NewReplacer("spec/ftp.yaml", "ftp.yaml")
	expect(t, exitFindings, "first -> ftp.yaml: widened\n"+file.Replace(widened)+surface, "", "diff", "first", "ftp.yaml")
}

// Annotations are about the file in the repository, wherever the program was called.
func TestDiffFormats(t *testing.T) {
	module(t)
	data, err := os.ReadFile(specFile)
	if err != nil {
		t.Fatal(err)
	}
	write(t, "old.yaml", string(data))
	edit(t, specFile, "{code: 350", "{code: 351")
	col := strings.NewReplacer(":", ",col=")
	row := strings.NewReplacer("ROW", col.Replace(position(t, specFile, "pending: {code: 351")), "COMMAND", col.Replace(position(t, specFile, "RNFR:")))
	t.Chdir("spec")
	want := `::warning file=spec/ftp.yaml,line=ROW,title=new%3A RNFR answers 351::S: 220 Ready.%0AC: PASS <user> <password>%0AS: 230 Welcome, {user}.%0AC: RNFR <from>%0AS: 351 Now RNTO.%0Abefore: 350 Now RNTO.
::notice file=spec/ftp.yaml,line=COMMAND,title=lost%3A RNFR answers 350::S: 220 Ready.%0AC: PASS <user> <password>%0AS: 230 Welcome, {user}.%0AC: RNFR <from>%0AS: 350 Now RNTO.%0Anow: 351 Now RNTO.
::notice file=spec/ftp.yaml,title=ftpspec diff%3A both::../old.yaml -> ftp.yaml: both%0ABefore login: 7 commands (PASS, QUIT, TYPE I, TYPE, STAT, ABOR, NOOP), as before
`
	expect(t, exitFindings, row.Replace(want), "", "diff", "--format", "github", "../old.yaml", "ftp.yaml")
	expect(t, exitError, "", "ftpspec diff: there is no format \"xml\"; text, json, github, sarif, markdown and allow are\n", "diff", "--format", "xml", "ftp.yaml", "ftp.yaml")
}

func TestDiffErrors(t *testing.T) {
	module(t)
	git(t, "init", "-q", "-b", "trunk")
	git(t, "add", ".")
	git(t, "commit", "-q", "-m", "first")
	expect(t, exitError, "", "ftpspec diff: none is neither a file nor a git revision with a spec: fatal: invalid object name 'none'.\n", "diff", "none", specFile)
	expect(t, exitError, "", "ftpspec diff: HEAD:go.sum is neither a file nor a git revision with a spec: fatal: path 'go.sum' does not exist in 'HEAD'\n", "diff", "HEAD:go.sum", specFile)
	expect(t, exitError, "", "ftpspec diff: --all is neither a file nor a git revision\n", "diff", "--", "--all", specFile)
	write(t, "bad.yaml", "protocol: ftp\n")
	expect(t, exitError, "", `bad.yaml:1:1: a spec needs the key "languages", "regions", "roles", "errors", "transfer", "events", "standard", "commands"
    protocol: ftp
    ^
ftpspec diff: bad.yaml does not load, so nothing was compared
    the key "roles" is missing: add the section `+"`roles`"+`: over, transfer, and what else the runtime acts on
`, "diff", "HEAD", "bad.yaml")
	t.Setenv("PATH", "")
	expect(t, exitError, "", "ftpspec diff: HEAD is no file, and git cannot be asked: exec: \"git\": executable file not found in $PATH\n", "diff", "HEAD", specFile)
}

// TestDiffAllow: what a team has agreed to passes, the report for a pull request has it with its reason, and what is
// wrong with the file is told before anything is compared.
func TestDiffAllow(t *testing.T) {
	module(t)
	write(t, "old.yaml", read(t, specFile))
	edit(t, specFile, "survives: [NOOP]", "survives: [NOOP, TYPE]")
	entries := output(t, exitFindings, "diff", "--format", "allow", "old.yaml", specFile)
	write(t, "allow.yaml", entries)
	if got := output(t, exitError, "diff", "--allow", "allow.yaml", "old.yaml", specFile); !strings.Contains(got, "allow.yaml:2:5: why is it allowed?\nallow.yaml:2:5: until when is it allowed?") {
		t.Errorf("an entry without a reason: %s", got)
	}
	write(t, "allow.yaml", strings.Replace(entries, `why: "", until: ""`, `why: "clients | want it", until: "9999-12-31"`, 1))
	got := output(t, exitOK, "diff", "--allow", "allow.yaml", "--markdown", "report.md", "old.yaml", specFile)
	if want := "old.yaml -> spec/ftp.yaml: same, beside 1 that are allowed\n\nallowed until 9999-12-31: new: RNTO answers 250\n    allow.yaml:2:5: clients | want it\n"; !strings.HasPrefix(got, want) {
		t.Errorf("%s\nwant %s", got, want)
	}
	if got, want := read(t, "report.md"), "\n| new: RNTO answers 250 | clients &#124; want it | 9999-12-31 |\n"; !strings.Contains(got, want) {
		t.Errorf("%q is missing in\n%s", want, got)
	}
	write(t, "allow.yaml", strings.Replace(entries, `why: "", until: ""`, `why: "clients want it", until: "2026-01-31"`, 1))
	if got := output(t, exitFindings, "diff", "--allow", "allow.yaml", "old.yaml", specFile); !strings.Contains(got, "allow.yaml:2:5: it was allowed until 2026-01-31: new: RNTO answers 250\n") {
		t.Errorf("after its last day: %s", got)
	}
	output(t, exitError, "diff", "--allow", "none.yaml", "old.yaml", specFile)
}
