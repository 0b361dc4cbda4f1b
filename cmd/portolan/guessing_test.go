package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// from connects from an address of this machine's, and takes the greeting.
func (s *server) from(address string) *client {
	s.t.Helper()
	dialer := net.Dialer{Timeout: patience, LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}
	conn, err := dialer.Dial("tcp", s.addresses[0])
	if err != nil && runtime.GOOS != "linux" {
		testcost.Lacking(s.t, "only Linux has all of 127.0.0.0/8: "+err.Error())
	}
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(2 * patience)); err != nil {
		s.t.Fatal(err)
	}
	c := over(s.t, conn)
	c.gets("220 Service ready.")
	return c
}

// tries sends a name and a password, and returns the reply.
func (c *client) tries(user, password string) string {
	c.t.Helper()
	c.says("USER "+user, "331 Password, please.")
	return c.asks("PASS " + password)
}

const (
	rejected = "530 Login incorrect."
	tooMany  = "421 Too many failed logins."
	busy     = "421 Logins are not possible now."
	letIn    = "230 Logged in."
)

// TestMaxLoginFailures: the last failure of a session closes it, the fifth without the flag, and the log has each.
func TestMaxLoginFailures(t *testing.T) {
	t.Parallel()
	for flag, failures := range map[string]int{"": 5, "--max-login-failures=2": 2} {
		args := []string{"--user", "bob:pw", "--login-failure-delay", "1ms", "--log-format", "json"}
		if flag != "" {
			args = append(args, flag)
		}
		s := serve(t, args...)
		c := s.dial()
		events := []string{"INFO connected"}
		for range failures - 1 {
			if got := c.tries("bob", "wrong"); got != rejected {
				t.Fatalf("%q: %s", flag, got)
			}
			events = append(events, "WARN login failed result=rejected user=bob")
		}
		if got := c.tries("bob", "wrong"); got != tooMany {
			t.Errorf("%q: %s after %d failures", flag, got, failures)
		}
		c.closed()
		s.logged("disconnected")
		s.wantEvents(append(events, "WARN login failed result=too-many user=bob", "INFO disconnected received=0 result=too-many sent=0 user=bob")...)
	}
}

// TestMaxLoginFailuresPerAddress: an address that guesses is blocked, for as long as its failures count; not so a user
// who has logged in from it before, nor anybody elsewhere.
func TestMaxLoginFailuresPerAddress(t *testing.T) {
	t.Parallel()
	start := func(window string) *server {
		return serve(t, "--user", "bob:pw", "--user", "ann:pw", "--max-login-failures-per-address", "3", "--login-failure-window", window, "--login-failure-delay", "1ms")
	}
	s := start("1h")
	s.login("bob")
	for range 3 {
		if got := s.dial().tries("ann", "wrong"); got != rejected {
			t.Fatal(got)
		}
	}
	if got := s.dial().tries("ann", "pw"); got != tooMany {
		t.Error("blocked:", got)
	}
	if got := s.dial().tries("bob", "pw"); got != letIn {
		t.Error("who has logged in before:", got)
	}
	if got := s.from("127.0.0.2").tries("ann", "pw"); got != letIn {
		t.Error("elsewhere:", got)
	}

	s = start("200ms")
	eventually(t, "one failure too many", func() bool { return s.dial().tries("ann", "wrong") == tooMany })
	eventually(t, "the failures count no more", func() bool { return s.dial().tries("ann", "pw") == letIn })
}

// TestLoginFailureDelay: refusals come later and later, and a right password is never held back.
func TestLoginFailureDelay(t *testing.T) {
	t.Parallel()
	const longest = 400 * time.Millisecond
	s := serve(t, "--user", "bob:pw", "--login-failure-delay", longest.String())
	var delayed time.Duration
	for range 4 {
		start := time.Now()
		if got := s.dial().tries("bob", "wrong"); got != rejected {
			t.Fatal(got)
		}
		delayed += time.Since(start)
	}
	if want := 250*time.Millisecond + 2*longest; delayed < want {
		t.Errorf("four refusals took %v, want %v or more", delayed, want)
	}
	eventually(t, "a right password is not held back", func() bool { // on a busy machine it takes time too, but not always
		waiting := s.dial()
		waiting.says("USER bob", "331 Password, please.")
		waiting.send("PASS wrong")
		start := time.Now()
		got := s.dial().tries("bob", "pw")
		took := time.Since(start)
		waiting.gets(rejected)
		return got == letIn && took < longest
	})
}

