package daemon

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/cmd/portolan/logging"
	"github.com/portolan-ftp/portolan/commands"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// patience is far longer than anything that works takes.
const patience = 30 * time.Second

// written is a log that is read while it grows.
type written struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (w *written) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.Write(p)
}

func (w *written) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

// begin starts a server for bob, whose password is "pw", on a port of its own, and gives its log.
func begin(t *testing.T, change func(*Options)) (*Server, *written) {
	t.Helper()
	log := &written{}
	o := Options{
		Directory: t.TempDir(),
		Listen:    []string{"127.0.0.1:0"},
		Users:     Users{Static: []accounts.StaticUser{{Account: accounts.Account{Name: "bob", Permissions: accounts.ReadWrite}, Password: "pw"}}},
		Log:       logging.New(log, logging.Plain, slog.LevelInfo),
	}
	if change != nil {
		change(&o)
	}
	server, err := Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	return server, log
}

// session is the control connection of bob, who has logged in.
type session struct {
	t *testing.T
	*textproto.Conn
}

func login(t *testing.T, server *Server) session {
	t.Helper()
	conn, err := net.DialTimeout("tcp", server.Listeners()[0].Addr().String(), patience)
	if err != nil {
		t.Fatal(err)
	}
	conn.SetDeadline(time.Now().Add(patience))
	s := session{t, textproto.NewConn(conn)}
	t.Cleanup(func() { s.Close() })
	s.says("", "220 Service ready.")
	s.says("USER bob", "331 Password, please.")
	s.says("PASS pw", "230 Logged in.")
	return s
}

// says sends a line, unless it is empty, and wants these lines.
func (s session) says(line string, want ...string) {
	s.t.Helper()
	if line != "" {
		if err := s.PrintfLine("%s", line); err != nil {
			s.t.Fatal(err)
		}
	}
	for _, w := range want {
		if got, err := s.ReadLine(); got != w || err != nil {
			s.t.Fatalf("%s: got %q, %v, want %q", line, got, err, w)
		}
	}
}

// uploads begins an upload and gives its data connection.
func (s session) uploads(name string) net.Conn {
	s.t.Helper()
	if err := s.PrintfLine("EPSV"); err != nil {
		s.t.Fatal(err)
	}
	line, err := s.ReadLine()
	if err != nil {
		s.t.Fatal(err)
	}
	_, port, _ := strings.Cut(line, "(|||")
	data, err := net.DialTimeout("tcp", "127.0.0.1:"+strings.TrimSuffix(port, "|)"), patience)
	if err != nil {
		s.t.Fatalf("%q: %v", line, err)
	}
	s.t.Cleanup(func() { data.Close() })
	s.says("STOR "+name, "150 Opening data connection.")
	return data
}

// TestWait: the end of a context and a signal tell idle sessions, and let transfers finish.
func TestWait(t *testing.T) {
	t.Parallel()
	for what, told := range map[string]string{"context": "stopping context canceled transfers=1\n", "signal": "stopping signal=interrupt transfers=1\n"} {
		server, log := begin(t, nil)
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		signals := make(chan os.Signal, 1)
		ended := make(chan error, 1)
		go func() { ended <- server.Wait(ctx, signals) }()
		idle, busy := login(t, server), login(t, server)
		data := busy.uploads("a")
		if what == "context" {
			stop()
		} else {
			signals <- os.Interrupt
		}
		idle.says("", "421 The server is shutting down.")
		if _, err := io.WriteString(data, "content"); err != nil {
			t.Fatal(err)
		}
		data.Close()
		busy.says("", "226 Transfer complete.", "421 The server is shutting down.")
		if err := <-ended; err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if got, err := os.ReadFile(filepath.Join(server.options.Directory, "a")); string(got) != "content" || err != nil {
			t.Errorf("%s: the file is %q, %v", what, got, err)
		}
		if !strings.Contains(log.String(), told) || strings.Contains(log.String(), "error:") {
			t.Errorf("%s: told %s", what, log)
		}
	}
}

// TestClose aborts what runs, ends a Wait that is under way without an error, and can be said twice.
func TestClose(t *testing.T) {
	t.Parallel()
	server, log := begin(t, nil)
	ended := make(chan error, 1)
	go func() { ended <- server.Wait(t.Context(), nil) }()
	s := login(t, server)
	s.uploads("a")
	if err := errors.Join(server.Close(), server.Close()); err != nil {
		t.Error(err)
	}
	s.says("", "426 Transfer aborted.", "421 The server is shutting down.")
	if err := <-ended; err != nil || strings.Contains(log.String(), "error:") {
		t.Errorf("%v, told %s", err, log)
	}
	if _, err := net.Dial("tcp", server.Listeners()[0].Addr().String()); err == nil {
		t.Error("somebody still listens")
	}
}

