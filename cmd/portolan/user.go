package main

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
)

// users is what the commands below "portolan user" are told.
type users struct {
	file        string
	home        string
	permissions accounts.Permission
	fromStdin   bool
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
	c.AddCommand(u.newAdd(), u.newPasswd(), u.newList(), u.newRemove())
	group(c)
	return c
}

// command makes one of the commands; all need the file.
func (u *users) command(use, short string, args cobra.PositionalArgs, run func(*cobra.Command, []string) error) *cobra.Command {
	return &cobra.Command{Use: use, Short: short, Args: args, RunE: func(c *cobra.Command, args []string) error {
		if u.file == "" {
			return usagef("which file of users? Say --%s FILE", usersFlag)
		}
		return run(c, args)
	}}
}

func (u *users) newAdd() *cobra.Command {
	c := u.command("add [flags] NAME", "Add a user; the file is made if there is none", oneArgument("NAME"), func(c *cobra.Command, args []string) error {
		account := accounts.Account{Name: args[0], Home: u.home, Permissions: u.permissions}
		hash, err := u.newHash()
		if err != nil {
			return err
		}
		return u.edit(c, "added", args[0], func(all *accounts.Users) error { return all.Add(account, hash) })
	})
	c.Flags().StringVar(&u.home, "home", "", "directory below the served one that the user sees (default all of it)")
	define(c.Flags(), &u.permissions, "permissions", "list", u.permissions.String(), accounts.ParsePermissions,
		"read-only, read-write, none, or some of read,list,write,append,delete,rename,mkdir,rmdir,attributes")
	u.defineStdin(c)
	return c
}

func (u *users) newPasswd() *cobra.Command {
	c := u.command("passwd [flags] NAME", "Change a user's password", oneArgument("NAME"), func(c *cobra.Command, args []string) error {
		hash, err := u.newHash()
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
			return usageError{err}
		}
		table := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "NAME\tPASSWORD\tPERMISSIONS\tHOME")
		for _, user := range all.List() {
			home := "/" + strings.TrimLeft(user.Account.Home, "/") // as the user sees it from the served directory
			scheme := user.Scheme
			if user.Locked {
				scheme = "locked"
			}
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", user.Account.Name, scheme, user.Account.Permissions, home)
		}
		return table.Flush()
	})
}

func (u *users) defineStdin(c *cobra.Command) {
	c.Flags().BoolVar(&u.fromStdin, stdinFlag, false, "read the password from standard input, its first line")
}

// newHash gets a new password and hashes it.
func (u *users) newHash() (string, error) {
	password, err := newPassword(u.fromStdin, os.Stdin, os.Stderr)
	if err != nil {
		return "", err
	}
	hash, err := accounts.HashPassword(password)
	if err != nil {
		return "", usageError{err}
	}
	return hash, nil
}

// edit changes the file and says so. An interrupt waits for the change to be complete.
func (u *users) edit(c *cobra.Command, done, name string, change func(*accounts.Users) error) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := accounts.EditFile(ctx, u.file, change)
	switch {
	case err == nil:
		_, err = fmt.Fprintf(c.OutOrStdout(), "%s: %s %s\n", u.file, done, printable(name, true))
		return err
	case errors.Is(err, accounts.ErrUserExists), errors.Is(err, accounts.ErrNoUser), ctx.Err() != nil:
		return err
	}
	return usageError{err}
}
