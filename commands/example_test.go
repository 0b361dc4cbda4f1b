package commands_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"strings"

	"github.com/spf13/afero"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/aferofs"
)

// employees are accounts of one's own: one method decides who may log in, and what they may do.
type employees struct{}

func (employees) Authenticate(_ context.Context, c accounts.Credentials) (*accounts.Account, error) {
	if c.Password != "open sesame" {
		return nil, accounts.ErrRejected
	}
	return &accounts.Account{Name: c.User, Permissions: accounts.ReadWrite}, nil
}

// keeping answers DELE its own way, and everything else as usual. It can give the replies that the spec
// declares for DELE and no others: anything else does not compile.
type keeping struct{ *commands.Standard }

func (k keeping) Dele(ctx context.Context, r ftp.DeleRequest) ftp.DeleReply {
	if strings.HasSuffix(string(r.Path), ".keep") {
		return ftp.DeleRefused()
	}
	return k.Standard.Dele(ctx, r)
}

// A server with accounts, files and one command of one's own.
func Example() {
	files := aferofs.New(afero.NewMemMapFs())
	handlers := keeping{commands.New(commands.Options{
		Accounts: employees{},
		Files:    func(context.Context, *accounts.Account) (storage.FS, error) { return files, nil },
	})}
	server, err := fsm.NewServer(fsm.Options{Protocol: ftp.Protocol(handlers)})
	if err != nil {
		fmt.Println(err)
		return
	}
	client, control := net.Pipe()
	go server.ServeConn(control)

	replies := bufio.NewScanner(client)
	replies.Scan()
	for _, line := range []string{"USER ali", "PASS open sesame", "MKD a", "DELE a", "DELE b.keep", "RMD a", "QUIT"} {
		fmt.Fprintf(client, "%s\r\n", line)
		replies.Scan()
		fmt.Println(line, "→", replies.Text())
	}
	// Output:
	// USER ali → 331 Password, please.
	// PASS open sesame → 230 Logged in.
	// MKD a → 257 "/a" created.
	// DELE a → 550 Not a plain file.
	// DELE b.keep → 550 Permission denied.
	// RMD a → 250 Directory removed.
	// QUIT → 221 Goodbye.
}