// TestBusyLogins: strangers for whose passwords there is no time are turned away, and the log says why; who has logged
// in before is not among them.
func TestBusyLogins(t *testing.T) {
	testcost.Some(t)
	t.Parallel()
	users := usersFile(t, "alice")
	if got := runProgram(t, "pw\n", "user", "add", "--users", users, "--password-stdin", "bob"); got.status != exitDone {
		t.Fatal(got)
	}
	for _, flags := range [][]string{
		{"--max-verifications", "1", "--max-waiting-logins", "1"},
		{"--max-verifications", "1", "--login-patience", "1ms"},
	} {
		s := serve(t, append(flags, "--users", users, "--max-login-failures-per-address", "10000", "--login-failure-delay", "1ms", "--log-format", "json")...)
		if flags[2] == "--max-waiting-logins" { // in good time
			s.login("bob")
		}
		done := make(chan string)
		eventually(t, "a stranger is turned away", func() bool {
			const strangers = 4
			for i := range strangers {
				c := s.from(fmt.Sprintf("127.0.0.%d", 10+i))
				c.says("USER alice", "331 Password, please.")
				c.send("PASS wrong")
				go func() {
					line, err := c.text.ReadLine()
					done <- fmt.Sprint(line, " ", err)
				}()
			}
			if flags[2] == "--max-waiting-logins" {
				if got := s.dial().tries("bob", "pw"); got != letIn {
					t.Error("who has logged in before:", got)
				}
			}
			away := false
			for range strangers {
				got := <-done
				away = away || got == busy+" <nil>"
			}
			return away
		})
		s.logged(`"result":"unavailable"`)
		s.logged("accounts: too many passwords wait to be verified")
	}
}

// TestPasswordsOverTheWire: what a client sends is what is compared, and no log has it.
func TestPasswordsOverTheWire(t *testing.T) {
	t.Parallel()
	passwords := []string{" pw ", "\x01zigzag\t\x1b\x7f", "caf\u00e9", "cafe\u0301", "\xfeswd", "\xffff", "ff\xff", strings.Repeat("long", 64), "pw with: colon"}
	args := []string{"--log-format", "json", "--log-level", "debug", "--max-login-failures", "100", "--max-login-failures-per-address", "1000", "--login-failure-delay", "1ms"}
	for i, password := range passwords {
		args = append(args, "--user", fmt.Sprintf("u%d:%s", i, password))
	}
	s := serve(t, args...)
	c := s.dial()
	for i, right := range passwords {
		user := fmt.Sprintf("u%d", i)
		for _, given := range append(passwords, right+" ", strings.TrimSpace(right)+"x") {
			want := rejected
			if given == right {
				want = letIn
			}
			if got := c.tries(user, given); got != want {
				t.Errorf("%q for %q: %s", given, right, got)
			}
		}
	}
	// Telnet doubles the byte 255 (RFC 854), and few clients do.
	if got := c.tries("u5", "\xff\xffff"); got != letIn {
		t.Error("doubled:", got)
	}
	if got := c.asks("SITE WHO secret"); strings.Contains(got, "secret") {
		t.Error(got)
	}
	c.says("QUIT", "221 Goodbye.")
	s.logged("disconnected")
	for _, part := range []string{"zigzag", "caf", "swd", "longlong", "colon", " pw "} {
		if strings.Contains(s.log.String(), part) {
			t.Errorf("the log has %q:\n%s", part, s.log)
		}
	}
}

