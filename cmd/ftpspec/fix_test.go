package main

import (
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/cmd/internal/readme"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// TestFix: faults and then findings are mended, each is told with what was done, and what is left; --dry-run shows it
// and writes nothing; nothing is left to do afterwards.
func TestFix(t *testing.T) {
	testcost.Some(t)
	module(t, "{login: in}, else: {code: 530", "{logn: in}, else: {code: 530", "needs: [logged-in]\n    does: [data.listen]", "does: [data.lisen] # a port")
	before := read(t, specFile)
	status, shown := fixed("fix", "--dry-run")
	if read(t, specFile) != before || status != exitFindings {
		t.Errorf("--dry-run has written, or ended with %d", status)
	}
	for _, want := range []string{
		"spec/ftp.yaml:42:22: unknown region or policy \"logn\"\n",
		"spec/ftp.yaml:91:12: unknown capability \"data.lisen\"\n",
		"P08 PASV: PASV does data.listen before login\n    Add the need \"logged-in\"\n",
		"-  logged-in: {when: {logn: in}, else:", "+  logged-in: {when: {login: in}, else:", "+    needs: [logged-in]\n", "+    does: [data.listen] # a port\n",
		"left: spec/ftp.yaml:",
	} {
		if !strings.Contains(shown, want) {
			t.Errorf("%q is not shown:\n%s", want, shown)
		}
	}
	if _, done := fixed("fix"); !strings.Contains(done, "\nwrote spec/ftp.yaml\n") || !strings.Contains(read(t, specFile), "does: [data.listen] # a port\n") {
		t.Errorf("written is\n%s", done)
	}
	after := read(t, specFile)
	if _, again := fixed("fix"); strings.Contains(again, "wrote") || read(t, specFile) != after {
		t.Errorf("there is still something to do:\n%s", again)
	}
}

// TestFixOne: with --id one check is mended and nothing else; without a fault nothing is done; an ID that is none is an
// error.
func TestFixOne(t *testing.T) {
	testcost.Some(t)
	module(t, "needs: [logged-in]\n    does: [data.listen]", "does: [data.listen]")
	expect(t, exitError, "", "ftpspec fix: there is no check \"P99\"; ftpspec help checks lists them\n", "fix", "--id", "P99")
	expect(t, exitOK, "", "", "fix", "--id", "t23")
	expect(t, exitOK, "spec/ftp.yaml:88:3: P08 PASV: PASV does data.listen before login\n    Add the need \"logged-in\"\nwrote spec/ftp.yaml\n", "", "fix", "--id", "p08")
	write(t, specFile, strings.Replace(read(t, specFile), "protocol:", "protocol", 1))
	if status, told := fixed("fix"); status != exitFindings || !strings.Contains(told, "spec/ftp.yaml:") {
		t.Errorf("what is no spec: status %d:\n%s", status, told)
	}
}

// TestFixAccept: an entry is begun for what is to be accepted, and its reason is asked for.
func TestFixAccept(t *testing.T) {
	testcost.Some(t)
	module(t)
	if _, told := fixed("fix", "--id", "R01"); strings.Contains(told, "deviations") || strings.Contains(told, "wrote") {
		t.Errorf("something is accepted that nobody has asked for:\n%s", told)
	}
	status, told := fixed("fix", "--id", "R01", "--accept")
	if status != exitFindings || !strings.Contains(told, "Say why it is so, in deviations\n") || !strings.Contains(read(t, specFile), "why: \"\"") {
		t.Errorf("status %d:\n%s", status, told)
	}
}

// TestFixOverlay: of an overlay, the overlay is mended, and its base left alone.
func TestFixOverlay(t *testing.T) {
	testcost.Some(t)
	harbour(t, false)
	text := read(t, "site.yaml")
	change(t, "site.yaml", "    arg: {note: text}\n    needs: [logged-in]", "    arg: {note: text}")
	status, told := fixed("fix", "site.yaml")
	if status != exitOK || !strings.HasSuffix(told, "wrote site.yaml\n") || read(t, "site.yaml") != text {
		t.Errorf("status %d: %s\n%s", status, told, read(t, "site.yaml"))
	}
}

// fixed is what the program prints, and its status.
func fixed(args ...string) (status int, told string) {
	var out strings.Builder
	status = run(args, &out, &out)
	return status, out.String()
}

// TestFixGuide does what the guide shows in a copy of the module's spec.
func TestFixGuide(t *testing.T) {
	testcost.Long(t)
	root := t.TempDir()
	copyModule(t, root)
	guide := read(t, "README.md")
	t.Chdir(root)
	blocks := readme.Blocks(guide, "fix")
	const expected = 2
	if len(blocks) != expected {
		t.Fatalf("the guide has %d blocks", len(blocks))
	}
	words := blocks[0].Test[1:] // under LINE in FILE
	change(t, words[3], "\n"+words[1]+"\n", "\n"+words[1]+"\n"+blocks[0].Text)
	for _, c := range blocks[1].Commands() {
		args := strings.Fields(strings.TrimPrefix(c.Line, "go run ./cmd/ftpspec "))
		if _, told := fixed(args...); c.Missing(told) != "" {
			t.Errorf("line %d: it says\n%s\nmissing is the line\n%s", c.At, told, c.Missing(told))
		}
	}
}
