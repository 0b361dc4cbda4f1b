// Command motd is an FTP server with two commands of its own: XNOTE leaves a note, and SITE MOTD shows the message
// of the day, with the note.
//
//	$ go generate && go run . -dir files -motd "The tide is in."
//	listening on 127.0.0.1:2121
//
//	C: XNOTE buy bread
//	S: 250 Noted: buy bread.
//	C: SITE MOTD
//	S: 214-Today:
//	S:  The tide is in.
//	S:  Your note: buy bread
//	S: 214 End.
//
// What the commands need, answer and remember stands in site.yaml. Package site is made from it and from the spec
// of FTP; all other commands are answered by Portolan's handlers.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net"

	"example.org/motd/site"
	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

//go:generate go run github.com/portolan-ftp/portolan/cmd/ftpspec generate --overlay site.yaml

func main() {
	listen := flag.String("listen", "127.0.0.1:2121", "`address` to listen on")
	dir := flag.String("dir", ".", "`directory` to serve, to guests")
	motd := flag.String("motd", "", "`message` of the day")
	flag.Parse()
	if err := serve(*listen, *dir, &Handlers{Message: *motd}); err != nil {
		log.Fatal(err)
	}
}

// serve serves a directory to guests.
func serve(listen, dir string, h site.Handlers) error {
	local, err := storage.OpenLocal(dir, storage.LocalOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	standard := commands.New(commands.Options{
		Accounts: accounts.Anonymous(nil, ""),
		Files:    func(_ context.Context, a *accounts.Account) (storage.FS, error) { return local.Sub("/" + a.Home) },
	})
	server, err := fsm.NewServer(fsm.Options{Protocol: site.Protocol(standard, h)})
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	fmt.Println("listening on", l.Addr())
	return server.Serve(l)
}
