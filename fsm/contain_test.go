package fsm_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// explainer answers HELP, with whatever help does.
type explainer struct {
	asker
	help func() ftp.HelpReply
}

func (h explainer) Help(context.Context, ftp.HelpRequest) ftp.HelpReply { return h.help() }

// trap panics at the row that it is set for, of the first session, or before it.
type trap struct {
	row    string
	before bool
}

func (p trap) Step(s fsm.Step) {
	if name := s.Session.Table().RowName(s.Row); !p.before && name == p.row && s.Session.ID() == 1 {
		panic("on purpose: " + name)
	}
}

func (p trap) BeforeStep(s fsm.Step) {
	if p.before && s.Line == p.row && s.Session.ID() == 1 {
		panic("on purpose: before " + p.row)
	}
}

// brokenLog panics.
type brokenLog struct{ slog.Handler }

func (brokenLog) Enabled(context.Context, slog.Level) bool  { return true }
func (brokenLog) Handle(context.Context, slog.Record) error { panic("on purpose: the log") }

// brokenConn panics when it is written to.
type brokenConn struct{ net.Conn }

func (brokenConn) Write([]byte) (int, error) { panic("on purpose: the connection") }

// safeBuffer is a log's.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// TestPanicsEndOneSession: whatever of an embedder's code panics, its session ends, the log says so, others go on, and
// Shutdown finds nothing left.
func TestPanicsEndOneSession(t *testing.T) {
	panicking := func() ftp.HelpReply {
		return ftp.HelpCommands(func(yield func([]byte) bool) {
			yield([]byte("one"))
			panic("on purpose: the body")
		})
	}
	tlsConfig := &tls.Config{GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { panic("on purpose: GetCertificate") }}
	for _, c := range []struct {
		name     string
		help     func() ftp.HelpReply
		observer fsm.Observer
		send     string
		want     string
		hello    bool // the client begins TLS
	}{
		{name: "the body of a reply", help: panicking, send: "HELP\r\nNOOP\r\n", want: lines("220 Service ready.", "214-Commands:", " one")},
		{name: "a handler", help: func() ftp.HelpReply { panic("on purpose: the handler") }, send: "HELP\r\nQUIT\r\n",
			want: lines("220 Service ready.", "451 Stopped: local error.", "221 Goodbye.")},
		{name: "an observer at a command", observer: trap{row: "NOOP ok"}, send: "NOOP\r\nNOOP\r\n", want: lines("220 Service ready.", "200 Done.")},
		{name: "an observer before a command", observer: trap{row: "NOOP", before: true}, send: "NOOP\r\nNOOP\r\n", want: lines("220 Service ready.")},
		{name: "an observer at the greeting", observer: trap{row: "connected"}, want: lines("220 Service ready.")},
		{name: "an observer at the end", observer: trap{row: "QUIT bye"}, send: "QUIT\r\n", want: lines("220 Service ready.", "221 Goodbye.")},
		{name: "an observer when it is over", observer: trap{row: "dropped"}, send: "\xff", want: lines("220 Service ready.")},
		{name: "a TLS configuration", send: "AUTH TLS\r\n", hello: true, want: lines("220 Service ready.", "234 Begin TLS.")},
	} {
		t.Run(c.name, func(t *testing.T) {
			log := &safeBuffer{}
			o := fsm.Options{Observer: c.observer, TLS: tlsConfig, Policies: map[string]string{"tls": "optional"},
				Protocol: ftp.Protocol(explainer{help: c.help}), Log: slog.New(slog.NewTextHandler(log, nil))}
			if c.hello {
				o.Observer = logged{log}
			}
			_, address := serve(t, o)
			conn := dial(t, address)
			io.WriteString(conn, c.send)
			var got []byte
			if c.hello {
				got = make([]byte, len(c.want))
				io.ReadFull(conn, got)
				if err := tls.Client(conn, &tls.Config{InsecureSkipVerify: true}).Handshake(); err == nil {
					t.Error("the handshake goes on")
				}
			} else {
				if c.send == "\xff" {
					conn.(*net.TCPConn).CloseWrite()
				}
				got, _ = io.ReadAll(conn)
			}
			if string(got) != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if got := talk(t, dial(t, address), "QUIT\r\n"); got != lines("220 Service ready.", "221 Goodbye.") {
				t.Errorf("another session: %q", got)
			}
			if !strings.Contains(log.String(), "on purpose: ") {
				t.Errorf("the log says %q", log)
			}
		})
	}
}

