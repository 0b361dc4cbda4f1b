package main

import (
	"crypto/tls"
	"database/sql"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	_ "modernc.org/sqlite" // to look into a file

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/accounts/postgres/postgrestest"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// together are flags of nodes that share: a guesser is blocked after three failures, and a user has two sessions.
var together = []string{"--max-login-failures-per-address", "3", "--login-failure-delay", "1ms", "--max-sessions-per-user", "2", "--shared-lease", "1s"}

// answer is what a password is answered.
func answer(t *testing.T, n *node, user, password string) (string, *textproto.Conn) {
	t.Helper()
	c := greeted(t, n.ftp)
	says(t, c, "USER "+user, "331 ")
	if err := c.PrintfLine("PASS %s", password); err != nil {
		t.Fatal(err)
	}
	got, err := c.ReadLine()
	if err != nil {
		t.Fatal(err)
	}
	return got[:4], c
}

// in logs bob in, and keeps the session.
func in(t *testing.T, n *node) *textproto.Conn {
	t.Helper()
	got, c := answer(t, n, "bob", "pw")
	if got != "230 " {
		t.Fatalf("bob at %s: %s", n.ftp, got)
	}
	return c
}

// full wants one more session of bob refused.
func full(t *testing.T, nodes ...*node) {
	t.Helper()
	for _, n := range nodes {
		if got, _ := answer(t, n, "bob", "pw"); got != "421 " {
			t.Fatalf("one more session at %s: %s", n.ftp, got)
		}
	}
}

// enters waits until bob gets in.
func enters(t *testing.T, n *node) (c *textproto.Conn) {
	t.Helper()
	until(t, "bob gets in", func() bool {
		got, session := answer(t, n, "bob", "pw")
		c = session
		return got == "230 "
	})
	return c
}

// kill ends a node without a word.
func (n *node) kill() {
	n.cmd.Process.Kill()
	n.cmd.Wait()
}

// TestShared: two nodes are as one. The database goes away and comes back; a node is killed.
func TestShared(t *testing.T) {
	db := postgrestest.Start(t)
	flags := append([]string{"--shared", db.URL()}, together...)
	a, b := start(t, flags...), start(t, flags...)

	first := in(t, a) // and 127.0.0.1 is known as bob's
	second := enters(t, b)
	full(t, a, b)
	says(t, first, "QUIT", "221 ")
	third := enters(t, b)
	full(t, a, b)

	for range 3 {
		answer(t, a, "eve", "guess")
	}
	until(t, "b blocks who has guessed at a", func() bool {
		got, _ := answer(t, b, "mallory", "x")
		return got == "421 "
	})

	db.Stop()
	names(t, second, "away")
	if got, _ := answer(t, b, "mallory", "x"); got != "421 " {
		t.Fatalf("without the database the block is gone: %s", got)
	}
	until(t, "a counts alone", func() bool {
		got, c := answer(t, a, "bob", "pw")
		if got == "230 " {
			first = c
		}
		return got == "230 "
	})
	full(t, b) // which has two by itself
	fourth := in(t, a)
	full(t, a)
	says(t, third, "QUIT", "221 ")
	db.Restart()
	counted(t, db, "/bob", 3)
	full(t, a, b)

	says(t, fourth, "QUIT", "221 ")
	counted(t, db, "/bob", 2)
	full(t, a, b)
	a.kill()
	last := enters(t, b)
	full(t, b)
	names(t, last, "last")
	names(t, second, "still")
}

// counted waits until the database has so many sessions of an account, of nodes that live.
func counted(t *testing.T, db *postgrestest.Database, account string, want int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), db.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	until(t, "the sessions are counted", func() bool {
		var n int
		if err := conn.QueryRow(t.Context(), `
			SELECT coalesce(sum(s.sessions), 0) FROM portolan_sessions s JOIN portolan_nodes USING (node)
			WHERE account = $1 AND until > now()`, account).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n == want
	})
}

