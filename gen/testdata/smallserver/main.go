// Command smallserver serves the small protocol to itself: it sends each line of its input as a command and
// prints the replies. Handlers answer with what they are given, so that the output shows it.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"iter"
	"net"
	"net/netip"
	"os"
	"slices"
	"time"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands/small"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/iofs"
)

type handlers struct{}

func (handlers) Pass(_ context.Context, r small.PassRequest) small.PassReply {
	if r.Password == "none" {
		return nil
	}
	if r.Password == "" {
		return small.PassRejected()
	}
	return small.PassIn(&accounts.Account{Name: r.User, Permissions: accounts.Read}, iofs.New(os.DirFS(".")), "/home")
}

func (handlers) Pasv(ctx context.Context, r small.PasvRequest) small.PasvReply {
	listener, err := r.Data.ListenPassive(ctx)
	if err != nil {
		return small.PasvError(err)
	}
	return small.PasvOk(listener, netip.MustParseAddrPort("1.2.3.4:258"), time.Date(1985, 10, 1, 0, 0, 0, 0, time.UTC))
}

func (handlers) Retr(_ context.Context, r small.RetrRequest) small.RetrReply {
	switch r.Path {
	case "/home/missing":
		return small.RetrError(&storage.Error{Op: "open", Class: storage.NotExist, Err: errors.New("gone")})
	case "/home/denied":
		return small.RetrError(errors.New("some other error"))
	}
	if r.Type == small.TypeImage {
		return small.RetrUnwritten()
	}
	return small.RetrFailed()
}

func (handlers) Stor(context.Context, small.StorRequest) small.StorReply {
	return small.StorUnwritten()
}

func (handlers) Rnto(_ context.Context, r small.RntoRequest) small.RntoReply {
	if r.From != "/home/old name" {
		return nil
	}
	return small.RntoOk()
}

func (handlers) Stat(context.Context, small.StatRequest) small.StatReply {
	return small.StatStatus(lines("all", "is well"))
}

func (handlers) StatPath(_ context.Context, r small.StatPathRequest) small.StatPathReply {
	return small.StatPathFile(int64(len(r.Path)), lines(string(r.Path)))
}

func lines(text ...string) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		_ = slices.ContainsFunc(text, func(line string) bool { return !yield([]byte(line)) })
	}
}

func main() {
	server, err := fsm.NewServer(fsm.Options{Protocol: small.Protocol(handlers{})})
	check(err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	go server.Serve(listener)
	conn, err := net.Dial("tcp", listener.Addr().String())
	check(err)
	replies := bufio.NewScanner(conn)
	reply(replies)
	input := bufio.NewScanner(os.Stdin)
	for input.Scan() {
		fmt.Println("> " + input.Text())
		_, err := fmt.Fprintf(conn, "%s\r\n", input.Text())
		check(err)
		reply(replies)
	}
}

// reply prints one reply, of one line or more.
func reply(s *bufio.Scanner) {
	for s.Scan() {
		fmt.Println(s.Text())
		if line := s.Text(); len(line) > 3 && line[0] >= '1' && line[0] <= '5' && line[3] == ' ' {
			return
		}
	}
}

func check(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
