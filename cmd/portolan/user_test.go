package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// TestUserCommands keeps a file from its making to its end.
func TestUserCommands(t *testing.T) {
	testcost.Some(t)
	t.Parallel()
	file := filepath.Join(t.TempDir(), "users")
	for _, step := range []struct {
		stdin string
		args  []string
		want  string
	}{
		{"first\n", []string{"add", "--password-stdin", "alice"}, file + ": added alice\n"},
		{"pw", []string{"add", "--password-stdin", "--home", "b/b", "--permissions", "write,list", "bob"}, file + ": added bob\n"},
		{"pw\r\nrest", []string{"add", "--password-stdin", "Zoë Ü"}, file + ": added Zoë Ü\n"},
		{"second\n", []string{"passwd", "--password-stdin", "alice"}, file + ": changed alice\n"},
		{"", []string{"remove", "Zoë Ü"}, file + ": removed Zoë Ü\n"},
		{"", []string{"list"}, "NAME   PASSWORD  PERMISSIONS  QUOTA  FILES  HOME\n" +
			"alice  argon2id  read-write   -      -      /\n" +
			"bob    argon2id  list,write   -      -      /b/b\n"},
		{"", []string{"set", "--quota", "10G", "--quota-files", "500", "bob"}, file + ": changed bob\n"},
		{"", []string{"set", "--quota", "0", "--permissions", "write,list,mkdir", "bob"}, file + ": changed bob\n"},
		{"pw", []string{"add", "--password-stdin", "--quota", "1536K", "--home", "c", "carol"}, file + ": added carol\n"},
		{"", []string{"list"}, "NAME   PASSWORD  PERMISSIONS       QUOTA  FILES  HOME\n" +
			"alice  argon2id  read-write        -      -      /\n" +
			"bob    argon2id  list,write,mkdir  -      500    /b/b\n" +
			"carol  argon2id  read-write        1536K  -      /c\n"},
	} {
		got := runProgram(t, step.stdin, append([]string{"user", "--users", file}, step.args...)...)
		if want := (result{exitDone, step.want, ""}); got != want {
			t.Errorf("%v:\ngot  %+v\nwant %+v", step.args, got, want)
		}
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	content, err := os.ReadFile(file)
	if err != nil || strings.Contains(string(content), "second") || strings.Contains(string(content), ":pw:") {
		t.Errorf("passwords stand in the file: %s, %v", content, err)
	}

	s := serve(t, "--users", file, "--create-homes")
	c := s.dial()
	c.says("USER alice", "331 Password, please.")
	c.says("PASS first", "530 Login incorrect.")
	c.says("USER alice", "331 Password, please.")
	c.says("PASS second", "230 Logged in.")
	c = s.login("bob")
	c.stores("new", "1", "226 Transfer complete.")
	c.says("DELE new", "550 Permission denied.")
	if got := s.tree(); len(got) != 1 || got["b/b/new"] != "1" {
		t.Errorf("files: %q", got)
	}
}

// TestUserListLocked shows who cannot log in, and homes as the user sees them.
func TestUserListLocked(t *testing.T) {
	t.Parallel()
	file := writeFile(t, filepath.Join(t.TempDir(), "users"), "# ours\nguest:!:none:/pub\n")
	want := result{exitDone, "NAME   PASSWORD  PERMISSIONS  QUOTA  FILES  HOME\nguest  locked    none         -      -      /pub\n", ""}
	if got := runProgram(t, "", "user", "list", "--users", file); got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// TestLongPassword: what is too long is refused, not cut.
func TestLongPassword(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "users")
	want := result{exitUsage, "", "portolan: password has 259 bytes, more than 256\n"}
	if got := runProgram(t, strings.Repeat("x", 5000), "user", "add", "--users", file, "--password-stdin", "bob"); got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("the file was made: %v", err)
	}
}
