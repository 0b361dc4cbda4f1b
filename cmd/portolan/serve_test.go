package main

import (
	"maps"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jlaffaye/ftp"

	"golang.org/x/crypto/bcrypt"

	"github.com/portolan-ftp/portolan/accounts"
)

// TestFirstLines is the whole of a first try: the printed URL is enough to log in.
func TestFirstLines(t *testing.T) {
	t.Parallel()
	s := serve(t)
	if want := "Serving " + s.dir + ", reading and writing. Ctrl-C stops."; s.intro != want {
		t.Errorf("first line %q, want %q", s.intro, want)
	}
	form := regexp.MustCompile(`^ftp://portolan:((?:[a-z2-9]{5}-){3}[a-z2-9]{5})@(127\.0\.0\.1:[1-9][0-9]*)/$`)
	url := form.FindStringSubmatch(s.urls[0])
	if url == nil {
		t.Fatalf("second line %q", s.urls[0])
	}
	c := dial(t, url[2])
	c.says("USER portolan", "331 Password, please.")
	c.says("PASS "+url[1], "230 Logged in.")
	c.stores("a", "1", "226 Transfer complete.")
	c.says("QUIT", "221 Goodbye.")
	if again := serve(t); again.urls[0] == s.urls[0] {
		t.Error("two servers have the same password")
	}
}

// TestDefaultListen: without --listen it is the address that the README promises. The port may be taken on
// the machine of the test, so the help is asked.
func TestDefaultListen(t *testing.T) {
	t.Parallel()
	got := runProgram(t, "", "serve", "--help")
	if !strings.Contains(got.stdout, "(default 127.0.0.1:2121)") || got.status != exitDone || got.stderr != "" {
		t.Errorf("help: %+v", got)
	}
}

// TestPrintedURL: what the URL says depends on who may log in.
func TestPrintedURL(t *testing.T) {
	t.Parallel()
	users := usersFile(t, "alice")
	for _, test := range []struct{ args, want string }{
		{"--user bob:pw", "ftp://bob@ADDRESS/"},
		{"--user b@b:p:w", "ftp://b%40b@ADDRESS/"},
		{"--user bob:pw --user ann:pw", "ftp://ADDRESS/"},
		{"--users " + users, "ftp://ADDRESS/"},
		{"--user bob:pw --users " + users, "ftp://ADDRESS/"},
		{"--anonymous", "ftp://ADDRESS/"},
		{"--anonymous --user bob:pw", "ftp://ADDRESS/"},
	} {
		s := serve(t, strings.Fields(test.args)...)
		if want := strings.Replace(test.want, "ADDRESS", s.addresses[0], 1); s.urls[0] != want {
			t.Errorf("%s: %q, want %q", test.args, s.urls[0], want)
		}
	}
}

func TestListen(t *testing.T) {
	t.Parallel()
	s := serveDir(t, t.TempDir(), 2, "--user", "bob:pw", "--listen", "127.0.0.1:0", "--listen", "[::1]:0")
	for i, host := range []string{"127.0.0.1", "::1"} {
		if got, _, err := net.SplitHostPort(s.addresses[i]); got != host || err != nil {
			t.Errorf("address %d is %s, not of %s", i, s.addresses[i], host)
		}
		c := dial(t, s.addresses[i])
		c.says("USER bob", "331 Password, please.")
		c.says("PASS pw", "230 Logged in.")
		c.stores("a", "1", "226 Transfer complete.")
	}
}

// TestListenEverywhere prints the addresses of the machine, each of which answers.
func TestListenEverywhere(t *testing.T) {
	t.Parallel()
	interfaces, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{}
	for _, a := range interfaces {
		if ip := a.(*net.IPNet).IP; ip.To4() != nil && !ip.IsLinkLocalUnicast() {
			want = append(want, ip.String())
		}
	}
	s := serveDir(t, t.TempDir(), len(want), "--user", "bob:pw", "--listen", "0.0.0.0:0")
	for i, address := range s.addresses {
		if host, _, err := net.SplitHostPort(address); host != want[i] || err != nil {
			t.Errorf("address %d is %s, want %s", i, address, want[i])
		}
		dial(t, address).says("NOOP", "200 Done.")
	}
}

