package fsm_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/fsm/control"
)

// patience is far longer than anything that works takes.
const patience = 20 * time.Second

// asker asks everybody for a password, and has no other handlers.
type asker struct{ ftp.Handlers }

func (asker) User(context.Context, ftp.UserRequest) ftp.UserReply { return ftp.UserNeedPassword() }

// serve starts a server, of FTP without handlers but USER's unless o says otherwise: commands that need one break their
// contract. It returns its address.
func serve(t *testing.T, o fsm.Options) (*fsm.Server, string) {
	t.Helper()
	l, err := control.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return serveOn(t, l, o), l.Addr().String()
}

// reserve is how many goroutines wait for further sessions, and more.
const reserve = 20

// serveOn is serve on a port that is open already.
func serveOn(t *testing.T, l net.Listener, o fsm.Options) *fsm.Server {
	t.Helper()
	if o.Protocol.Table == nil {
		o.Protocol = ftp.Protocol(asker{})
	}
	s, err := fsm.NewServer(o)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := s.Shutdown(ctx); err != nil {
			t.Error("shutdown:", err)
		}
		if err := <-done; err != fsm.ErrServerClosed {
			t.Error("serve:", err)
		}
	})
	return s
}

func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(patience))
	return conn
}

// talk sends everything at once and returns all that comes until the server closes.
func talk(t *testing.T, conn net.Conn, send string) string {
	t.Helper()
	if _, err := io.WriteString(conn, send); err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(conn)
	if err != nil {
		t.Fatalf("after %q: %v", all, err)
	}
	return string(all)
}

func lines(l ...string) string { return strings.Join(l, "\r\n") + "\r\n" }

