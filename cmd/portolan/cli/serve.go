package cli

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/cmd/portolan/daemon"
	"github.com/portolan-ftp/portolan/cmd/portolan/logging"
)

const serveHelp = `Serve the directory DIR by FTP, to this machine alone unless --listen says otherwise.

Without --user, --users and --anonymous there is one user, with a random password;
the printed URL has it. A home in the file of users is a directory below DIR.

A configuration file (TOML) has the same names as the flags, and "directory" for DIR:

    directory     = "/srv/files"
    listen        = ["0.0.0.0:21", "[::]:21"]
    users         = "users"
    passive-ports = "50000-50099"

Virtual hosts follow, each with names of its own, for HOST and for TLS:

    [[host]]
    names     = ["ftp.example.org", "files.example.org"]
    directory = "/srv/org"
    users     = "users-org"                  # or: anonymous = true
    tls-cert  = "org.pem"
    tls-key   = "org.key"

The names of files in it are relative to the file. What the command line says wins.

SIGINT and SIGTERM let running transfers finish; a second one stops at once.`

// Serve is the command "serve", with all its flags.
func (p *Program) Serve() *cobra.Command {
	o := defaultOptions(p)
	o.own = p.ownFlags()
	return p.serveCommand(o)
}

// serveCommand is the command whose flags fill o.
func (p *Program) serveCommand(o *options) *cobra.Command {
	c := &cobra.Command{
		Use:   "serve [flags] DIR",
		Short: "Serve a directory",
		Long:  serveHelp,
		Args:  atMostOneArgument("DIR"),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
		RunE: func(c *cobra.Command, args []string) error {
			if err := o.settle(c, args); err != nil {
				return err
			}
			return o.serve(c.OutOrStdout(), os.Stderr)
		},
	}
	c.Flags().SortFlags = false
	o.define(c.Flags())
	c.Flags().AddFlagSet(o.own)
	define(c.Flags(), &o.config, "config", "file", "", readFile, "file with these settings")
	p.completeChoices(c)
	return c
}

// settle puts together what the command line and the configuration file say.
func (o *options) settle(c *cobra.Command, args []string) error {
	if err := o.configure(c.Flags(), args); err != nil {
		return err
	}
	if len(args) > 0 {
		o.Directory = args[0]
	}
	if o.config != "" {
		o.Secrets = []string{o.config}
	}
	if o.ShutdownTimeout = o.patience; o.patience == 0 {
		o.ShutdownTimeout = -1 // to the daemon 0 is the default
	}
	if o.switches != nil {
		o.Policies = map[string]string{}
		for _, s := range o.switches {
			o.Policies[s[0]] = s[1]
		}
	}
	if o.tellVersion {
		o.Version = version()
	}
	return o.Check()
}

// serve runs the server until a signal stops it or a listener fails.
func (o *options) serve(out io.Writer, stderr *os.File) error {
	signal.Ignore(syscall.SIGPIPE) // a server whose output is no longer read serves on
	output := o.openOutput(stderr)
	defer output.close()
	o.Log = output.Logger
	ends, err := o.prepare()
	defer func() { ends.all() }()
	if err != nil {
		return err
	}
	if o.Listeners, err = inherited(o.program.Inherited); err != nil {
		return err
	}
	server, err := daemon.Start(o.Options)
	if err != nil {
		return err
	}
	if err := o.beside(server, &ends); err != nil {
		server.Close()
		return err
	}
	signals, release := daemon.Signals()
	defer release()
	if err := o.announce(out, server); err != nil {
		o.Log.Warn("standard output cannot be written", logging.KeyError, err)
	}
	output.watch(server)
	return server.Wait(context.Background(), signals)
}
