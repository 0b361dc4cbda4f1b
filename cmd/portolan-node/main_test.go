package main

import (
	"bufio"
	"fmt"
	"net"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/accounts/postgres/postgrestest"
	"github.com/portolan-ftp/portolan/cmd/internal/readme"
	"github.com/portolan-ftp/portolan/cmd/portolan/cli"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// patience is far longer than anything that works takes.
const patience = 30 * time.Second

// asProgram makes the test binary the program itself.
const asProgram = "PORTOLAN_NODE_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// node is a running program.
type node struct {
	cmd       *exec.Cmd
	ftp, http string // addresses
	said      text   // what it has logged
}

// text is written by one goroutine and read by another.
type text struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *text) WriteString(s string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.b.WriteString(s)
}

func (l *text) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

var (
	watchedAt = regexp.MustCompile(`address=(\S+)`)
	servedAt  = regexp.MustCompile(`^ftp://(?:.*@)?([^@]+)/$`)
)

func start(t *testing.T, flags ...string) *node {
	t.Helper()
	return startIn(t, t.TempDir(), nil, flags...)
}

// startIn serves a place, with more in the environment.
func startIn(t *testing.T, place string, env []string, flags ...string) *node {
	t.Helper()
	n := &node{cmd: exec.Command(os.Args[0], append(append([]string{"serve", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--user", "bob:pw", "--log-format", "text"}, flags...), place)...)}
	n.cmd.Env = append(append(os.Environ(), asProgram+"=1"), env...)
	out, err := n.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	log, err := n.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := n.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.cmd.Process.Kill() })
	lines := bufio.NewScanner(log)
	for n.http == "" && lines.Scan() {
		n.said.WriteString(lines.Text() + "\n")
		if found := watchedAt.FindStringSubmatch(lines.Text()); found != nil {
			n.http = found[1]
		}
	}
	for lines := bufio.NewScanner(out); n.ftp == "" && lines.Scan(); {
		if found := servedAt.FindStringSubmatch(lines.Text()); found != nil {
			n.ftp = found[1]
		}
	}
	go func() {
		for lines.Scan() {
			n.said.WriteString(lines.Text() + "\n")
		}
	}()
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the log of a node:\n%s", n.said.String())
		}
	})
	return n
}

// session logs in at an address.
func session(t *testing.T, address string) *textproto.Conn {
	t.Helper()
	c := greeted(t, address)
	says(t, c, "USER bob", "331 ")
	says(t, c, "PASS pw", "230 ")
	return c
}

// greeted connects, and takes the greeting.
func greeted(t *testing.T, address string) *textproto.Conn {
	t.Helper()
	conn, err := net.DialTimeout("tcp", address, patience)
	if err != nil {
		t.Fatal(err)
	}
	conn.SetDeadline(time.Now().Add(patience))
	c := textproto.NewConn(conn)
	t.Cleanup(func() { c.Close() })
	says(t, c, "", "220 ")
	return c
}

