package watch

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestMain lets this program be one of the servers that are tested: one that says its name to whoever connects, and
// when it is to end, to those who are still there.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "serve" {
		os.Exit(serveName(filepath.Base(os.Args[0])))
	}
	os.Exit(m.Run())
}

func serveName(name string) int {
	if name == "broken" {
		fmt.Fprintln(os.Stderr, "no such directory")
		return 2
	}
	l, err := net.FileListener(os.NewFile(3, "listener"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	if name == "deaf" {
		signal.Ignore(syscall.SIGTERM)
	}
	fmt.Println("Serving.\nftp://127.0.0.1/")
	var talks sync.WaitGroup
	go func() {
		<-stop
		l.Close()
	}()
	for {
		conn, err := l.Accept()
		if err != nil {
			break
		}
		talks.Go(func() {
			defer conn.Close()
			fmt.Fprintln(conn, name)
			_, _ = io.Copy(conn, conn)
			fmt.Fprintln(conn, name, "ends")
		})
	}
	talks.Wait()
	return 0
}

// programs are copies of this program under other names.
func programs(t *testing.T, names ...string) []string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	var all []string
	for _, name := range names {
		all = append(all, filepath.Join(dir, name))
		if err := os.Symlink(self, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// client is somebody who is connected.
type client struct {
	net.Conn
	lines *bufio.Scanner
}

func connect(t *testing.T, s *Server) *client {
	t.Helper()
	conn, err := net.Dial("tcp", s.Address())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	return &client{conn, bufio.NewScanner(conn)}
}

func (c *client) hears(t *testing.T, want string) {
	t.Helper()
	if c.lines.Scan(); c.lines.Text() != want {
		t.Errorf("the server says %q, want %q", c.lines.Text(), want)
	}
}

// TestServer: a new process takes the place of the old one on the same address, whoever is connected to the old one may
// finish, one that does not start leaves the old one alone, and all end with the server.
func TestServer(t *testing.T) {
	var said bytes.Buffer
	s, err := NewServer("127.0.0.1:0", &said, "serve")
	if err != nil {
		t.Fatal(err)
	}
	p := programs(t, "first", "broken", "second")
	early := connect(t, s) // before anybody serves
	if err := s.Replace(p[0]); err != nil {
		t.Fatal(err)
	}
	early.hears(t, "first")
	if err := s.Replace(p[1]); err == nil || !strings.HasSuffix(err.Error(), "the server does not start: no such directory") {
		t.Errorf("a program that does not start: %v", err)
	}
	if said.String() != "no such directory\n" {
		t.Errorf("the servers have said %q", said.String())
	}
	if err := s.Replace(filepath.Join(filepath.Dir(p[0]), "none")); err == nil {
		t.Error("a program that is not there starts")
	}
	if err := s.Replace(p[2]); err != nil {
		t.Fatal(err)
	}
	for answer := ""; answer != "second"; { // as soon as the first one has heard that it is to end
		c := connect(t, s)
		c.lines.Scan()
		if answer = c.lines.Text(); answer != "first" && answer != "second" {
			t.Fatalf("the server says %q", answer)
		}
		c.Close()
	}
	fmt.Fprintln(early, "still here")
	early.hears(t, "still here")
	if err := early.Conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	early.hears(t, "first ends")
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := net.Dial("tcp", s.Address()); err == nil {
		t.Error("somebody serves after the end")
	}
}
