package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// TestUserOpening sets and changes what opens an account, and what it mounts.
func TestUserOpening(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "users")
	sum := strings.Repeat("0f", 32)
	hashes := regexp.MustCompile(`\$argon2id\$[^:;]*`)
	for _, step := range []struct {
		stdin, args string
		want        string // the line of the user, without hashes
	}{
		{"pw\nproject\nrest", "add --password-stdin --account --mount films=shared/films --mount old/photos=/p alice", "alice:HASH:read-write;account=HASH;mount=films=shared/films;mount=old/photos=/p:"},
		{"", "set --home a alice", "alice:HASH:read-write;account=HASH;mount=films=shared/films;mount=old/photos=/p:a"},
		{"", "set --mount music=m alice", "alice:HASH:read-write;account=HASH;mount=music=m:a"},
		{"", "set --mount= --no-account --cn Alice --sha256 " + sum + " --password-too alice", "alice:HASH:read-write;cn=Alice;sha256=" + sum + ";password:a"},
		{"", "set --cn= --password-too=false alice", "alice:HASH:read-write;sha256=" + sum + ":a"},
		{"other\n", "set --account --password-stdin --cn A --cn B alice", "alice:HASH:read-write;sha256=" + sum + ";cn=A;cn=B;account=HASH:a"},
		{"", "set --no-password --no-account --sha256= alice", "alice:*:read-write;cn=A;cn=B:a"},
		{"", "add --no-password --cn Carol --permissions read-only carol", "carol:*:read-only;cn=Carol:"},
		{"", "set --no-fxp carol", "carol:*:read-only;cn=Carol;no-fxp:"},
		{"", "set --no-fxp=false carol", "carol:*:read-only;cn=Carol:"},
		{"project\n", "set --account --password-stdin carol", "carol:*:read-only;cn=Carol;account=HASH:"},
	} {
		got := runProgram(t, step.stdin, append([]string{"user", "--users", file}, strings.Fields(step.args)...)...)
		if got.status != exitDone || got.stderr != "" {
			t.Fatalf("%s: %+v", step.args, got)
		}
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if text := hashes.ReplaceAllString(string(content), "HASH"); !strings.Contains(text, "\n"+step.want+"\n") {
			t.Errorf("%s:\n%s\nwant %s", step.args, text, step.want)
		}
		for _, secret := range []string{"pw", "project", "other", "rest"} {
			if strings.Contains(string(content), ":"+secret) || strings.Contains(string(content), "="+secret) {
				t.Errorf("%q stands in the file", secret)
			}
		}
	}
	want := "NAME   PASSWORD  CERTIFICATE  ACCOUNT  PERMISSIONS  QUOTA  FILES  HOME\n" +
		"alice  none      cn=A, cn=B   -        read-write   -      -      /a\n" +
		"carol  none      cn=Carol     wanted   read-only    -      -      /\n"
	if got := runProgram(t, "", "user", "list", "--users", file); got != (result{exitDone, want, ""}) {
		t.Errorf("got  %+v\nwant %s", got, want)
	}
	writeFile(t, file, "dave:$2b$04$abcdefghijklmnopqrstuuabcdefghijklmnopqrstuvwxyz01234:read;sha256="+sum+";password;no-fxp;mount=b=/x;mount=a=y:\n")
	want = "NAME  PASSWORD  CERTIFICATE                                PERMISSIONS  QUOTA  FILES  HOME  MOUNTS      FXP\n" +
		"dave  bcrypt    sha256=0f0f0f0f0f0f..., with the password  read         -      -      /     a=/y, b=/x  never\n"
	if got := runProgram(t, "", "user", "list", "--users", file); got != (result{exitDone, want, ""}) {
		t.Errorf("got  %+v\nwant %s", got, want)
	}
}

