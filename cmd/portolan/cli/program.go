// Package cli is the program portolan: its flags, its configuration file, and its output. Package daemon is the server.
//
//	os.Exit(cli.FTP().Run(os.Args[1:]))
//
// A program that serves another protocol, such as an overlay's, has the same flags, users and TLS. "ftpspec build"
// writes it:
//
//	p := cli.Extended("site", site.Table(), site.Handlers(&answers.Handlers{}), site.Protocol)
//	os.Exit(p.Run(os.Args[1:]))
package cli

import (
	"context"
	"flag"
	"os"
	"slices"

	"github.com/portolan-ftp/portolan/cmd/portolan/daemon"
	"github.com/portolan-ftp/portolan/commands"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// The exit statuses of a program, as its help tells them.
const (
	ExitDone   = 0
	ExitFailed = 1 // something failed
	ExitUsage  = 2 // a mistake in what the operator wrote
)

// Program is a server with a command line.
type Program struct {
	// Name is what the program calls itself.
	Name string
	// Table is that of Protocol.
	Table *fsm.Table
	// Protocol is as that of daemon.Options; nil is that of package ftp.
	Protocol func(*commands.Standard) fsm.Protocol
	// Extensions are what it has beside portolan, in this order.
	Extensions []Extension
	// Inherited is how many listeners the program is started with, as file descriptors from 3 on. They take the place
	// of the default of --listen.
	Inherited int
}

// Extension is a part of a program that portolan does not have. Each of its fields may be nil.
type Extension struct {
	// Flags adds flags of its own to "serve", each of which can stand in the configuration file too. It is called once.
	Flags func(*flag.FlagSet)
	// Stores are places for files that the program can serve beside directories, by their scheme.
	Stores map[string]daemon.Store
	// Prepare sets more of the daemon's options once all flags are read. What it returns ends what it began, after the
	// server.
	Prepare func(*daemon.Options) (end func(), err error)
	// Beside begins what is done beside the server, once the server runs, and returns what ends it.
	Beside func(*daemon.Server) (end func(), err error)
	// UserFlags adds flags to "user", and to "group", which a program with databases has. Each names a database with
	// users.
	UserFlags func(*flag.FlagSet)
	// OpenUsers opens the database that one of these flags names; nil if none does. With make it is made, if it is a
	// file that is not there.
	OpenUsers func(ctx context.Context, make bool) (Database, error)
}

// FTP is portolan.
func FTP() *Program { return &Program{Name: ownName, Table: ftp.Table()} }

// Run is the whole program; it returns the exit status.
func (p *Program) Run(args []string) int {
	root := p.newRoot()
	root.SetArgs(args)
	root.SetOut(os.Stdout)
	root.SetErr(os.Stderr)
	return p.report(os.Stderr, root.Execute())
}

// defaultLanguage is that of the replies, whichever the spec has first.
const defaultLanguage = "en"

// language is that of the replies unless a flag says otherwise.
func (p *Program) language() string {
	if slices.Contains(p.Table.Languages, defaultLanguage) {
		return defaultLanguage
	}
	return p.Table.Languages[0]
}
