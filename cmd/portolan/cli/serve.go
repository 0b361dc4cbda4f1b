package main

import (
	"errors"
	"os"

	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/fsm"
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

func newServe() *cobra.Command {
	o := defaultOptions()
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
	define(c.Flags(), &o.config, "config", "file", "", readFile, "file with these settings")
	completeChoices(c)
	return c
}

// settle puts together what the command line and the configuration file say.
func (o *options) settle(c *cobra.Command, args []string) error {
	if err := o.configure(c.Flags(), args); err != nil {
		return err
	}
	if len(args) > 0 {
		o.directory = args[0]
	}
	switch {
	case o.directory == "":
		return usagef("DIR is missing: which directory is to be served?")
	case o.noActive && o.noPassive:
		return usagef("--no-active and --no-passive together leave no way to transfer anything")
	case o.anonymousHome != "" && !o.anonymous:
		return usagef("--%s needs --anonymous", anonymousHomeFlag)
	case o.noPassive && (o.passivePorts != fsm.PortRange{} || o.publicAddress.IsValid()):
		return usagef("--passive-ports and --public-address say nothing with --no-passive")
	}
	if err := errors.Join(o.checkHosts(), o.checkListen(), o.checkUsers()); err != nil {
		return err
	}
	if o.config != "" {
		return o.refuseInside(o.config)
	}
	return nil
}
