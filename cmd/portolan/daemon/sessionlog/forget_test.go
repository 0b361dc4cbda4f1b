package sessionlog

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// patience is far longer than anything that works takes.
const patience = 30 * time.Second

// client says something and reads one line of answer.
type client struct {
	t    *testing.T
	conn *textproto.Conn
}

func dial(t *testing.T, address string) *client {
	t.Helper()
	conn, err := net.DialTimeout("tcp", address, patience)
	if err != nil {
		t.Fatal(err)
	}
	conn.SetDeadline(time.Now().Add(patience))
	c := &client{t, textproto.NewConn(conn)}
	t.Cleanup(func() { c.conn.Close() })
	return c
}

func (c *client) says(line, want string) string {
	c.t.Helper()
	if line != "" {
		if err := c.conn.PrintfLine("%s", line); err != nil {
			c.t.Fatal(err)
		}
	}
	got, err := c.conn.ReadLine()
	if err != nil || !strings.HasPrefix(got, want) {
		c.t.Fatalf("%s: got %q, %v, want %q", line, got, err, want)
	}
	return got
}

// closed waits until the server has closed.
func (c *client) closed() {
	c.t.Helper()
	if rest, err := io.ReadAll(c.conn.R); err != nil || len(rest) > 0 {
		c.t.Errorf("then came %q, %v", rest, err)
	}
}

// login logs in.
func login(t *testing.T, address string) *client {
	t.Helper()
	c := dial(t, address)
	c.says("", "220 ")
	c.says("USER bob", "331 ")
	c.says("PASS pw", "230 ")
	return c
}

// data connects for a transfer.
func (c *client) data(address string) {
	c.t.Helper()
	_, port, _ := strings.Cut(c.says("EPSV", "229 "), "(|||")
	host, _, _ := net.SplitHostPort(address)
	conn, err := net.DialTimeout("tcp", net.JoinHostPort(host, port[:strings.IndexByte(port, '|')]), patience)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { conn.Close() })
}

// TestForgets: nothing is kept of sessions that have ended, whatever way they did.
func TestForgets(t *testing.T) {
	t.Parallel()
	static, err := accounts.NewStatic(accounts.StaticUser{Account: accounts.Account{Name: "bob", Permissions: accounts.ReadWrite}, Password: "pw"})
	if err != nil {
		t.Fatal(err)
	}
	local, err := storage.OpenLocal(t.TempDir(), storage.LocalOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer local.Close()
	sessions := New(slog.New(slog.DiscardHandler), Options{})
	running, err := fsm.NewServer(fsm.Options{
		Protocol: ftp.Protocol(commands.New(commands.Options{
			Accounts: static,
			Files:    func(context.Context, *accounts.Account) (storage.FS, error) { return local.Sub("/") },
		})),
		Observer: sessions,
		Limits:   fsm.Limits{Sessions: 2},
	})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go running.Serve(l)
	defer running.Shutdown(context.Background())
	address := l.Addr().String()
	known := func() int {
		sessions.mu.Lock()
		defer sessions.mu.Unlock()
		return len(sessions.open)
	}
	for name, end := range map[string]func(c *client){
		"quit":    func(c *client) { c.says("QUIT", "221 "); c.closed() },
		"drop":    func(c *client) { c.conn.Close() },
		"foreign": func(c *client) { c.says("GET / HTTP/1.1", "421 This is FTP."); c.closed() },
		"quit during a transfer": func(c *client) {
			c.data(address)
			c.says("STOR a\r\nQUIT\r\nABOR", "150 ")
		},
		"drop during a transfer": func(c *client) { c.data(address); c.says("STOR a", "150 "); c.conn.Close() },
		"refused": func(c *client) {
			dial(c.t, address).says("", "220 ")
			third := dial(c.t, address)
			third.says("", "421 Too many connections; try again later.")
			third.closed()
			if got := known(); got != 2 {
				c.t.Errorf("%d sessions are known, not 2", got)
			}
		},
	} {
		t.Run(name, func(t *testing.T) { end(login(t, address)) }) // whose end closes the connections
		for late := time.Now().Add(patience); known() > 0 || running.Sessions() > 0; time.Sleep(time.Millisecond) {
			if time.Now().After(late) {
				t.Fatalf("%s: %d sessions are remembered, and %d counted", name, known(), running.Sessions())
			}
		}
	}
}
