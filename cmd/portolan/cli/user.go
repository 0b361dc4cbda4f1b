package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/cmd/portolan/logging"
)

// users is what the commands below "portolan user" are told.
type users struct {
	places
	grants
	group     string
	fromStdin bool
	opening   opening
}

const userHelp = `Keep a file of users for "portolan serve --users FILE".

Passwords are kept as hashes. They are asked for on the terminal, or read from
standard input with --password-stdin, so that they show up neither in ps nor in
the shell's history. A running server reads a changed file by itself.`

const databaseHelp = `

Users can be in a database instead, where they may have a group as well: what a
user does not have of their own is the group's. A running server asks the
database at each login.`

func (p *Program) newUser() *cobra.Command {
	u := &users{places: places{program: p, files: true}, grants: grants{permissions: accounts.ReadWrite}}
	c := &cobra.Command{Use: "user", Short: "Keep a file of users", Long: userHelp}
	u.places.define(c)
	c.AddCommand(u.newAdd(), u.newSet(), u.newPasswd(), u.newList(), u.newRemove())
	if len(p.databases()) > 0 {
		c.Short, c.Long = "Keep users, in a file or in a database", userHelp+databaseHelp
		c.AddCommand(u.newImport())
	}
	group(c)
	return c
}

// command makes one of the commands; all need to be told where the users are.
func (p *places) command(use, short string, args cobra.PositionalArgs, run func(*cobra.Command, []string) error) *cobra.Command {
	return &cobra.Command{Use: use, Short: short, Args: args, RunE: func(c *cobra.Command, args []string) error {
		if err := p.check(); err != nil {
			return err
		}
		return run(c, args)
	}}
}

func (u *users) newAdd() *cobra.Command {
	var c *cobra.Command
	c = u.command("add [flags] NAME", "Add a user; the file is made if there is none", oneArgument("NAME"), func(_ *cobra.Command, args []string) error {
		hash, err := u.opening.hash(u.fromStdin)
		if err != nil {
			return err
		}
		r := accounts.Record{Hash: hash}
		r.Name, r.Group = args[0], u.group
		r.Unset = accounts.AllFields
		u.grants.apply(c, &r.Account, &r.Unset)
		if u.group == "" {
			r.Permissions, r.Unset = u.permissions, r.Unset&^accounts.FieldPermissions
		}
		u.opening.apply(c)(&r.Entry)
		return u.edit(c, true, "added", args[0], func(all accounts.Editor) error { return all.Add(r) })
	})
	u.grants.define(c, u.permissions.String())
	u.defineGroup(c)
	u.opening.define(c)
	u.defineStdin(c)
	return c
}

// newSet changes what its flags say; the rest of the account stays.
func (u *users) newSet() *cobra.Command {
	var c *cobra.Command
	c = u.command("set [flags] NAME", "Change what a user may do, sees and may store, and what logs in", oneArgument("NAME"), func(_ *cobra.Command, args []string) error {
		if err := u.grants.check(c); err != nil {
			return err
		}
		if err := u.opening.askWord(u.fromStdin); err != nil {
			return err
		}
		return u.edit(c, false, "changed", args[0], func(all accounts.Editor) error {
			if u.opening.noPassword {
				if err := all.SetHash(args[0], noPassword); err != nil {
					return err
				}
			}
			opening := u.opening.apply(c)
			return all.Set(args[0], func(e *accounts.Entry) {
				take(c, groupFlag, &e.Group, u.group)
				u.grants.apply(c, &e.Account, &e.Unset)
				opening(e)
			})
		})
	})
	u.grants.define(c, u.permissions.String())
	u.defineGroup(c)
	u.grants.defineUnset(c, u.program)
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
		return u.edit(c, false, "changed", args[0], func(all accounts.Editor) error { return all.SetHash(args[0], hash) })
	})
	u.defineStdin(c)
	return c
}

func (u *users) newRemove() *cobra.Command {
	return u.command("remove [flags] NAME", "Remove a user", oneArgument("NAME"), func(c *cobra.Command, args []string) error {
		return u.edit(c, false, "removed", args[0], func(all accounts.Editor) error { return all.Remove(args[0]) })
	})
}

// groupFlag is the flag for a user's group.
const groupFlag = "group"

func (u *users) defineGroup(c *cobra.Command) {
	if len(u.program.databases()) > 0 {
		c.Flags().StringVar(&u.group, groupFlag, "", "group, in a database, that gives what the user does not have of their own; see \"portolan group\" (default none)")
	}
}

func (u *users) defineStdin(c *cobra.Command) {
	c.Flags().BoolVar(&u.fromStdin, stdinFlag, false, "read the password from standard input, its first line")
}

// edit changes the users and says so.
func (u *users) edit(c *cobra.Command, make bool, done, name string, change func(accounts.Editor) error) error {
	return edit(c, u.open, make, func(ctx context.Context, store Store) error {
		err := store.Edit(ctx, change)
		if errors.Is(err, accounts.ErrUserExists) {
			return fmt.Errorf("%w: \"portolan user set\" changes it, and \"portolan user passwd\" its password", err)
		}
		return err
	}, done+" "+logging.Printable(name, true))
}
