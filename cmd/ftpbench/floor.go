package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"

	"github.com/portolan-ftp/portolan/accounts"
)

// A floor is the barest server that does the same as FTP in one scenario: one goroutine for each connection,
// no states, no checks, no deadlines, no log. It speaks in FTP's form, so that one client measures both, and
// answers every command with one line or a transfer:
//
//	C: EPSV          S: 200 (|||40123|)
//	C: RETR /big     S: 100 ok      the data, by sendfile      S: 200 ok
//
// What a command does is found by its verb alone.
type floor struct {
	dir   string
	users accounts.Authenticator
	tls   *tls.Config // of the floor tls
	verbs map[string]func(*bare, string) error
}

// floors are the bare servers by name.
var floors = map[string]map[string]func(*bare, string) error{
	"sendfile": {"RETR": (*bare).sendFile},
	"splice":   {"STOR": (*bare).receiveFile},
	"tls":      {"AUTH": (*bare).startTLS, "RETR": (*bare).sendSecured, "STOR": (*bare).receiveSecured},
	"text":     {"RETR": (*bare).sendText},
	"deflate":  {"RETR": (*bare).sendDeflated},
	"readdir":  {"LIST": (*bare).readDir, "NLST": (*bare).readDir, "MLSD": (*bare).readDir},
	"login":    {},
	"echo":     {"PASS": (*bare).echoFromNow},
}

// runFloor is `ftpbench floor NAME ADDRESS DIR [CERTIFICATE KEY]`: it serves until it is killed.
func runFloor(ctx context.Context, args []string, _ io.Writer) error {
	if len(args) != 3 && len(args) != 5 || floors[args[0]] == nil {
		return errors.New("usage: ftpbench floor NAME ADDRESS DIR [CERTIFICATE KEY], where NAME is one of " + fmt.Sprint(floorNames()))
	}
	users, err := accounts.NewStatic(accounts.StaticUser{Account: accounts.Account{Name: benchUser}, Password: benchPassword})
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", args[1])
	if err != nil {
		return err
	}
	context.AfterFunc(ctx, func() { l.Close() })
	f := &floor{dir: args[2], users: users, verbs: floors[args[0]]}
	if len(args) == 5 {
		if f.tls, err = serverTLS(certificate{args[3], args[4]}); err != nil {
			return err
		}
	}
	for {
		conn, err := l.Accept()
		if err != nil {
			return nil
		}
		go f.serve(conn)
	}
}

func floorNames() []string {
	var names []string
	for name := range floors {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// floorLaunch starts a floor from this binary.
func floorLaunch(name string) launch {
	return launch{name: "floor", golang: true, args: func(addr, dir, _ string) ([]string, error) {
		self, err := os.Executable()
		return []string{self, "floor", name, addr, dir}, err
	}}
}

// bare is one connection of a floor.
type bare struct {
	floor *floor
	conn  net.Conn
	in    *bufio.Reader
	user  string
	data  net.Listener
}

// Classes of replies: the first digit.
const (
	preliminary = '1'
	completed   = '2'
	wantsMore   = '3'
	refused     = '5'
)

func (b *bare) answer(class byte, text string) error {
	_, err := b.conn.Write(append([]byte{class, '0', '0', ' '}, text+"\r\n"...))
	return err
}

// serve answers until the client is gone.
func (f *floor) serve(conn net.Conn) {
	defer conn.Close()
	b := &bare{floor: f, conn: conn, in: bufio.NewReaderSize(conn, 1024)}
	err := b.answer(completed, "ok")
	for err == nil {
		var line []byte
		if line, err = b.in.ReadSlice('\n'); err == nil {
			verb, arg, _ := bytes.Cut(bytes.TrimRight(line, "\r\n"), []byte{' '})
			err = b.run(string(verb), string(arg))
		}
	}
	if b.data != nil {
		b.data.Close()
	}
}

func (b *bare) run(verb, arg string) error {
	if do := b.floor.verbs[verb]; do != nil {
		return do(b, arg)
	}
	switch verb {
	case "USER":
		b.user = arg
		return b.answer(wantsMore, "ok")
	case "PASS":
		return b.logIn(arg)
	case "EPSV":
		return b.listen()
	}
	return b.answer(completed, "ok")
}

func (b *bare) logIn(password string) error {
	_, err := b.floor.users.Authenticate(context.Background(), accounts.Credentials{User: b.user, Password: password})
	if err != nil {
		return b.answer(refused, "no")
	}
	return b.answer(completed, "ok")
}

// echoFromNow sends back whatever comes.
func (b *bare) echoFromNow(string) error {
	if err := b.answer(completed, "ok"); err != nil {
		return err
	}
	buf := make([]byte, readSize)
	for {
		n, err := b.conn.Read(buf)
		if err != nil {
			return err
		}
		if _, err := b.conn.Write(buf[:n]); err != nil {
			return err
		}
	}
}

// path is where a client's path is, without any check.
func (b *bare) path(arg string) string { return filepath.Join(b.floor.dir, arg) }
