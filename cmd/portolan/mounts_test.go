package main

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/accounts"
)

// TestMounts: directories are seen at paths of the served one, and in homes that hold these paths or lie below them.
// RNTO moves from one to another, and no mount point goes.
func TestMounts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"files/alice", "old/2025", "in"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	writeFile(t, filepath.Join(dir, "old/2025/report"), "archived")
	for name, home := range map[string]string{"alice": "alice", "carol": "archive/2025"} {
		addUser(t, filepath.Join(dir, "users"), "pw", accounts.Account{Name: name, Home: home, Permissions: accounts.ReadWrite})
	}
	config := writeFile(t, filepath.Join(dir, "portolan.toml"), `
directory = "files"
listen = "127.0.0.1:0"
user = "bob:pw"
users = "users"
mount = ["/archive=old", "/alice/in=in"]
`)
	s := &server{t: t, dir: dir, log: &logBuffer{}}
	s.cmd = commandIn(t.TempDir(), "serve", "--config", config)
	s.start(1)

	bob := s.login("bob")
	if got := bob.names(); got != "alice archive " {
		t.Errorf("bob sees %s", got)
	}
	bob.fetches("/archive/2025/report", "archived")
	bob.says("RMD /archive", "550 Permission denied.")
	bob.says("RMDA /alice", "550 Permission denied.")
	bob.says("RNFR /alice", "350 Now RNTO.")
	bob.says("RNTO /archive/alice", "553 Permission denied.")
	bob.stores("/alice/in/new", "moved", "226 Transfer complete.")
	bob.says("RNFR /alice/in/new", "350 Now RNTO.")
	bob.says("RNTO /archive/2025/new", "250 Moved.")
	carol := s.login("carol")
	if got := carol.names(); got != "new report " {
		t.Errorf("carol sees %s", got)
	}
	carol.fetches("new", "moved")
	alice := s.login("alice")
	alice.says("CWD in", `250 Directory is now "/in".`)
	alice.stores("hers", "hers", "226 Transfer complete.")
	for name, want := range map[string]string{"in/hers": "hers", "old/2025/new": "moved", "old/2025/report": "archived"} {
		if got := fileText(t, filepath.Join(dir, name)); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "in/new")); err == nil {
		t.Error("what was moved is where it was, too")
	}
}

// TestMountsAreFollowed: another directory that takes the name of a mounted one is mounted at the next login.
func TestMountsAreFollowed(t *testing.T) {
	t.Parallel()
	other := filepath.Join(t.TempDir(), "other")
	fill := func(content string) {
		if err := os.Mkdir(other, 0o700); err != nil {
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(other, "name"), content)
	}
	fill("first")
	s := serve(t, "--user", "bob:pw", "--mount", "/m="+other)
	first := s.login("bob")
	if err := os.Rename(other, other+"-old"); err != nil {
		t.Fatal(err)
	}
	fill("second")
	s.login("bob").fetches("/m/name", "second")
	first.fetches("/m/name", "first")
}

// TestMountsOfHosts: a virtual host has mounts of its own, which the output tells.
func TestMountsOfHosts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"main", "org", "shared"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	writeFile(t, filepath.Join(dir, "shared/f"), "shared")
	config := writeFile(t, filepath.Join(dir, "portolan.toml"), `
directory = "main"
listen = "127.0.0.1:0"
anonymous = true
mount = "/s=shared"

[[host]]
names = "ftp.example.org"
directory = "org"
anonymous = true
mount = "/pub=shared"
`)
	cmd := commandIn(t.TempDir(), "serve", "--config", config)
	s := &server{t: t, dir: dir, log: &logBuffer{}, cmd: cmd}
	out, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	cmd.Stdout, cmd.Stderr = out, s.log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	var lines []string
	eventually(t, "everything is told", func() bool {
		lines = nil
		for text := bufio.NewScanner(strings.NewReader(fileText(t, out.Name()))); text.Scan(); {
			lines = append(lines, text.Text())
		}
		return len(lines) == 5
	})
	for i, want := range map[int]string{2: "/s: " + dir + "/shared", 3: "ftp.example.org: " + dir + "/org", 4: "ftp.example.org/pub: " + dir + "/shared"} {
		if lines[i] != want {
			t.Errorf("line %d is %q, want %q", i, lines[i], want)
		}
	}
	s.addresses = []string{urlForm.FindStringSubmatch(lines[1])[1]}
	for host, path := range map[string]string{"": "/s/f", "ftp.example.org": "/pub/f"} {
		c := s.dial()
		if host != "" {
			c.says("HOST "+host, "220 Service of ftp.example.org ready.")
		}
		c.says("USER ftp", "331 Password, please.")
		c.says("PASS x", "230 Logged in.")
		c.fetches(path, "shared")
	}
}

// TestMountMistakes: what nobody could see, or what no store has, is told before anything is served.
func TestMountMistakes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, test := range []struct{ mount, want string }{
		{"/a", `--mount: "/a" is not PATH=DIR, such as /archive=/srv/archive`},
		{"/=" + dir, `--mount: "/" is no path to mount at, such as /archive`},
		{"a=" + dir, `--mount: "a" is no path to mount at, such as /archive`},
		{"/a=" + dir + "/none", dir + "/none cannot be served: no such file or directory"},
		{"/a/b=" + dir, "/a/b=" + dir + " cannot be mounted: /a is no directory"},
		{"/a=s3://bucket", "s3://bucket: this program has no store for s3://"},
	} {
		want := result{exitUsage, "", "portolan: " + test.want + "\n"}
		if got := runProgram(t, "", "serve", "--listen", "127.0.0.1:0", "--mount", test.mount, dir); got != want {
			t.Errorf("%s: got  %+v\nwant %+v", test.mount, got, want)
		}
	}
	users := filepath.Join(dir, "users")
	addUser(t, users, "pw", accounts.Account{Name: "alice"})
	inside := result{exitUsage, "", "portolan: " + users + " lies in the served directory, where clients could read or replace it\n"}
	if got := runProgram(t, "", "serve", "--listen", "127.0.0.1:0", "--mount", "/a="+dir, "--users", users, t.TempDir()); got != inside {
		t.Errorf("got  %+v\nwant %+v", got, inside)
	}
	want := result{exitUsage, "", "portolan: --mount: two are at /a\n"}
	if got := runProgram(t, "", "serve", "--listen", "127.0.0.1:0", "--mount", "/a="+dir, "--mount", "/a="+dir, dir); got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}
