// Command embed is a program with an FTP server inside: it keeps files in memory and decides itself who may
// log in. It listens on the address that is its argument.
package main

import (
	"context"
	"errors"
	"log"
	"net"
	"os"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/aferofs"
	"github.com/spf13/afero"
)

// team lets in whoever knows the word.
type team struct{}

func (team) Authenticate(_ context.Context, c accounts.Credentials) (*accounts.Account, error) {
	if c.Password != "open sesame" {
		return nil, accounts.ErrRejected
	}
	return &accounts.Account{Name: c.User, Permissions: accounts.ReadWrite}, nil
}

func main() {
	files := aferofs.New(afero.NewMemMapFs())
	server, err := fsm.NewServer(fsm.Options{Protocol: ftp.Protocol(commands.New(commands.Options{
		Accounts: team{},
		Files:    func(context.Context, *accounts.Account) (storage.FS, error) { return files, nil },
	}))})
	listener, listenErr := net.Listen("tcp", os.Args[1])
	if err := errors.Join(err, listenErr); err != nil {
		log.Fatal(err)
	}
	log.Println("listening on", listener.Addr())
	log.Fatal(server.Serve(listener))
}