// TestUserOpeningMistakes: what is wrong is told, and the file stays as it was.
func TestUserOpeningMistakes(t *testing.T) {
	t.Parallel()
	const content = "alice:!:read:\n"
	file := writeFile(t, filepath.Join(t.TempDir(), "users"), content)
	for args, want := range map[string]string{
		"set --mount films alice":                       `--mount: "films" is not NAME=DIRECTORY`,
		"set --mount a=../b alice":                      `--mount: home "../b" climbs with ".."`,
		"set --mount a=b;c alice":                       `change user "alice": option "mount=" contains ';', which ends it`,
		"set --cn a:b alice":                            `change user "alice": option "cn=" contains ':', which ends it`,
		"set --sha256 0f alice":                         `change user "alice": option "sha256=" is no fingerprint: it has 64 hexadecimal digits, without colons`,
		"set --password-too alice":                      `change user "alice": option "password" adds to a certificate: say whose with cn= or sha256=`,
		"set --no-password --cn a --password-too alice": "--no-password and --password-too exclude each other",
		"set --account --no-account alice":              "--account and --no-account exclude each other",
		"set --account alice":                           "there is no terminal to ask for the account on: say --password-stdin to read it from standard input",
		"set --account --password-stdin alice":          "password is empty",
		"add --no-password bob":                         "--no-password needs --cn or --sha256: what else logs in?",
	} {
		got := runProgram(t, "", append([]string{"user", "--users", file}, strings.Fields(args)...)...)
		if want := (result{exitUsage, "", "portolan: " + want + "\n"}); got != want {
			t.Errorf("%s:\ngot  %+v\nwant %+v", args, got, want)
		}
	}
	if got, err := os.ReadFile(file); string(got) != content || err != nil {
		t.Errorf("the file is %q, %v", got, err)
	}
}

// TestAccountAndMounts: ACCT completes the login of who needs it, in curl too, and SMNT mounts what the file says.
func TestAccountAndMounts(t *testing.T) {
	testcost.Some(t)
	t.Parallel()
	file := filepath.Join(t.TempDir(), "users")
	got := runProgram(t, "pw\nproject\n", "user", "add", "--users", file, "--password-stdin", "--account", "--home", "a", "--mount", "films=shared/films", "--mount", "gone=nowhere", "alice")
	if got.status != exitDone {
		t.Fatal(got)
	}
	s := serve(t, "--users", file, "--log-format", "json")
	for _, dir := range []string{"a", "shared/films"} {
		if err := os.MkdirAll(filepath.Join(s.dir, dir), 0o700); err != nil {
			t.Fatal(err)
		}
		s.write(dir+"/f", "of "+dir)
	}
	c := s.dial()
	c.says("USER alice", "331 Password, please.")
	c.says("PASS pw", "332 Account information, please: ACCT.")
	c.says("ACCT pw", "530 Login incorrect.")
	c.says("USER alice", "331 Password, please.")
	c.says("PASS pw", "332 Account information, please: ACCT.")
	c.says("ACCT project", "230 Logged in.")
	c.fetches("f", "of a")
	c.says("SMNT /films", `250 Mounted; the directory is "/".`)
	c.fetches("f", "of shared/films")
	c.says("SMNT music", "550 The account has no such mount.")
	c.says("SMNT gone", "550 Could not be done.")
	c.stores("new", "1", "226 Transfer complete.")
	c.says("SMNT /", `250 Mounted; the directory is "/".`)
	c.fetches("f", "of a")
	if got := s.tree(); len(got) != 3 || got["shared/films/new"] != "1" {
		t.Errorf("files: %q", got)
	}
	s.logged("download")
	log := strings.Join(s.events(), "\n")
	if want := "INFO connected\nWARN login failed result=rejected user=alice\nINFO login user=alice\nINFO download"; !strings.HasPrefix(log, want) || strings.Contains(log, "project") {
		t.Errorf("log:\n%s\nwant %s", log, want)
	}
	curl := needs(t, "curl", "apt-get install curl")
	for word, want := range map[string]string{"project": "of a", "wrong": ""} {
		out, err := exec.CommandContext(t.Context(), curl, "--silent", "--max-time", "10", "--noproxy", "*", "--user", "alice:pw", "--ftp-account", word, "ftp://"+s.addresses[0]+"/f").Output()
		if string(out) != want || (err == nil) != (want != "") {
			t.Errorf("curl, %s: %q, %v", word, out, err)
		}
	}
}