// TestAnonymousHome: guests see a directory of theirs and nothing above it, at the server and at a host.
func TestAnonymousHome(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"pub", "pub/in"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	writeFile(t, filepath.Join(dir, "pub", "f"), "for all")
	writeFile(t, filepath.Join(dir, "f"), "for bob")
	writeFile(t, filepath.Join(dir, "secret"), "for bob")
	config := writeFile(t, filepath.Join(t.TempDir(), "portolan.toml"),
		fmt.Sprintf("[[host]]\nnames = \"a\"\ndirectory = %q\nanonymous = true\nanonymous-home = \"pub/in\"\n", dir))
	s := serveDir(t, dir, 1, "--anonymous", "--anonymous-home", "pub", "--user", "bob:pw", "--config", config)
	guest := s.login("anonymous")
	guest.says("PWD", `257 "/" is the working directory.`)
	guest.fetches("f", "for all")
	guest.says("CDUP", `250 Directory is now "/".`)
	for _, name := range []string{"../secret", "/secret", "/../secret", "pub"} {
		guest.says("SIZE "+name, "550 No such file or directory.")
	}
	s.login("bob").fetches("f", "for bob")
	c := s.dial()
	c.says("HOST a", "220 Service of a ready.")
	c.says("USER ftp", "331 Password, please.")
	c.says("PASS x", "230 Logged in.")
	c.says("SIZE /f", "550 No such file or directory.")
}

// TestAnonymousHomeMistakes: what cannot be is told at the start.
func TestAnonymousHomeMistakes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "file"), "")
	config := func(host string) string {
		return writeFile(t, filepath.Join(t.TempDir(), "portolan.toml"), "[[host]]\nnames = \"a\"\ndirectory = \""+dir+"\"\n"+host+"\n")
	}
	noGuests, noHome := config("users = \"u\"\nanonymous-home = \"pub\""), config("anonymous = true\nanonymous-home = \"pub\"")
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"--anonymous-home", "pub"}, "--anonymous-home needs --anonymous"},
		{[]string{"--anonymous", "--anonymous-home", "pub"}, "--anonymous-home: pub cannot be served: no such file or directory"},
		{[]string{"--anonymous", "--anonymous-home", "file"}, "--anonymous-home: file cannot be served: it is no directory"},
		{[]string{"--anonymous", "--anonymous-home="}, "--anonymous-home: the name of the directory is empty"},
		{[]string{"--config", noGuests}, noGuests + ":1:3: host a: anonymous-home needs anonymous = true"},
		{[]string{"--config", noHome}, noHome + ":1:3: host a: anonymous-home: pub cannot be served: no such file or directory"},
	} {
		want := result{status: exitUsage, stderr: "portolan: " + test.want + "\n"}
		if got := runProgram(t, "", append(append([]string{"serve", "--listen", "127.0.0.1:0"}, test.args...), dir)...); got != want {
			t.Errorf("%v:\ngot  %+v\nwant %+v", test.args, got, want)
		}
	}
}

// TestHostAddresses: an address is the server's own where the client came to it, where the operator says that clients
// know it by it, and where it is one of its names; any other is refused, with virtual hosts and without.
func TestHostAddresses(t *testing.T) {
	t.Parallel()
	other := t.TempDir()
	config := writeFile(t, filepath.Join(t.TempDir(), "portolan.toml"),
		fmt.Sprintf("[[host]]\nnames = [\"a\", \"192.0.2.9\"]\ndirectory = %q\nanonymous = true\n", other))
	for _, with := range [][]string{nil, {"--config", config}} {
		s := serve(t, append([]string{"--user", "bob:pw", "--public-address", "203.0.113.7", "--host-name", "[2001:db8::7]"}, with...)...)
		c := s.dial()
		for address, known := range map[string]bool{
			"127.0.0.1": true, "[::ffff:127.0.0.1]": true, "203.0.113.7": true, "[2001:db8::7]": true, "192.0.2.9": with != nil,
			"127.0.0.2": false, "192.0.2.1": false, "[::1]": false, "[2001:db8::8]": false, "[::ffff:192.0.2.1]": false, "0.0.0.0": false, "[::]": false,
		} {
			if got := c.asks("HOST " + address); strings.HasPrefix(got, "220 ") != known || !known && got != "504 There is no such host here." {
				t.Errorf("%s with %q: %s", address, with, got)
			}
		}
		want := "220 Service of anything.example ready."
		if with != nil {
			want = "504 There is no such host here."
		}
		c.says("HOST anything.example", want)
	}
}