func TestTableAlone(t *testing.T) {
	for _, c := range []struct{ name, send, want string }{
		{"pipelined, in order", "NOOP\r\nSYST\r\nnoop\r\nQUIT\r\n",
			lines("220 Service ready.", "200 Done.", "215 UNIX Type: L8", "200 Done.", "221 Goodbye.")},
		{"nothing after QUIT", "QUIT\r\nNOOP\r\n", lines("220 Service ready.", "221 Goodbye.")},
		{"preconditions before arguments", "RETR\r\nPASS x\r\nQUIT\r\n",
			lines("220 Service ready.", "530 Please log in with USER and PASS.", "503 Send USER first.", "221 Goodbye.")},
		{"unknown and overlong lines", "WHAT\r\n" + strings.Repeat("y", 50_000) + "\r\nNOOP\r\nQUIT\r\n",
			lines("220 Service ready.", "500 Unknown command.", "500 Line too long.", "200 Done.", "221 Goodbye.")},
		{"arguments where there are none", "NOOP now\r\nNOOP  \r\nQUIT\r\n",
			lines("220 Service ready.", "501 Syntax: NOOP", "200 Done.", "221 Goodbye.")},
		{"longest match of words", "OPTS UTF8 ON\r\nopts utf-8\r\nOPTS UTF8 OFF\r\nOPTS\r\nQUIT\r\n",
			lines("220 Service ready.", "200 Names are UTF-8.", "200 Names are UTF-8.", "501 Unknown option.", "501 Syntax: OPTS <option>", "221 Goodbye.")},
		{"not offered", "MFCT x\r\nQUIT\r\n", lines("220 Service ready.", "502 MFCT is not offered here.", "221 Goodbye.")},
		{"another protocol", "GET / HTTP/1.1\r\nNOOP\r\n", lines("220 Service ready.", "421 This is FTP.")},
		{"a handler that breaks its contract", "HELP\r\nNOOP\r\nQUIT\r\n",
			lines("220 Service ready.", "451 Stopped: local error.", "200 Done.", "221 Goodbye.")},
		{"forged line in a name", "USER a\rb\r\nUSER \r\nUSER joe\r\nQUIT\r\n",
			lines("220 Service ready.", "501 Syntax: USER <user>", "501 Syntax: USER <user>", "331 Password, please.", "221 Goodbye.")},
		{"Telnet abort when idle", "\xff\xf4\xff\xf2ABOR\r\nQUIT\r\n",
			lines("220 Service ready.", "226 Nothing to abort.", "221 Goodbye.")},
		{"too many mistakes", strings.Repeat("X\r\n", 30),
			lines("220 Service ready.") + strings.Repeat("500 Unknown command.\r\n", 19) + "421 Too many errors.\r\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, address := serve(t, fsm.Options{})
			if got := talk(t, dial(t, address), c.send); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestLanguage(t *testing.T) {
	_, address := serve(t, fsm.Options{Language: "zh"})
	if got, want := talk(t, dial(t, address), "QUIT\r\n"), lines("220 服务就绪。", "221 再见。"); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestTelnetOptionsAreRefused(t *testing.T) {
	_, address := serve(t, fsm.Options{})
	conn := dial(t, address)
	r := bufio.NewReader(conn)
	greeting, _ := r.ReadString('\n')
	io.WriteString(conn, "\xff\xfd\x01") // DO ECHO, and nothing else
	answer := make([]byte, 3)
	if _, err := io.ReadFull(r, answer); err != nil || string(answer) != "\xff\xfc\x01" || greeting != "220 Service ready.\r\n" {
		t.Errorf("%q then %q %v", greeting, answer, err)
	}
}

func TestTimeouts(t *testing.T) {
	t.Parallel()
	short := 50 * time.Millisecond
	for _, c := range []struct {
		name   string
		limits fsm.Limits
		last   string
	}{
		{"login", fsm.Limits{LoginTimeout: short}, "421 Login took too long.\r\n"},
		{"idle", fsm.Limits{IdleTimeout: short}, "421 Idle for too long.\r\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, address := serve(t, fsm.Options{Limits: c.limits})
			if got, want := talk(t, dial(t, address), ""), "220 Service ready.\r\n"+c.last; got != want {
				t.Errorf("%q, want %q", got, want)
			}
		})
	}
}

func TestLoginTimeoutIsNotExtended(t *testing.T) {
	t.Parallel()
	_, address := serve(t, fsm.Options{Limits: fsm.Limits{LoginTimeout: 300 * time.Millisecond}})
	conn := dial(t, address)
	go func() {
		for {
			if _, err := io.WriteString(conn, "USER x\r\n"); err != nil {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	}()
	all, _ := io.ReadAll(conn)
	if !strings.HasSuffix(string(all), "421 Login took too long.\r\n") {
		t.Errorf("%q", all)
	}
}

func TestTooManySessions(t *testing.T) {
	for _, limits := range []fsm.Limits{{Sessions: 1}, {SessionsPerAddress: 1}} {
		_, address := serve(t, fsm.Options{Limits: limits})
		first := dial(t, address)
		bufio.NewReader(first).ReadString('\n')
		if got := talk(t, dial(t, address), ""); got != "421 Too many connections; try again later.\r\n" {
			t.Errorf("%q", got)
		}
		if got := talk(t, first, "QUIT\r\n"); got != "221 Goodbye.\r\n" {
			t.Errorf("the first session: %q", got)
		}
		deadline := time.Now().Add(patience)
		for { // its place is free again
			conn := dial(t, address)
			io.WriteString(conn, "QUIT\r\n")
			got, _ := io.ReadAll(conn) // a refused connection may be reset
			if string(got) == lines("220 Service ready.", "221 Goodbye.") {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("%q", got)
			}
		}
	}
}

func TestShutdown(t *testing.T) {
	s, address := serve(t, fsm.Options{})
	conn := dial(t, address)
	r := bufio.NewReader(conn)
	r.ReadString('\n')
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := s.Shutdown(ctx); err != nil {
		t.Fatal(err)
	}
	rest, _ := io.ReadAll(r)
	if string(rest) != "421 The server is shutting down.\r\n" {
		t.Errorf("%q", rest)
	}
	if _, err := net.Dial("tcp", address); err == nil {
		t.Error("still accepts")
	}
}

// TestUnreadReplies: a client that sends and never reads is cut off, and costs no memory meanwhile.
func TestUnreadReplies(t *testing.T) {
	t.Parallel()
	_, address := serve(t, fsm.Options{Limits: fsm.Limits{WriteTimeout: 200 * time.Millisecond}})
	conn := dial(t, address)
	block := strings.Repeat("SYST\r\n", 10_000)
	for range 1000 {
		if _, err := io.WriteString(conn, block); err != nil {
			var op *net.OpError
			if !errors.As(err, &op) || op.Timeout() {
				t.Errorf("not cut off: %v", err)
			}
			return
		}
	}
	t.Error("a million commands were taken without anybody reading the replies")
}

func TestOptionsAreChecked(t *testing.T) {
	good := ftp.Protocol(asker{})
	for _, c := range []struct {
		options fsm.Options
		want    string
	}{
		{fsm.Options{}, "fsm: the protocol has no table, or not one handler entry for each command"},
		{fsm.Options{Protocol: good, Language: "fr"}, `fsm: there are no texts in language "fr"; there are en, zh`},
		{fsm.Options{Protocol: good, Policies: map[string]string{"x": "y"}}, `fsm: there is no policy "x"`},
		{fsm.Options{Protocol: good, Policies: map[string]string{"files": "gone"}}, `fsm: policy files is one of writable, read-only, objects, not "gone"`},
		{fsm.Options{Protocol: good, PassivePorts: fsm.PortRange{First: 9, Last: 8}}, "fsm: passive ports 9 to 8 are no range"},
	} {
		if _, err := fsm.NewServer(c.options); err == nil || err.Error() != c.want {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
}

// count keeps the steps of sessions.
type count struct {
	mu    sync.Mutex
	steps []string
}

// told are the steps so far, in one line.
func (c *count) told() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.Join(c.steps, "|")
}

func (c *count) Step(s fsm.Step) {
	name := "event"
	if s.Command != fsm.NoCommand {
		name = s.Line
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.steps = append(c.steps, name+": "+s.Session.Table().RowName(s.Row))
}

func TestObserver(t *testing.T) {
	seen := &count{}
	_, address := serve(t, fsm.Options{Observer: seen})
	talk(t, dial(t, address), "USER bob\r\nPASS secret\r\nTYPE I\r\nQUIT\r\n")
	want := []string{"event: connected", "USER bob: USER need-password", "event: failed", "TYPE I: TYPE I logged-in", "QUIT: QUIT bye"}
	if got := seen.told(); got != strings.Join(want, "|") {
		t.Errorf("%q, want %q", got, want)
	}
}
