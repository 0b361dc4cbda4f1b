package fsm_test

import (
	"context"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// notedListener notes what is written to its connections at once.
type notedListener struct {
	net.Listener
	mu    sync.Mutex
	wrote []string
}

func (l *notedListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	return notedConn{conn, l}, err
}

// since is what was written since the last call.
func (l *notedListener) since() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	wrote := l.wrote
	l.wrote = nil
	return wrote
}

type notedConn struct {
	net.Conn
	by *notedListener
}

func (c notedConn) Write(p []byte) (int, error) {
	c.by.mu.Lock()
	c.by.wrote = append(c.by.wrote, string(p))
	c.by.mu.Unlock()
	return c.Conn.Write(p)
}

// TestPreliminaryReply: a short download whose client has connected is answered in one write, unless the machine is so
// busy that it becomes a long one; nobody else waits for a preliminary reply.
func TestPreliminaryReply(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	noted := &notedListener{Listener: l}
	address, dir := serveFilesOn(t, noted, fsm.Options{})
	for name, size := range map[string]int{"short": 4096, "empty": 0, "long": 1 << 20} {
		if err := os.WriteFile(filepath.Join(dir, name), make([]byte, size), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c := connect(t, address)
	c.login()
	c.expect("TYPE I", "200 ")
	const complete = "226 Transfer complete.\r\n"
	for _, row := range []struct {
		before, command, opening string
		together                 bool
	}{
		{"", "RETR short", "150 Opening data connection (4096 bytes).\r\n", true},
		{"", "RETR empty", "150 Opening data connection (0 bytes).\r\n", true},
		{"", "RETR long", "150 Opening data connection (1048576 bytes).\r\n", false},
		{"REST 1", "RETR short", "150 Opening data connection (4095 bytes).\r\n", false},
		{"REST 0", "RETR short", "150 Opening data connection (4096 bytes).\r\n", false},
		{"", "STOR new", "150 Opening data connection.\r\n", false},
	} {
		transfer := func() (wrote []string) {
			data := c.passive()
			if row.before != "" {
				c.expect(row.before, "350 ")
			}
			noted.since()
			io.WriteString(c.conn, row.command+"\r\n")
			if strings.HasPrefix(row.command, "RETR") {
				io.Copy(io.Discard, data)
			}
			data.Close()
			c.expect("", strings.TrimSpace(row.opening))
			c.expect("", strings.TrimSpace(complete))
			return noted.since()
		}
		want := []string{row.opening, complete}
		if row.together {
			want = []string{row.opening + complete}
		}
		got := transfer()
		for try := 0; row.together && len(got) == 2 && try < 20; try++ {
			got = transfer()
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s %s: wrote %q, want %q", row.before, row.command, got, want)
		}
	}
}

// TestPreliminaryReplyBeforeData: a client that connects only after the preliminary reply gets it.
func TestPreliminaryReplyBeforeData(t *testing.T) {
	address, dir := serveFiles(t, fsm.Options{})
	if err := os.WriteFile(filepath.Join(dir, "short"), []byte("content"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := connect(t, address)
	c.login()
	reply := c.expect("EPSV", "229 ")
	c.expect("RETR short", "150 Opening data connection (7 bytes).")
	_, port, _ := strings.Cut(reply, "(|||")
	data := dial(t, "127.0.0.1:"+port[:strings.IndexByte(port, '|')])
	if got, err := io.ReadAll(data); string(got) != "content" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	c.expect("", "226 Transfer complete.")
}

// narrowListener has connections that let a preliminary reply through only when the test says so.
type narrowListener struct {
	net.Listener
	tried, through chan struct{}
}

func (l *narrowListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	return narrowConn{conn, l}, err
}

type narrowConn struct {
	net.Conn
	by *narrowListener
}

func (c narrowConn) Write(p []byte) (int, error) {
	if strings.HasPrefix(string(p), "150 ") {
		c.by.tried <- struct{}{}
		<-c.by.through
	}
	return c.Conn.Write(p)
}

// TestTakenOverBehindPreliminaryReply: while the transfer sends a reply that was held back it has the session, however
// long that takes. Afterwards somebody else answers STAT.
func TestTakenOverBehindPreliminaryReply(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	narrow := &narrowListener{l, make(chan struct{}, 8), make(chan struct{})}
	address, dir := serveFilesOn(t, narrow, fsm.Options{})
	if err := os.WriteFile(filepath.Join(dir, "short"), []byte("content"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := connect(t, address)
	c.login()
	reply := c.expect("EPSV", "229 ")
	io.WriteString(c.conn, "RETR short\r\nSTAT\r\n")
	select {
	case <-narrow.tried:
	case <-time.After(10 * time.Second):
		t.Fatal("no preliminary reply")
	}
	time.Sleep(100 * time.Millisecond) // it is a long transfer by now, for which a second goroutine would come
	if len(narrow.tried) > 0 {
		t.Error("two goroutines send")
	}
	close(narrow.through)
	c.expect("", "150 Opening data connection (7 bytes).")
	for line := c.expect("", "21"); !strings.HasPrefix(line, "211 "); {
		line = c.expect("", "")
	}
	_, port, _ := strings.Cut(reply, "(|||")
	data := dial(t, "127.0.0.1:"+port[:strings.IndexByte(port, '|')])
	if got, err := io.ReadAll(data); string(got) != "content" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	c.expect("", "226 Transfer complete.")
}

// heldFiles has files that are sent only when something happens.
type heldFiles struct {
	storage.FS
	until <-chan struct{}
}

func (h heldFiles) Open(ctx context.Context, p storage.Path) (storage.File, error) {
	file, err := h.FS.Open(ctx, p)
	return heldFile{file, h.until}, err
}

type heldFile struct {
	storage.File
	until <-chan struct{}
}

func (h heldFile) WriteTo(w io.Writer) (int64, error) {
	<-h.until
	return h.File.WriteTo(w)
}

// TestPreliminaryReplyOfSlowFile: a client whose file does not come gets the preliminary reply, and an answer to STAT.
func TestPreliminaryReplyOfSlowFile(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "short"), []byte("content"), 0o600); err != nil {
		t.Fatal(err)
	}
	static, err := accounts.NewStatic(accounts.StaticUser{Account: accounts.Account{Name: "u", Permissions: accounts.ReadWrite}, Password: "p"})
	if err != nil {
		t.Fatal(err)
	}
	until := make(chan struct{})
	_, address := serve(t, fsm.Options{Policies: map[string]string{"tls": "off"}, Protocol: ftp.Protocol(commands.New(commands.Options{Accounts: static,
		Files: func(context.Context, *accounts.Account) (storage.FS, error) {
			local, err := storage.OpenLocal(dir, storage.LocalOptions{})
			return heldFiles{local, until}, err
		}}))})
	c := connect(t, address)
	c.login()
	data := c.passive()
	c.expect("RETR short", "150 Opening data connection (7 bytes).")
	for line := c.expect("STAT", "21"); !strings.HasPrefix(line, "211 "); {
		line = c.expect("", "")
	}
	close(until)
	if got, err := io.ReadAll(data); string(got) != "content" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	c.expect("", "226 Transfer complete.")
}