// TestLibraryClient has a client that others wrote do what people do.
func TestLibraryClient(t *testing.T) {
	t.Parallel()
	s := serve(t, "--user", "bob:pw")
	c, err := ftp.Dial(s.addresses[0], ftp.DialWithTimeout(patience))
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []error{
		c.Login("bob", "pw"),
		c.MakeDir("d"),
		c.ChangeDir("d"),
		c.Stor("a b", strings.NewReader("content\n")),
		c.Rename("a b", "/c"),
		c.ChangeDirToParent(),
		c.RemoveDir("d"),
	} {
		if step != nil {
			t.Fatal(step)
		}
	}
	names, err := c.NameList("/")
	if err != nil || !slices.Equal(names, []string{"/c"}) {
		t.Errorf("names: %q, %v", names, err)
	}
	if err := c.Quit(); err != nil {
		t.Error(err)
	}
	if got := s.tree(); len(got) != 1 || got["c"] != "content\n" {
		t.Errorf("files: %q", got)
	}
}

func TestUserFlag(t *testing.T) {
	t.Parallel()
	s := serve(t, "--user", "bob:pw", "--user", "ann:p:w")
	s.login("bob").says("PWD", `257 "/" is the working directory.`)
	c := s.dial()
	c.says("USER ann", "331 Password, please.")
	c.says("PASS p:w", "230 Logged in.")
	c.stores("a", "1", "226 Transfer complete.")
	c.says("USER portolan", "331 Password, please.")
	c.says("PASS pw", "530 Login incorrect.")
}

func TestAnonymous(t *testing.T) {
	t.Parallel()
	s := serve(t, "--anonymous", "--user", "bob:pw")
	s.write("a", "1")
	for _, name := range []string{"anonymous", "FTP"} {
		c := s.login(name)
		c.fetches("a", "1")
		c.says("DELE a", "550 Permission denied.")
		c.says("PASV x", "501 Syntax: PASV")
		c.port()
		c.says("STOR b", "553 Permission denied.")
	}
	s.login("bob").says("DELE a", "250 Deleted.")

	c := serve(t).dial() // without the flag
	c.says("USER anonymous", "331 Password, please.")
	c.says("PASS a@b", "530 Login incorrect.")
}

// TestRefuseUnknownUsers: only with its flag are names told that do not exist, and the log has who asked.
func TestRefuseUnknownUsers(t *testing.T) {
	t.Parallel()
	users := usersFile(t, "alice")
	s := serve(t, "--refuse-unknown-users", "--anonymous", "--users", users, "--user", "bob:pw", "--log-format", "json")
	c := s.dial()
	c.says("USER mallory", "530 There is no such user.")
	c.says("PASS pw", "503 Send USER first.")
	for _, name := range []string{"alice", "bob", "anonymous"} {
		c.says("USER "+name, "331 Password, please.")
	}
	c.says("PASS pw", "230 Logged in.")
	s.logged(`"msg":"login","user"`)
	s.wantEvents("INFO connected", "WARN login failed result=unknown user=mallory", "INFO login user=anonymous")
	c = serve(t, "--users", users).dial()
	c.says("USER mallory", "331 Password, please.")
}

func TestReadOnly(t *testing.T) {
	t.Parallel()
	s := serve(t, "--read-only", "--user", "bob:pw")
	s.write("a", "1")
	if want := "Serving " + s.dir + ", reading only. Ctrl-C stops."; s.intro != want {
		t.Errorf("first line %q, want %q", s.intro, want)
	}
	c := s.login("bob")
	c.fetches("a", "1")
	for _, command := range []string{"DELE a", "MKD b", "RMD b", "RNFR a"} {
		c.says(command, "550 This server is read-only.")
	}
	c.port()
	for _, command := range []string{"STOR a", "APPE a", "STOU", "ALLO 1"} {
		c.says(command, "553 This server is read-only.")
	}
	if got := s.tree(); len(got) != 1 || got["a"] != "1" {
		t.Errorf("files: %q", got)
	}
}

