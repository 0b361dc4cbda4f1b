package main

import (
	"bytes"
	"strings"
	"testing"
)

// output is what the program prints with a status.
func output(t *testing.T, status int, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if got := run(args, &out, &errs); got != status {
		t.Errorf("%q: status %d, want %d: %s", args, got, status, errs.String())
	}
	return out.String() + errs.String()
}

// TestNew: a command is in the spec, has a stub, and dialogues to each of its rows; a mistake in it changes nothing.
func TestNew(t *testing.T) {
	module(t)
	args := []string{"new", "XPING", "--needs", "logged-in", "--reply", "pong:200:Pong {word:text}.", "--reply", "tired:450"}
	before := read(t, specFile)
	if got := output(t, exitError, append(args, "--needs", "loged-in")...); !strings.Contains(got, `did you mean "logged-in"?`) || read(t, specFile) != before {
		t.Errorf("a mistake: %s", got)
	}
	output(t, exitError, "new", "XPING", "--reply", "pong")
	if got := output(t, exitOK, append(args, "--dry-run")...); !strings.Contains(got, "XPING:") || read(t, specFile) != before {
		t.Errorf("--dry-run: %s", got)
	}
	got := output(t, exitOK, args...)
	for _, want := range []string{"wrote " + specFile, "wrote stub commands/xping.go", "wrote dialogues to commands/testdata/xping.txt"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in %s", want, got)
		}
	}
	dialogues := read(t, "commands/testdata/xping.txt")
	for _, want := range []string{"== XPING logged-in\n", "== XPING pong\n", "S: 200 Pong {word:text}.\n", "S: 450 Tired.\n"} {
		if !strings.Contains(dialogues, want) {
			t.Errorf("%q is missing in\n%s", want, dialogues)
		}
	}
	if got := output(t, exitOK, "dialogue", "XPING", "tired"); !strings.HasSuffix(got, "S: 450 Tired.\n") {
		t.Errorf("dialogue: %s", got)
	}
	output(t, exitError, "dialogue", "XPONG")
}

// TestRenameCommand: an outcome has another name in the spec and in its handler.
func TestRenameCommand(t *testing.T) {
	module(t)
	output(t, exitOK, "new", "XPING", "--needs", "logged-in", "--reply", "pong:200:Pong {word:text}.")
	write(t, "commands/xping.go", strings.Replace(read(t, "commands/xping.go"), "ftp.XpingUnwritten()", `ftp.XpingPong("x")`, 1))
	if got := output(t, exitOK, "rename", "XPING pong", "answer", "--dry-run"); got != specFile+"\ncommands/xping.go\n" && got != "commands/xping.go\n"+specFile+"\n" {
		t.Errorf("--dry-run: %q", got)
	}
	output(t, exitOK, "rename", "XPING pong", "answer")
	if !strings.Contains(read(t, "commands/xping.go"), `ftp.XpingAnswer("x")`) || !strings.Contains(read(t, "commands/ftp/replies_gen.go"), "func XpingAnswer(") {
		t.Error("the handler has the old name")
	}
	if got := output(t, exitError, "rename", "XPING pong", "reply"); !strings.Contains(got, "nothing is called") {
		t.Errorf("what is not there is renamed: %s", got)
	}
}
