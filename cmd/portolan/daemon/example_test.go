package daemon_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	ftpclient "github.com/jlaffaye/ftp"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/cmd/portolan/daemon"
	"github.com/portolan-ftp/portolan/commands"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// directoryWith makes a directory with a file.
func directoryWith(name, content string) string {
	directory, err := os.MkdirTemp("", "served")
	if err == nil {
		err = os.WriteFile(filepath.Join(directory, name), []byte(content), 0o600)
	}
	if err != nil {
		panic(err)
	}
	return directory
}

// visit logs in to a server as a client does.
func visit(server *daemon.Server, user, password string) *ftpclient.ServerConn {
	client, err := ftpclient.Dial(server.Listeners()[0].Addr().String(), ftpclient.DialWithTimeout(time.Minute))
	if err == nil {
		err = client.Login(user, password)
	}
	if err != nil {
		panic(err)
	}
	return client
}

// fetch reads a file.
func fetch(client *ftpclient.ServerConn, name string) string {
	file, err := client.Retr(name)
	if err != nil {
		return err.Error()
	}
	defer file.Close()
	content, err := io.ReadAll(file)
	if err != nil {
		return err.Error()
	}
	return string(content)
}

// A directory, a user, and a file that a client fetches. The end of the context lets running transfers finish.
func ExampleStart() {
	directory := directoryWith("tide.txt", "high at noon")
	defer os.RemoveAll(directory)

	server, err := daemon.Start(daemon.Options{
		Directory: directory,
		Listen:    []string{"127.0.0.1:0"},
		Users: daemon.Users{Static: []accounts.StaticUser{
			{Account: accounts.Account{Name: "ann", Permissions: accounts.ReadWrite}, Password: "open sesame"},
		}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- server.Wait(ctx, nil) }()

	client := visit(server, "ann", "open sesame")
	fmt.Println(fetch(client, "tide.txt"))
	fmt.Println(client.Stor("note.txt", strings.NewReader("swell from the west")))

	stop()
	fmt.Println(<-ended)
	note, err := os.ReadFile(filepath.Join(directory, "note.txt"))
	fmt.Println(string(note), err)
	// Output:
	// high at noon
	// <nil>
	// <nil>
	// swell from the west <nil>
}

// What is wrong is told before anything is served, all at once, in the words of whoever wrote it.
func ExampleOptions_Check() {
	options := daemon.Options{
		Directory: "/srv/files",
		TLS:       daemon.TLS{Certificate: "cert.pem", Policy: daemon.TLSRequired},
		Users:     daemon.Users{AnonymousHome: "pub"},
	}
	fmt.Println(options.Check())

	options.Name = func(field string) string { return strings.ToLower(strings.ReplaceAll(field, ".", "_")) }
	fmt.Println(options.Check())
	// Output:
	// Users.AnonymousHome needs Users.Anonymous
	// TLS.Certificate and TLS.Key go together
	// users_anonymoushome needs users_anonymous
	// tls_certificate and tls_key go together
}

// sealed refuses to delete what has been sealed, and answers everything else as usual.
type sealed struct{ *commands.Standard }

func (s sealed) Dele(ctx context.Context, r ftp.DeleRequest) ftp.DeleReply {
	if strings.HasSuffix(string(r.Path), ".sealed") {
		return ftp.DeleRefused()
	}
	return s.Standard.Dele(ctx, r)
}

// Handlers of one's own, with everything that the daemon has around them. An overlay's protocol is handed in the same
// way.
func ExampleOptions_protocol() {
	directory := directoryWith("deed.sealed", "")
	defer os.RemoveAll(directory)
	server, err := daemon.Start(daemon.Options{
		Directory: directory,
		Listen:    []string{"127.0.0.1:0"},
		Protocol: func(standard *commands.Standard) fsm.Protocol {
			return ftp.Protocol(sealed{standard})
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()

	password, _ := server.Invited().Password() // there is one user, whom the server made up
	client := visit(server, server.Invited().Username(), password)
	fmt.Println(client.Delete("deed.sealed"))
	// Output:
	// 550 "Permission denied."
}

// people are accounts of one's own.
type people struct{}

func (people) Authenticate(_ context.Context, c accounts.Credentials) (*accounts.Account, error) {
	if c.Password != "open sesame" {
		return nil, accounts.ErrRejected
	}
	return &accounts.Account{Name: c.User, Permissions: accounts.ReadOnly}, nil
}

// downloads is told of every step of every session.
type downloads struct{ told chan string }

func (d downloads) Step(s fsm.Step) {
	if s.Transfer != nil && s.Completed() {
		d.told <- s.Transfer.User + " has " + s.Transfer.Name
	}
}

// Accounts, a log and an observer of one's own.
func ExampleUsers_also() {
	directory := directoryWith("tide.txt", "high at noon")
	defer os.RemoveAll(directory)
	observer := downloads{make(chan string, 1)}
	server, err := daemon.Start(daemon.Options{
		Directory: directory,
		Listen:    []string{"127.0.0.1:0"},
		Users:     daemon.Users{Also: people{}},
		Observer:  observer,
		Log:       slog.New(slog.DiscardHandler),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()
	client := visit(server, "ann", "open sesame")
	fmt.Println(fetch(client, "tide.txt"))
	fmt.Println(<-observer.told)
	// Output:
	// high at noon
	// ann has /tide.txt
}
