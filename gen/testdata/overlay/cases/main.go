// Command cases serves one directory twice: as plain FTP, and with the extensions of site.yaml. Both tables are in
// one process, and the same handlers answer what they have in common.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net"

	"example.org/cases/factor"
	"example.org/cases/site"
	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

//go:generate go run github.com/portolan-ftp/portolan/cmd/ftpspec generate --overlay site.yaml

func main() {
	dir := flag.String("dir", ".", "`directory` to serve")
	flag.Parse()
	if err := run(*dir); err != nil {
		log.Fatal(err)
	}
}

func run(dir string) error {
	local, err := storage.OpenLocal(dir, storage.LocalOptions{})
	if err != nil {
		return err
	}
	open := func(_ context.Context, a *accounts.Account) (storage.FS, error) { return local.Sub("/" + a.Home) }
	standard := commands.New(commands.Options{Accounts: people{}, Files: open})
	extended := site.Protocol(standard, &Handlers{
		Standard: standard, Accounts: people{}, Open: open,
		Codes: map[string]factor.Code{"bob": "123456"}, Embargo: "/plan.txt",
	})
	failed := make(chan error)
	for name, protocol := range map[string]fsm.Protocol{"plain": ftp.Protocol(standard), "site": extended} {
		server, err := fsm.NewServer(fsm.Options{Protocol: protocol})
		if err != nil {
			return err
		}
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		fmt.Println(name, l.Addr())
		go func() { failed <- server.Serve(l) }()
	}
	fmt.Println("ready")
	return <-failed
}

// people may all log in with the password "open".
type people struct{}

// Authenticate decides who may log in.
func (people) Authenticate(_ context.Context, c accounts.Credentials) (*accounts.Account, error) {
	if c.Password != "open" {
		return nil, accounts.ErrRejected
	}
	return &accounts.Account{Name: c.User, Permissions: accounts.ReadWrite}, nil
}