// TestSharedLate: a node begins before its database, and is one of them when that has come.
func TestSharedLate(t *testing.T) {
	db := postgrestest.Start(t)
	db.Stop()
	n := start(t, append([]string{"--shared", db.URL()}, together...)...)
	for range 2 {
		in(t, n)
	}
	db.Restart()
	until(t, "the tables are made", func() bool {
		conn, err := pgx.Connect(t.Context(), db.URL())
		if err != nil {
			return false
		}
		defer conn.Close(t.Context())
		var there bool
		return conn.QueryRow(t.Context(), "SELECT to_regclass('portolan_sessions') IS NOT NULL").Scan(&there) == nil && there
	})
	counted(t, db, "/bob", 2)
	full(t, start(t, append([]string{"--shared", db.URL()}, together...)...))
}

// TestSharedFile: who was blocked is blocked after the server was killed and has started again, and TLS sessions go on.
func TestSharedFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state.db")
	flags := append([]string{"--shared-file", file, "--tls-self-signed"}, together...)
	n := start(t, flags...)
	in(t, n)
	cache := tls.NewLRUClientSessionCache(4)
	if resumed(t, n, cache) {
		t.Fatal("resumed what never was")
	}
	for range 3 {
		answer(t, n, "eve", "guess")
	}
	if got, _ := answer(t, n, "mallory", "x"); got != "421 " {
		t.Fatalf("not blocked: %s", got)
	}
	until(t, "the failures are kept", func() bool { return kept(t, file) == 3 })
	n.kill()
	n = start(t, flags...)
	if got, _ := answer(t, n, "mallory", "x"); got != "421 " {
		t.Fatalf("not blocked after the restart: %s", got)
	}
	if !resumed(t, n, cache) {
		t.Error("the TLS session does not go on")
	}
	in(t, n) // who is known at this address
}

// resumed begins TLS, and says whether an earlier session went on.
func resumed(t *testing.T, n *node, cache tls.ClientSessionCache) bool {
	t.Helper()
	conn, err := net.Dial("tcp", n.ftp)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(patience))
	c := textproto.NewConn(conn)
	says(t, c, "", "220 ")
	says(t, c, "AUTH TLS", "234 ")
	secured := tls.Client(conn, &tls.Config{InsecureSkipVerify: true, ServerName: "ftp.example.org", ClientSessionCache: cache})
	c = textproto.NewConn(secured)
	says(t, c, "NOOP", "200 ") // behind the ticket
	says(t, c, "QUIT", "221 ")
	return secured.ConnectionState().DidResume
}

// TestSharedNodes is what needs a database that stays.
func TestSharedNodes(t *testing.T) {
	db := postgrestest.Start(t)
	t.Run("tickets", func(t *testing.T) { sharedTickets(t, db.URL()) })
	t.Run("quota", func(t *testing.T) { sharedQuota(t, db.URL()) })
}

// sharedTickets: a TLS session goes on at another node, in OpenSSL too.
func sharedTickets(t *testing.T, url string) {
	flags := []string{"--shared", url, "--tls-self-signed", "--tls-data", "required"}
	a, b := start(t, flags...), start(t, flags...)
	alone := start(t, "--tls-self-signed")
	cache := tls.NewLRUClientSessionCache(4)
	for i, step := range []struct {
		at   *node
		want bool
	}{{a, false}, {b, true}, {a, true}, {alone, false}, {a, false}, {b, true}} {
		if got := resumed(t, step.at, cache); got != step.want {
			t.Errorf("step %d: resumed %v, want %v", i, got, step.want)
		}
	}
	kept := filepath.Join(t.TempDir(), "session")
	if got := opensslSays(t, a, "-sess_out", kept); !strings.Contains(got, "New, TLSv1.3") {
		t.Errorf("OpenSSL at the first node:\n%s", got)
	}
	if got := opensslSays(t, b, "-sess_in", kept); !strings.Contains(got, "Reused, TLSv1.3") {
		t.Errorf("OpenSSL at the second node:\n%s", got)
	}
	if got := opensslSays(t, alone, "-sess_in", kept); !strings.Contains(got, "New, TLSv1.3") {
		t.Errorf("OpenSSL at a node that shares nothing:\n%s", got)
	}
}