// TestStartFails: what was opened is closed again, and a mistake is told from a failure.
func TestStartFails(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	free, err := net.Listen("tcp", "127.0.0.77:0") // where no other test listens
	if err != nil {
		testcost.Lacking(t, "more addresses of this machine's own: "+err.Error())
	}
	free.Close()
	directory := t.TempDir()
	secret := filepath.Join(directory, "settings")
	if err := os.WriteFile(secret, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		options Options
		mistake bool
		want    string
	}{
		"no directory":  {Options{Directory: filepath.Join(directory, "none")}, true, "/none cannot be served: no such file or directory"},
		"address taken": {Options{Directory: directory, Listen: []string{free.Addr().String(), taken.Addr().String()}}, false, "Listen " + taken.Addr().String() + ": the address is in use: does a server run there already?"},
		"secret inside": {Options{Directory: directory, Secrets: []string{secret}}, true, secret + " lies in the served directory, where clients could read or replace it"},
		"no users":      {Options{Directory: directory, Users: Users{File: filepath.Join(directory, "none")}}, true, "no such file or directory"},
		"no guests":     {Options{Directory: directory, Users: Users{Anonymous: true, AnonymousHome: "pub"}}, true, "Users.AnonymousHome: pub cannot be served: no such file or directory"},
		"language":      {Options{Directory: directory, Listen: []string{"127.0.0.1:0"}, Language: "fr"}, false, `fsm: there are no texts in language "fr"; there are en, zh`},
		"policy":        {Options{Directory: directory, Listen: []string{"127.0.0.1:0"}, Policies: map[string]string{"journal": "shown"}}, true, `Policies: the protocol has no switch "journal"`},
		"FTP's policy":  {Options{Directory: directory, Listen: []string{"127.0.0.1:0"}, Policies: map[string]string{"files": "read-only"}}, true, "Policies: files follows from other settings"},
		"no table":      {Options{Directory: directory, Listen: []string{"127.0.0.1:0"}, Protocol: func(*commands.Standard) fsm.Protocol { return fsm.Protocol{} }}, true, "Protocol has no table"},
		"certificate":   {Options{Directory: directory, TLS: TLS{Certificate: "none.pem", Key: "none.key"}}, true, "TLS.Certificate and TLS.Key: stat none.pem: no such file or directory"},
	} {
		server, err := Start(c.options)
		if err == nil {
			server.Close()
			t.Errorf("%s: it started", name)
			continue
		}
		_, mistake := errors.AsType[Mistake](err)
		if !strings.Contains(err.Error(), c.want) || mistake != c.mistake {
			t.Errorf("%s: %v (a mistake: %v)", name, err, mistake)
		}
	}
	again, err := net.Listen("tcp", free.Addr().String())
	if err != nil {
		t.Fatalf("the address that was free is not given back: %v", err)
	}
	again.Close()
}

// TestOwnUser: without users there is one, whom a URL names; whoever brings users is asked no such thing.
func TestOwnUser(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		users    Users
		user     string
		password bool
	}{
		"nobody": {Users{}, OwnUser, true},
		"one":    {Users{Static: []accounts.StaticUser{{Account: accounts.Account{Name: "bob"}, Password: "pw"}}}, "bob", false},
		"others": {Users{Also: accounts.Chain()}, "", false},
		"guests": {Users{Anonymous: true}, "", false},
	} {
		server, _ := begin(t, func(o *Options) { o.Users = c.users })
		user := ""
		password := false
		if invited := server.Invited(); invited != nil {
			user = invited.Username()
			_, password = invited.Password()
		}
		if user != c.user || password != c.password {
			t.Errorf("%s: %q, with a password: %v", name, user, password)
		}
	}
}

// TestProtocolIsHandedIn: handlers and tables of others run with what the daemon has, and its switches are told to
// them.
func TestProtocolIsHandedIn(t *testing.T) {
	t.Parallel()
	calls := 0
	server, _ := begin(t, func(o *Options) {
		o.Protocol = func(standard *commands.Standard) fsm.Protocol {
			calls++
			p := ftp.Protocol(standard)
			table := *p.Table
			table.Policies = append(table.Policies[:len(table.Policies):len(table.Policies)], fsm.RegionInfo{Name: "journal", States: []string{"shown", "hidden"}})
			p.Table = &table
			return p
		}
		o.Policies = map[string]string{"journal": "hidden"}
	})
	s := login(t, server)
	s.says("MKD d", `257 "/d" created.`)
	if calls != 1 {
		t.Errorf("the protocol is made %d times", calls)
	}
	if got := server.options.policies(); got["journal"] != "hidden" || got["files"] != "writable" {
		t.Errorf("the policies are %v", got)
	}
}

// TestRestart: a server hands its listeners on to the next one: its transfers finish, and whoever connects meanwhile is
// served by the next. What cannot start closes what it was given.
func TestRestart(t *testing.T) {
	t.Parallel()
	first, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	handedOn := func() Listener {
		file, err := first.(*net.TCPListener).File()
		if err != nil {
			testcost.Lacking(t, "listeners that can be handed on: "+err.Error())
		}
		defer file.Close()
		next, err := net.FileListener(file)
		if err != nil {
			t.Fatal(err)
		}
		return Listener{Listener: next}
	}
	next, failing := handedOn(), handedOn()
	old, _ := begin(t, func(o *Options) { o.Listen, o.Listeners = nil, []Listener{{Listener: first}} })
	idle, busy := login(t, old), login(t, old)
	data := busy.uploads("a")

	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- old.Wait(ctx, nil) }()
	stop()
	idle.says("", "421 The server is shutting down.") // and takes nobody new
	if _, err := Start(Options{Listeners: []Listener{failing}}); err == nil {
		t.Error("it started without a directory")
	}
	if _, err := failing.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("what was given to a server that did not start: %v", err)
	}
	server, _ := begin(t, func(o *Options) {
		o.Listen, o.Listeners, o.Directory = nil, []Listener{next}, old.options.Directory
	})
	login(t, server).says("QUIT", "221 Goodbye.")

	if _, err := io.WriteString(data, "content"); err != nil {
		t.Fatal(err)
	}
	data.Close()
	busy.says("", "226 Transfer complete.", "421 The server is shutting down.")
	if err := <-ended; err != nil {
		t.Error(err)
	}
	login(t, server).says("SIZE a", "213 7")
}