func says(t *testing.T, c *textproto.Conn, command, want string) {
	t.Helper()
	if command != "" {
		if err := c.PrintfLine("%s", command); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := c.ReadLine(); err != nil || !strings.HasPrefix(got, want) {
		t.Fatalf("%s: %q, %v, want %q", command, got, err, want)
	}
}

// TestPostgres: users come from a database; while it is away sessions go on and logins are put off; users of the
// command line do not need it.
func TestPostgres(t *testing.T) {
	db := postgrestest.Start(t)
	want := "portolan-node: --postgres: the database has no users: there are no tables portolan_users and portolan_groups: --postgres-migrate makes what is missing\n"
	if got := run(t, "", "serve", "--listen", "127.0.0.1:0", "--postgres", db.URL(), t.TempDir()); got != (result{cli.ExitUsage, "", want}) {
		t.Errorf("without tables: %+v", got)
	}
	n := start(t, "--postgres", db.URL(), "--postgres-migrate", "--max-login-failures-per-address", "1000")
	hash, err := accounts.HashPassword("pw")
	if err != nil {
		t.Fatal(err)
	}
	writer, err := pgx.Connect(t.Context(), db.URL())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := writer.Exec(t.Context(), "INSERT INTO portolan_users (name, password, permissions) VALUES ('alice', $1, 'read-write')", hash); err != nil {
		t.Fatal(err)
	}
	as := func(user, password, want string) *textproto.Conn {
		c := greeted(t, n.ftp)
		says(t, c, "USER "+user, "331 ")
		says(t, c, "PASS "+password, want)
		return c
	}
	as("alice", "wrong", "530 ")
	before := as("alice", "pw", "230 ")
	names(t, before, "a")
	db.Stop()
	names(t, before, "b")
	as("alice", "pw", "421 ")
	as("nobody", "pw", "421 ")
	as("bob", "pw", "230 ")
	db.Restart()
	names(t, as("alice", "pw", "230 "), "c")
	names(t, before, "d")
}

// TestDatabaseMistakes: what cannot be meant is told before anything is served.
func TestDatabaseMistakes(t *testing.T) {
	dir := t.TempDir()
	inside, elsewhere, query := filepath.Join(dir, "users.db"), filepath.Join(t.TempDir(), "other.db"), filepath.Join(t.TempDir(), "query.sql")
	for _, file := range []string{inside, elsewhere} {
		if got := run(t, "", "user", "add", "--sqlite", file, "--no-password", "--cn", "A", "alice"); got.status != 0 {
			t.Fatal(got)
		}
	}
	write(t, query, "SELECT name, password, 'read-only' AS permissions, 1 AS colour FROM portolan_users WHERE name = $1")
	for flags, said := range map[string]string{
		"--postgres-migrate":                           "--postgres-query and --postgres-migrate need --postgres",
		"--sqlite-query q":                             "--sqlite-query needs --sqlite",
		"--postgres postgres://localhost/x --sqlite f": "--postgres and --sqlite exclude each other",
		"--postgres postgres://localhost/x --postgres-migrate --postgres-query q": "--postgres-migrate makes the schema of Portolan, which --postgres-query does without",
		"--postgres postgres://localhost/x --postgres-query nowhere":              "--postgres-query: open nowhere: no such file or directory",
		"--postgres postgres://localhost:port/x":                                  "--postgres: postgres: cannot parse `postgres://localhost:port/x`: ",
		"--sqlite nowhere":                                                        "--sqlite: sqlite: stat nowhere: no such file or directory",
		"--sqlite " + dir:                                                         "--sqlite: sqlite: open " + dir + ": not a regular file",
		"--sqlite " + inside:                                                      inside + " lies in the served directory, where clients could read or replace it",
		"--sqlite " + elsewhere + " --sqlite-query " + query:                      `--sqlite: sqlite: the query: "colour" is no column of a user: `,
	} {
		got := run(t, "", append(append([]string{"serve", "--listen", "127.0.0.1:0"}, strings.Fields(flags)...), dir)...)
		if got.status != cli.ExitUsage || got.stdout != "" || !strings.Contains(got.stderr, "portolan-node: "+said) {
			t.Errorf("%s: %+v, want %s", flags, got, said)
		}
	}
}

// names makes a directory, by which one sees later which node served.
func names(t *testing.T, c *textproto.Conn, name string) {
	t.Helper()
	says(t, c, "MKD "+name, "257 ")
}

// TestDrain: HAProxy, with the guide's configuration, sends nobody to a node that leaves, and no session breaks.
func TestDrain(t *testing.T) {
	testcost.Some(t)
	haproxy, err := exec.LookPath("haproxy")
	if err != nil {
		testcost.Lacking(t, "haproxy is not installed: apt-get install haproxy")
	}
	a := start(t, "--proxy-protocol", "127.0.0.1", "--drain-time", "1m")
	b := start(t, "--proxy-protocol", "127.0.0.1")
	guide, err := os.ReadFile("../portolan/README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := readme.Blocks(string(guide), "drain")
	if len(blocks) != 1 {
		t.Fatalf("the guide has %d configurations", len(blocks))
	}
	free, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	free.Close()
	config := filepath.Join(t.TempDir(), "haproxy.cfg")
	_, portOfA, _ := strings.Cut(a.http, ":")
	_, portOfB, _ := strings.Cut(b.http, ":")
	text := "defaults\n mode tcp\n timeout connect 5s\n timeout client 1h\n timeout server 1h\n" + strings.NewReplacer("198.51.100.1:21\n", address+"\n",
		"10.0.0.11:2121 send-proxy-v2 check port 9121", a.ftp+" send-proxy-v2 check port "+portOfA,
		"10.0.0.12:2121 send-proxy-v2 check port 9121", b.ftp+" send-proxy-v2 check port "+portOfB).Replace(blocks[0].Text)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	balancer := exec.Command(haproxy, "-db", "-f", config)
	if err := balancer.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { balancer.Process.Kill() })
	until(t, "HAProxy listens", func() bool {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			conn.Close()
		}
		return err == nil
	})
	var sessions []*textproto.Conn
	for i := range 4 { // in turn
		c := session(t, address)
		names(t, c, fmt.Sprint("before", i))
		sessions = append(sessions, c)
	}
	if n := served(t, a); n < 1 || n > 3 { // what has looked whether HAProxy listens had a turn, too
		t.Fatalf("node a has %d of 4 sessions", n)
	}
	if err := a.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	until(t, "HAProxy sends nobody to node a", func() bool {
		before := served(t, a)
		for range 4 {
			session(t, address)
		}
		return served(t, a) == before
	})
	for i, c := range sessions {
		names(t, c, fmt.Sprint("after", i))
		says(t, c, "QUIT", "221 ")
	}
}

func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for began := time.Now(); !holds(); time.Sleep(50 * time.Millisecond) {
		if time.Since(began) > patience {
			t.Fatalf("not in time: %s", what)
		}
	}
}

// served is how many have logged in at a node.
func served(t *testing.T, n *node) (count int) {
	t.Helper()
	conn, err := net.DialTimeout("tcp", n.http, patience)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "GET /metrics HTTP/1.0\r\n\r\n")
	for lines := bufio.NewScanner(conn); lines.Scan(); {
		fmt.Sscanf(lines.Text(), `portolan_rows_total{code="230",command="PASS",row="in"} %d`, &count)
	}
	return count
}
