package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/cmd/portolan/daemon"
	"github.com/portolan-ftp/portolan/cmd/portolan/logging"
)

// users is what the commands below "portolan user" are told.
type users struct {
	file        string
	home        string
	permissions accounts.Permission
	quota       accounts.Quota
	fromStdin   bool
	opening     opening
}

func newUser() *cobra.Command {
	u := &users{permissions: accounts.ReadWrite}
	c := &cobra.Command{
		Use:   "user",
		Short: "Keep a file of users",
		Long: `Keep a file of users for "portolan serve --users FILE".

Passwords are kept as hashes. They are asked for on the terminal, or read from
standard input with --password-stdin, so that they show up neither in ps nor in
the shell's history. A running server reads a changed file by itself.`,
	}
	define(c.PersistentFlags(), &u.file, usersFlag, "file", "", readFile, "the file of users")
	c.AddCommand(u.newAdd(), u.newSet(), u.newPasswd(), u.newList(), u.newRemove())
	group(c)
	return c
}

// command makes one of the commands; all need the file.
func (u *users) command(use, short string, args cobra.PositionalArgs, run func(*cobra.Command, []string) error) *cobra.Command {
	return &cobra.Command{Use: use, Short: short, Args: args, RunE: func(c *cobra.Command, args []string) error {
		if u.file == "" {
			return daemon.Mistakef("which file of users? Say --%s FILE", usersFlag)
		}
		return run(c, args)
	}}
}

func (u *users) newAdd() *cobra.Command {
	c := u.command("add [flags] NAME", "Add a user; the file is made if there is none", oneArgument("NAME"), func(c *cobra.Command, args []string) error {
		account := accounts.Account{Name: args[0], Home: u.home, Permissions: u.permissions, Quota: u.quota}
		hash, err := u.opening.hash(u.fromStdin)
		if err != nil {
			return err
		}
		return u.edit(c, "added", args[0], func(all *accounts.Users) error {
			if err := all.Add(account, hash); err != nil {
				return err
			}
			return all.Set(args[0], u.opening.apply(c))
		})
	})
	u.defineAccount(c)
	u.opening.define(c)
	u.defineStdin(c)
	return c
}

// The flags of an account.
const (
	homeFlag        = "home"
	permissionsFlag = "permissions"
	quotaFlag       = "quota"
	quotaFilesFlag  = "quota-files"
)

func (u *users) defineAccount(c *cobra.Command) {
	c.Flags().StringVar(&u.home, homeFlag, "", "directory below the served one that the user sees (default all of it)")
	define(c.Flags(), &u.permissions, permissionsFlag, "list", u.permissions.String(), accounts.ParsePermissions,
		"read-only, read-write, none, or some of read,list,write,append,delete,rename,mkdir,rmdir,attributes")
	define(c.Flags(), &u.quota.Bytes, quotaFlag, "size", "", readLimit(accounts.ParseSize), "most bytes in the home, with K, M, G or T; 0 for no limit (default 0)")
	define(c.Flags(), &u.quota.Files, quotaFilesFlag, "number", "", readLimit(accounts.ParseCount), "most files, directories and links in the home; 0 for no limit (default 0)")
}

// readLimit reads a limit, of which 0 is none.
func readLimit(read func(string) (int64, error)) func(string) (int64, error) {
	return func(text string) (int64, error) {
		if text == "0" {
			return 0, nil
		}
		return read(text)
	}
}

// newSet changes what its flags say; the rest of the account stays.
func (u *users) newSet() *cobra.Command {
	var c *cobra.Command
	c = u.command("set [flags] NAME", "Change what a user may do, sees and may store, and what logs in", oneArgument("NAME"), func(_ *cobra.Command, args []string) error {
		if err := u.opening.askWord(u.fromStdin); err != nil {
			return err
		}
		return u.edit(c, "changed", args[0], func(all *accounts.Users) error {
			if u.opening.noPassword {
				if err := all.SetHash(args[0], noPassword); err != nil {
					return err
				}
			}
			opening := u.opening.apply(c)
			return all.Set(args[0], func(e *accounts.Entry) {
				take(c, homeFlag, &e.Home, u.home)
				take(c, permissionsFlag, &e.Permissions, u.permissions)
				take(c, quotaFlag, &e.Quota.Bytes, u.quota.Bytes)
				take(c, quotaFilesFlag, &e.Quota.Files, u.quota.Files)
				opening(e)
			})
		})
	})
	u.defineAccount(c)
	u.opening.define(c)
	c.Flags().BoolVar(&u.opening.noWord, noAccountFlag, false, "ACCT has to give nothing any more")
	c.Flags().BoolVar(&u.fromStdin, stdinFlag, false, "with --account: read what ACCT has to give from standard input, its first line")
	return c
}

// take sets a value if its flag was given.
func take[T any](c *cobra.Command, flag string, target *T, value T) {
	if c.Flags().Changed(flag) {
		*target = value
	}
}

func (u *users) newPasswd() *cobra.Command {
	c := u.command("passwd [flags] NAME", "Change a user's password", oneArgument("NAME"), func(c *cobra.Command, args []string) error {
		hash, err := newHash(u.fromStdin, "Password")
		if err != nil {
			return err
		}
		return u.edit(c, "changed", args[0], func(all *accounts.Users) error { return all.SetHash(args[0], hash) })
	})
	u.defineStdin(c)
	return c
}

func (u *users) newRemove() *cobra.Command {
	return u.command("remove [flags] NAME", "Remove a user", oneArgument("NAME"), func(c *cobra.Command, args []string) error {
		return u.edit(c, "removed", args[0], func(all *accounts.Users) error { return all.Remove(args[0]) })
	})
}

func (u *users) newList() *cobra.Command {
	return u.command("list", "List the users", noArguments, func(c *cobra.Command, _ []string) error {
		all, err := accounts.LoadUsers(u.file)
		if err != nil {
			return daemon.Mistake{Err: err}
		}
		table := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
		for _, line := range listing(all.List()) {
			fmt.Fprintln(table, strings.Join(line, "\t"))
		}
		return table.Flush()
	})
}

func (u *users) defineStdin(c *cobra.Command) {
	c.Flags().BoolVar(&u.fromStdin, stdinFlag, false, "read the password from standard input, its first line")
}

// edit changes the file and says so. An interrupt waits for the change to be complete.
func (u *users) edit(c *cobra.Command, done, name string, change func(*accounts.Users) error) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := accounts.EditFile(ctx, u.file, change)
	switch {
	case err == nil:
		_, err = fmt.Fprintf(c.OutOrStdout(), "%s: %s %s\n", u.file, done, logging.Printable(name, true))
		return err
	case errors.Is(err, accounts.ErrUserExists):
		return fmt.Errorf("%w: \"portolan user set\" changes it, and \"portolan user passwd\" its password", err)
	case errors.Is(err, accounts.ErrNoUser), ctx.Err() != nil:
		return err
	}
	return daemon.Mistake{Err: err}
}