// TestUploads breaks uploads off, over an old file and under a new name.
func TestUploads(t *testing.T) {
	t.Parallel()
	newer := strings.Repeat("newer ", 8<<10) // too long to be held in memory
	for _, test := range []struct {
		args         []string
		during, left string // of the old file
		kept         bool   // the part of the new one
	}{
		{nil, "old", "old", true},
		{[]string{"--uploads", "safe", "--sync", "never"}, "old", "old", true},
		{[]string{"--uploads", "strict", "--sync", "start"}, "old", "old", false},
		{[]string{"--uploads", "in-place", "--sync", "data"}, newer, newer, true},
	} {
		s := serve(t, append(test.args, "--user", "bob:pw")...)
		s.write("old", "old")
		c := s.login("bob")
		c.says("TYPE I", "200 Type is image.")
		for _, name := range []string{"old", "new"} {
			data := c.data()
			c.says("STOR "+name, "150 Opening data connection.")
			if _, err := data.Write([]byte(newer)); err != nil {
				t.Fatal(err)
			}
			eventually(t, "the bytes arrive", func() bool { return slices.Contains(slices.Collect(maps.Values(s.tree())), newer) })
			if got := s.tree()["old"]; got != test.during {
				t.Errorf("%v: during the upload the file has %q, want %q", test.args, got, test.during)
			}
			c.says("ABOR", "426 Transfer aborted.", "226 Abort done.")
			if got := s.tree()["old"]; got != test.left {
				t.Errorf("%v: afterwards the file has %q, want %q", test.args, got, test.left)
			}
			s.write("old", "old")
			test.during, test.left = "old", "old"
		}
		want := map[string]string{"old": "old"}
		if test.kept {
			want["new"] = newer
		}
		if got := s.tree(); !maps.Equal(got, want) {
			t.Errorf("%v: files: %q, want %q", test.args, got, want)
		}
	}
}

func TestCreateHomes(t *testing.T) {
	t.Parallel()
	users := usersFile(t, "alice")
	s := serve(t, "--users", users)
	c := s.dial()
	c.says("USER alice", "331 Password, please.")
	c.says("PASS pw", "421 Logins are not possible now.")
	c.closed()
	s.logged("login failed unavailable alice")

	s = serve(t, "--users", users, "--create-homes")
	s.login("alice").stores("a", "1", "226 Transfer complete.")
	if got := s.tree(); len(got) != 1 || got["alice/a"] != "1" {
		t.Errorf("files: %q", got)
	}
}

func TestMaxUploadSize(t *testing.T) {
	t.Parallel()
	s := serve(t, "--max-upload-size", "1K", "--user", "bob:pw")
	c := s.login("bob")
	c.stores("a", strings.Repeat("x", 1024), "226 Transfer complete.")
	c.stores("b", strings.Repeat("x", 1025), "552 Stopped: the file is larger than it may be here.")
}

// TestUsers: each user is at home in a directory, and the file is read again while the server runs.
func TestUsers(t *testing.T) {
	t.Parallel()
	file := usersFile(t, "alice")
	s := serve(t, "--users", file, "--create-homes", "--user", "bob:pw")
	s.write("top", "1")
	c := s.login("alice")
	c.says("CWD ..", `250 Directory is now "/".`)
	if got := c.names(); got != "" {
		t.Errorf("alice sees %q", got)
	}
	if got := s.login("bob").names(); got != "alice top " && got != "top alice " {
		t.Errorf("bob sees %q", got)
	}
	addUser(t, file, "pw", accounts.Account{Name: "carol", Permissions: accounts.ReadOnly})
	eventually(t, "carol can log in", func() bool {
		c := s.dial()
		c.says("USER carol", "331 Password, please.")
		return c.asks("PASS pw") == "230 Logged in."
	})
	s.login("carol").says("DELE top", "550 Permission denied.")
}

// TestUsersOutOfReach: a link does not hide that the file can be replaced by clients.
func TestUsersOutOfReach(t *testing.T) {
	t.Parallel()
	dir, file := t.TempDir(), usersFile(t, "alice")
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Rename(file, filepath.Join(dir, "users")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(dir, "users"), link); err != nil {
		t.Fatal(err)
	}
	want := result{exitUsage, "", "portolan: " + link + " lies in the served directory, where clients could read or replace it\n"}
	if got := runProgram(t, "", "serve", "--users", link, dir); got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestLanguage(t *testing.T) {
	t.Parallel()
	for language, want := range map[string]string{"en": "220 Service ready.", "zh": "220 服务就绪。"} {
		s := serve(t, "--language", language)
		connect(t, s.addresses[0]).gets(want)
	}
}

// usersFile makes a file with a user whose password is "pw" and whose home is called like him.
func usersFile(t *testing.T, name string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "users")
	addUser(t, file, "pw", accounts.Account{Name: name, Home: name, Permissions: accounts.ReadWrite})
	return file
}

// addUser adds a user whose password costs next to nothing to check, and whom `portolan user add` would not make so:
// the tests of other things than passwords need not pay for them.
func addUser(t *testing.T, file, password string, account accounts.Account) {
	t.Helper()
	hash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost)
	if err == nil {
		err = accounts.EditFile(t.Context(), file, func(u *accounts.Users) error {
			return u.Add(accounts.Record{Entry: accounts.Entry{Account: account}, Hash: string(hash)})
		})
	}
	if err != nil {
		t.Fatal(err)
	}
}
