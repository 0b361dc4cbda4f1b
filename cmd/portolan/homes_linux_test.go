package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestServedReplaced: whoever logs in gets the directory that has the name, and whoever is logged in keeps his own.
func TestServedReplaced(t *testing.T) {
	t.Parallel()
	top, users := t.TempDir(), usersFile(t, "alice")
	dir, old := filepath.Join(top, "files"), filepath.Join(top, "old")
	fill := func(content string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Join(dir, "alice"), 0o700); err != nil {
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(dir, "name"), content)
		writeFile(t, filepath.Join(dir, "alice", "name"), content)
	}
	fill("first")
	s := serveDir(t, dir, 1, "--user", "bob:pw", "--users", users)
	bob, alice := s.login("bob"), s.login("alice")
	if err := os.Rename(dir, old); err != nil {
		t.Fatal(err)
	}

	// It is gone.
	for range 2 {
		c := s.dial()
		c.says("USER bob", "331 Password, please.")
		c.says("PASS pw", "421 Logins are not possible now.")
		c.closed()
	}
	const gone = "error: the served directory is not there any more: nobody can log in"
	s.logged(gone)
	s.logged("warning: login failed unavailable bob 127.0.0.1:")

	// Another one comes.
	fill("second")
	newBob, newAlice := s.login("bob"), s.login("alice")
	s.logged("warning: the served directory is another one now: new sessions get it, older ones keep theirs " + dir)
	for _, c := range []*client{newBob, newAlice} {
		c.fetches("name", "second")
	}
	for _, c := range []*client{bob, alice} {
		c.fetches("name", "first")
	}
	alice.stores("new", "1", "226 Transfer complete.")
	if _, err := os.Stat(filepath.Join(old, "alice", "new")); err != nil {
		t.Error(err)
	}
	newAlice.stores("new", "2", "226 Transfer complete.")
	if got := s.tree()["alice/new"]; got != "2" {
		t.Errorf("in the new directory: %q", got)
	}

	// The old one is let go with its last session.
	for i, c := range []*client{bob, alice} {
		c.says("QUIT", "221 Goodbye.")
		c.closed()
		if i == 0 && !s.holds(old) {
			t.Error("the old directory is closed while a session has it")
		}
	}
	eventually(t, "the old directory is closed", func() bool { return !s.holds(old) })
	if got := strings.Count(s.log.String(), gone); got != 1 {
		t.Errorf("it is told %d times that the directory is gone", got)
	}
}

// holds reports whether the program has a directory open, or one below it.
func (s *server) holds(dir string) bool {
	s.t.Helper()
	fds, err := filepath.Glob("/proc/" + strconv.Itoa(s.cmd.Process.Pid) + "/fd/*")
	if err != nil || fds == nil {
		s.t.Fatalf("descriptors: %v", err)
	}
	for _, fd := range fds {
		if to, err := os.Readlink(fd); err == nil && strings.HasPrefix(to, dir) {
			return true
		}
	}
	return false
}

// TestServedTurned: a link that is turned to where a key lies is not followed.
func TestServedTurned(t *testing.T) {
	t.Parallel()
	top, users := t.TempDir(), usersFile(t, "alice")
	link := filepath.Join(top, "link")
	turn := func(to string) {
		t.Helper()
		os.Remove(link)
		if err := os.Symlink(to, link); err != nil {
			t.Fatal(err)
		}
	}
	turn(t.TempDir())
	s := serveDir(t, link, 1, "--users", users, "--user", "bob:pw")
	s.login("bob")
	turn(filepath.Dir(users))
	c := s.dial()
	c.says("USER bob", "331 Password, please.")
	c.says("PASS pw", "421 Logins are not possible now.")
	s.logged("nobody can log in " + link + " " + users + " lies in the served directory")
	turn(t.TempDir())
	s.login("bob")
}

// TestServesWhatItMay: what is announced is true of the server's own user, for the directory and for those of hosts.
func TestServesWhatItMay(t *testing.T) {
	t.Parallel()
	dir := func(mode os.FileMode) string {
		d := t.TempDir()
		if err := os.Chmod(d, mode); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.Chmod(d, 0o700) })
		return d
	}
	closed := dir(0o500)
	config := writeFile(t, filepath.Join(t.TempDir(), "hosts.toml"), "[[host]]\nnames = \"a.example\"\ndirectory = \""+closed+"\"\nanonymous = true\n"+
		"[[host]]\nnames = \"b.example\"\ndirectory = \""+dir(0o700)+"\"\nanonymous = true\n")
	for _, test := range []struct {
		dir, args string
		doing     string
		host      string // what is said behind its directory
	}{
		{closed, "", "reading, but not writing into it (permission denied)", ""},
		{closed, "--read-only", "reading only", ""},
		{dir(0o700), "--config " + config, "reading and writing", ", reading, but not writing into it (permission denied)"},
		{dir(0o700), "--read-only --config " + config, "reading only", ""},
	} {
		args := append([]string{"serve", "--listen", "127.0.0.1:0"}, strings.Fields(test.args)...)
		s := &server{t: t, log: &logBuffer{}, cmd: unprivileged(t, append(args, test.dir)...)}
		var out logBuffer
		s.cmd.Stdout, s.cmd.Stderr = &out, s.log
		if err := s.cmd.Start(); err != nil {
			t.Fatal(err)
		}
		want := []string{"Serving " + test.dir + ", " + test.doing + ". Ctrl-C stops.\n"}
		if strings.Contains(test.args, "--config") {
			want = append(want, "\na.example: "+closed+test.host+"\nb.example: ")
		}
		eventually(t, "it serves", func() bool { return strings.Count(out.String(), "\n") >= 2*len(want) })
		s.cmd.Process.Kill()
		s.cmd.Wait()
		for _, text := range want {
			if !strings.Contains(out.String(), text) {
				t.Errorf("%s %s: got\n%s\nwant %q", test.args, test.dir, out.String(), text)
			}
		}
	}
}

// unprivileged is the program without root's leave to do what modes forbid.
func unprivileged(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	c := commandIn(t.TempDir(), args...)
	if os.Geteuid() == 0 {
		const rights = "-dac_override,-dac_read_search"
		c.Path = needs(t, "setpriv", "apt-get install util-linux")
		c.Args = append([]string{"setpriv", "--inh-caps=" + rights, "--bounding-set=" + rights, portolan}, args...)
	}
	return c
}
