package fsm_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"testing/fstest"

	"github.com/jlaffaye/ftp"
	"github.com/spf13/afero"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands"
	protocol "github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/aferofs"
	"github.com/portolan-ftp/portolan/storage/iofs"
)

// A server is a protocol on a listener: here FTP with the standard handlers, for guests, who read two files
// that are in the program itself.
func ExampleServer() {
	files := iofs.New(fstest.MapFS{
		"README":    {Data: []byte("Welcome.\n")},
		"pub/tides": {Data: []byte("High at noon.\n")},
	})
	server, err := fsm.NewServer(fsm.Options{
		Protocol: protocol.Protocol(commands.New(commands.Options{
			Accounts: accounts.Anonymous(nil, ""),
			Files:    func(context.Context, *accounts.Account) (storage.FS, error) { return files, nil },
		})),
		Policies: map[string]string{"files": "read-only"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	go server.Serve(listener)

	converse(listener.Addr().String(),
		"USER anonymous", "PASS guest@example.com", "SIZE pub/tides", "TYPE I", "SIZE pub/tides", "DELE README", "QUIT")
	fmt.Println("stopped:", server.Shutdown(context.Background()))
	// Output:
	// 220 Service ready.
	// USER anonymous
	// 331 Password, please.
	// PASS guest@example.com
	// 230 Logged in.
	// SIZE pub/tides
	// 213 15
	// TYPE I
	// 200 Type is image.
	// SIZE pub/tides
	// 213 14
	// DELE README
	// 550 This server is read-only.
	// QUIT
	// 221 Goodbye.
	// stopped: <nil>
}

// converse prints a session on the control connection.
func converse(address string, lines ...string) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer conn.Close()
	replies := bufio.NewScanner(conn)
	replies.Scan()
	fmt.Println(replies.Text())
	for _, line := range lines {
		fmt.Println(line)
		fmt.Fprintf(conn, "%s\r\n", line)
		replies.Scan()
		fmt.Println(replies.Text())
	}
}

// uploads is told what every session does, and tells of uploads that are there to the last byte.
type uploads struct{}

func (uploads) Step(s fsm.Step) {
	switch {
	case s.Transfer == nil || !s.Transfer.Upload:
	case s.Completed():
		fmt.Printf("%s stored %s, %d bytes\n", s.Transfer.User, s.Transfer.Name, s.Transfer.Bytes)
	default:
		fmt.Printf("%s failed to store %s: %v\n", s.Transfer.User, s.Transfer.Name, s.Cause)
	}
}

// An observer is told of each step when it has been taken, and before the client is: who has seen the reply
// to an upload may rely on it.
func ExampleObserver() {
	files := aferofs.New(afero.NewMemMapFs())
	alice, err := accounts.NewStatic(accounts.StaticUser{
		Account: accounts.Account{Name: "alice", Permissions: accounts.ReadWrite}, Password: "correct horse",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	server, err := fsm.NewServer(fsm.Options{
		Protocol: protocol.Protocol(commands.New(commands.Options{
			Accounts: alice,
			Files:    func(context.Context, *accounts.Account) (storage.FS, error) { return files, nil },
		})),
		Observer: uploads{},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	go server.Serve(listener)
	defer server.Shutdown(context.Background())

	client, err := ftp.Dial(listener.Addr().String())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Quit()
	fmt.Println("login:", client.Login("alice", "correct horse"))
	fmt.Println("upload:", client.Stor("report.txt", bytes.NewBufferString("All is well.\n")))
	fmt.Println("upload:", client.Stor("no/such/directory", bytes.NewBufferString("lost")))
	// Output:
	// login: <nil>
	// alice stored /report.txt, 13 bytes
	// upload: <nil>
	// upload: 553 "There is no directory for it, or its name is a link that leads nowhere."
}