// opensslSays is what OpenSSL's client tells of a session that logs in and quits.
func opensslSays(t *testing.T, n *node, flags ...string) string {
	t.Helper()
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		testcost.Lacking(t, "openssl is not installed: apt-get install openssl")
	}
	c := exec.Command(openssl, append([]string{"s_client", "-starttls", "ftp", "-crlf", "-ign_eof", "-connect", n.ftp}, flags...)...)
	c.Stdin = strings.NewReader("NOOP\nQUIT\n")
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

// sharedQuota: what is stored at one node counts at the other, also what was there before.
func sharedQuota(t *testing.T, url string) {
	dir, users := t.TempDir(), filepath.Join(t.TempDir(), "users")
	if err := os.WriteFile(filepath.Join(dir, "before"), make([]byte, 30<<10), 0o666); err != nil {
		t.Fatal(err)
	}
	hash, err := accounts.HashPassword("pw")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(users, []byte("alice:"+hash+":read-write;quota=100K:.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	flags := []string{"--shared", url, "--shared-directory", "--users", users}
	a, b := startIn(t, dir, nil, flags...), startIn(t, dir, nil, flags...)
	_, atA := answer(t, a, "alice", "pw")
	_, atB := answer(t, b, "alice", "pw")
	uploads(t, atA, "one", 40<<10, "226 ")
	until(t, "b knows what a has stored", func() bool { return room(t, atB) == 30<<10 })
	uploads(t, atB, "two", 20<<10, "226 ")
	until(t, "a knows what b has stored", func() bool { return room(t, atA) == 10<<10 })
	uploads(t, atA, "three", 11<<10, "552 ")
	until(t, "b knows that a has given it up", func() bool { return room(t, atB) == 10<<10 })
	uploads(t, atB, "three", 10<<10, "226 ")
	says(t, atA, "DELE before", "250 ")
	until(t, "b knows what a has removed", func() bool { return room(t, atB) == 30<<10 })
}

// uploads stores so many bytes.
func uploads(t *testing.T, c *textproto.Conn, name string, size int, want string) {
	t.Helper()
	says(t, c, "TYPE I", "200 ")
	if err := c.PrintfLine("EPSV"); err != nil {
		t.Fatal(err)
	}
	reply, err := c.ReadLine()
	var port int
	if err == nil {
		_, err = fmt.Sscanf(reply[strings.Index(reply, "(")+1:], "|||%d|)", &port)
	}
	if err != nil {
		t.Fatal(reply, err)
	}
	data, err := net.Dial("tcp", fmt.Sprint("127.0.0.1:", port))
	if err != nil {
		t.Fatal(err)
	}
	defer data.Close()
	says(t, c, "STOR "+name, "150 ")
	io.WriteString(data, strings.Repeat("x", size)) // the server may close before it has all
	data.Close()
	says(t, c, "", want)
}

// room is how many bytes may still be stored.
func room(t *testing.T, c *textproto.Conn) int {
	t.Helper()
	if err := c.PrintfLine("AVBL"); err != nil {
		t.Fatal(err)
	}
	reply, err := c.ReadLine()
	if err != nil || !strings.HasPrefix(reply, "213 ") {
		t.Fatal(reply, err)
	}
	n, err := strconv.Atoi(reply[4:])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// kept is how many attempts a file has that failed.
func kept(t *testing.T, file string) (n int) {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err == nil {
		defer db.Close()
		err = db.QueryRow("SELECT count(*) FROM portolan_attempts WHERE NOT success").Scan(&n)
	}
	if err != nil {
		t.Fatal(err)
	}
	return n
}