// logged is an observer that tells the log of causes.
type logged struct{ log io.Writer }

func (l logged) Step(s fsm.Step) {
	if s.Cause != nil {
		io.WriteString(l.log, s.Cause.Error())
	}
}

// TestPanicOfTheLog: of a log that panics nobody can be told, and the session goes on or ends, but no other.
func TestPanicOfTheLog(t *testing.T) {
	_, address := serve(t, fsm.Options{Log: slog.New(brokenLog{}), Protocol: ftp.Protocol(explainer{help: func() ftp.HelpReply { panic("on purpose") }})})
	if got := talk(t, dial(t, address), "HELP\r\nQUIT\r\n"); got != lines("220 Service ready.") {
		t.Errorf("%q", got)
	}
	if got := talk(t, dial(t, address), "QUIT\r\n"); got != lines("220 Service ready.", "221 Goodbye.") {
		t.Errorf("another session: %q", got)
	}
}

// TestPanicOfAConnection: ServeConn returns, whatever its connection does.
func TestPanicOfAConnection(t *testing.T) {
	s, _ := serve(t, fsm.Options{})
	_, server := net.Pipe()
	s.ServeConn(brokenConn{server})
}

// TestPanicBeforeATransfer: what a handler has opened for a transfer that does not begin, because an observer panics at
// its preliminary reply, is released: work is told that its time is over.
func TestPanicBeforeATransfer(t *testing.T) {
	told := make(chan error, 1)
	p := working(t, func(ctx context.Context, _ *fsm.Progress) { told <- ctx.Err() })
	_, address := serve(t, fsm.Options{Protocol: p, Observer: trap{row: "HELP begun"}})
	if got := talk(t, dial(t, address), "HELP\r\nNOOP\r\n"); got != lines("220 Service ready.") {
		t.Errorf("%q", got)
	}
	if err := <-told; !errors.Is(err, context.Canceled) {
		t.Errorf("the work was told %v", err)
	}
}

// TestPanicDuringATransfer: a session that panics while its work goes on in another goroutine ends the work.
func TestPanicDuringATransfer(t *testing.T) {
	begun, ended := make(chan bool), make(chan bool)
	p := working(t, func(ctx context.Context, _ *fsm.Progress) {
		close(begun)
		<-ctx.Done()
		close(ended)
	})
	_, address := serve(t, fsm.Options{Protocol: p, Observer: trap{row: "STAT logged-in"}})
	conn := dial(t, address)
	io.WriteString(conn, "HELP\r\n")
	<-begun
	io.WriteString(conn, "STAT\r\n")
	<-ended
	if _, err := io.ReadAll(conn); err != nil {
		t.Error(err)
	}
}

// TestPanicInADataHandshake: what a TLS configuration throws in the handshake of a data connection costs the transfer.
// The session goes on, and so does the control connection's TLS.
func TestPanicInADataHandshake(t *testing.T) {
	handshakes := 0
	config := &tls.Config{Certificates: []tls.Certificate{certificate(t)}}
	config.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
		if handshakes++; handshakes > 1 {
			panic("on purpose: the data connection")
		}
		return nil, nil
	}
	address, _ := serveFiles(t, fsm.Options{TLS: config})
	c := connect(t, address)
	c.auth(tls.VersionTLS13)
	c.login()
	c.private()
	for range 2 {
		data := c.passive()
		c.expect("LIST", "150 ")
		if err := tls.Client(data, c.tls).Handshake(); err == nil {
			t.Error("the handshake goes on")
		}
		c.expect("", "522 The data connection could not be protected.")
	}
	c.expect("NOOP", "200 Done.")
}
