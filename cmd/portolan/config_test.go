package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/cmd/portolan/cli"
)

// TestConfig: a file can say everything, the directory too, and its relative names are its own.
func TestConfig(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "files"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(usersFile(t, "alice"), filepath.Join(dir, "users")); err != nil {
		t.Fatal(err)
	}
	config := writeFile(t, filepath.Join(dir, "portolan.toml"), `# everything
directory = "files"
listen = ["127.0.0.1:0", "[::1]:0"]
user = "bob:pw"
users = "users"
create-homes = true
max-sessions = 1_000
passive-ports = "42010-42019"
no-active = true
language = "zh"
`)
	s := &server{t: t, dir: filepath.Join(dir, "files"), log: &logBuffer{}}
	s.cmd = commandIn(t.TempDir(), "serve", "--config", config)
	s.start(2)
	if want := "Serving " + s.dir + ", reading and writing. Ctrl-C stops."; s.intro != want {
		t.Errorf("first line %q, want %q", s.intro, want)
	}
	for i, user := range []string{"bob", "alice"} {
		c := connect(t, s.addresses[i])
		c.gets("220 服务就绪。")
		c.says("USER "+user, "331 请输入密码。")
		c.says("PASS pw", "230 登录成功。")
		c.says("PORT 127,0,0,1,200,1", "502 不提供主动模式，请使用 PASV 或 EPSV。")
	}
}

// TestConfigYields: the command line wins, key by key, and the directory too.
func TestConfigYields(t *testing.T) {
	t.Parallel()
	config := writeFile(t, filepath.Join(t.TempDir(), "portolan.toml"),
		"users = \""+usersFile(t, "alice")+"\"\ndirectory = \"nowhere\"\nlisten = \"127.0.0.1:1\"\nread-only = true\nuser = [\"ann:pw\", \"eve:pw\"]\nlanguage = \"zh\"\n")
	s := serve(t, "--config", config, "--user", "bob:pw", "--language", "en")
	if want := "Serving " + s.dir + ", reading only. Ctrl-C stops."; s.intro != want {
		t.Errorf("first line %q, want %q", s.intro, want)
	}
	s.login("bob").says("DELE a", "550 This server is read-only.")
	c := s.dial()
	c.says("USER ann", "331 Password, please.")
	c.says("PASS pw", "530 Login incorrect.")
	c.says("USER alice", "331 Password, please.")
	c.says("PASS pw", "421 Logins are not possible now.") // she is known; her home is missing
}

// TestConfigMistakes: each with its place in the file, all of them at once.
func TestConfigMistakes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, test := range []struct {
		content string
		want    []string
	}{
		{"listen = \n", []string{":1:10: toml: unexpected character U+000A at start of value"}},
		{"\n read-only = true\n read-only = true\n", []string{":3:2: toml: key read-only is already defined"}},
		{"read_only = true\n", []string{`:1:1: there is no key "read_only"; did you mean "read-only"?`}},
		{"xyzzy = true\n", []string{`:1:1: there is no key "xyzzy"`}},
		{"config = \"other\"\n", []string{`:1:1: there is no key "config"`}},
		{"help = true\n", []string{`:1:1: there is no key "help"`}},
		{"# 1\n[serve]\nlisten = \":1\"\n", []string{":2:2: serve: there are no tables here but [[host]], only keys"}},
		{"user.bob = \"pw\"\n", []string{":1:1: user: there are no tables here but [[host]], only keys"}},
		{"user = {bob = \"pw\"}\n", []string{":1:1: user: neither a string, a number, true or false, nor an array of these"}},
		{"listen = []\n", []string{":1:1: listen: neither a string, a number, true or false, nor an array of these"}},
		{"listen = [[\":1\"]]\n", []string{":1:1: listen: neither a string, a number, true or false, nor an array of these"}},
		{"max-sessions = 1.5\n", []string{":1:1: max-sessions: neither a string, a number, true or false, nor an array of these"}},
		{"read-only = \"true\"\n", []string{":1:1: read-only: a bool is expected"}},
		{"users = true\n", []string{":1:1: users: a file is expected"}},
		{"directory = true\n", []string{":1:1: directory: a string is expected"}},
		{"users = [\"a\", \"b\"]\n", []string{":1:1: users: one value is possible, not 2"}},
		{"directory = [\"a\", \"b\"]\n", []string{":1:1: directory: one value is possible, not 2"}},
		{"user = [\"bob:pw\", \"ann\"]\n", []string{":1:1: user: user has no password: write NAME:PASSWORD"}},
		{"idle-timeout = 60\nlog-level = \"loud\"\n\nnow = 1\n", []string{
			`:1:1: idle-timeout: "60" is no duration, such as 90s, 5m or 1h30m`,
			`:2:1: log-level: "loud" is none of debug, info, warn, error`,
			`:4:1: there is no key "now"`}},
	} {
		t.Run(test.content, func(t *testing.T) {
			config := writeFile(t, filepath.Join(dir, "portolan.toml"), test.content)
			want := result{status: exitUsage}
			for _, line := range test.want {
				want.stderr += "portolan: " + config + line + "\n"
			}
			// What the command line says wins, and yet the file has to be right.
			if got := runProgram(t, "", "serve", "--config", config, "--log-level", "info", t.TempDir()); got != want {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
}

// TestConfigPasswords: a file that holds them is for its owner's eyes, and none is for clients.
func TestConfigPasswords(t *testing.T) {
	t.Parallel()
	dir, served := t.TempDir(), t.TempDir()
	config := writeFile(t, filepath.Join(dir, "portolan.toml"), "user = \"bob:pw\"\n")
	if err := os.Chmod(config, 0o644); err != nil {
		t.Fatal(err)
	}
	want := result{exitUsage, "", "portolan: " + config + ": holds passwords, and mode 0644 lets others read it: run chmod 600\n"}
	if got := runProgram(t, "", "serve", "--config", config, served); got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	config = writeFile(t, filepath.Join(served, "portolan.toml"), "")
	want.stderr = "portolan: " + config + " lies in the served directory, where clients could read or replace it\n"
	if got := runProgram(t, "", "serve", "--config", config, served); got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	config = writeFile(t, filepath.Join(dir, "large.toml"), strings.Repeat("#", cli.MaxConfig+1))
	want.stderr = "portolan: configuration file " + config + ": more than 1048576 bytes\n"
	if got := runProgram(t, "", "serve", "--config", config, served); got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}
