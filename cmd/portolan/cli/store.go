package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/cmd/portolan/daemon"
)

// Store is where the commands below "user" keep users. An error that is the operator's mistake is a daemon.Mistake.
type Store interface {
	// Name is what the output calls it.
	Name() string
	// List returns the users.
	List(context.Context) ([]accounts.User, error)
	// Edit changes users. If edit fails, nothing changes.
	Edit(ctx context.Context, edit func(accounts.Editor) error) error
	// Close ends the use of it.
	Close() error
}

// Database is a Store that has groups.
type Database interface {
	Store
	// Groups returns the groups.
	Groups(context.Context) ([]accounts.Group, error)
	// EditGroups changes groups. If edit fails, nothing changes.
	EditGroups(ctx context.Context, edit func(accounts.GroupEditor) error) error
}

// usersFile is a file of users.
type usersFile string

// Name implements Store.
func (f usersFile) Name() string { return string(f) }

// Close implements Store.
func (f usersFile) Close() error { return nil }

// List implements Store.
func (f usersFile) List(context.Context) ([]accounts.User, error) {
	all, err := accounts.LoadUsers(string(f))
	if err != nil {
		return nil, daemon.Mistake{Err: err}
	}
	return all.List(), nil
}

// Edit implements Store.
func (f usersFile) Edit(ctx context.Context, edit func(accounts.Editor) error) error {
	err := accounts.EditFile(ctx, string(f), func(all *accounts.Users) error { return edit(all) })
	if err == nil || errors.Is(err, accounts.ErrUserExists) || errors.Is(err, accounts.ErrNoUser) || ctx.Err() != nil {
		return err
	}
	return daemon.Mistake{Err: err}
}

// databases are the extensions that have users in a database.
func (p *Program) databases() (all []Extension) {
	for _, e := range p.Extensions {
		if e.OpenUsers != nil {
			all = append(all, e)
		}
	}
	return all
}

// places are the flags that say where users are kept.
type places struct {
	program *Program
	flags   *pflag.FlagSet
	files   bool // a file of users can be one
}

// define adds the flags to a command and those below it.
func (p *places) define(c *cobra.Command) {
	own := flag.NewFlagSet("", flag.ContinueOnError)
	for _, e := range p.program.databases() {
		e.UserFlags(own)
	}
	p.flags = pflag.NewFlagSet("", pflag.ContinueOnError)
	if p.files {
		define(p.flags, new(string), usersFlag, "file", "", readFile, "the file of users")
	}
	p.flags.AddGoFlagSet(own)
	c.PersistentFlags().AddFlagSet(p.flags)
}

// given are the names of the flags that were given, and all are those that there are.
func (p *places) given() (given, all []string) {
	p.flags.VisitAll(func(f *pflag.Flag) {
		all = append(all, "--"+f.Name)
		if f.Changed {
			given = append(given, "--"+f.Name)
		}
	})
	return given, all
}

// check finds out whether one place is named.
func (p *places) check() error {
	given, all := p.given()
	switch {
	case len(given) > 1:
		return daemon.Mistakef("%s exclude each other", strings.Join(given, " and "))
	case len(given) == 0 && len(all) == 1:
		return daemon.Mistakef("which file of users? Say --%s FILE", usersFlag)
	case len(given) == 0:
		return daemon.Mistakef("where are they kept? Say one of %s", strings.Join(all, ", "))
	}
	return nil
}

// open opens the place that is named. With make it is made, if it is a file that is not there.
func (p *places) open(ctx context.Context, make bool) (Store, error) {
	if f := p.flags.Lookup(usersFlag); p.files && f.Changed {
		return usersFile(f.Value.String()), nil
	}
	return p.openDatabase(ctx, make)
}

// openDatabase opens the database that is named.
func (p *places) openDatabase(ctx context.Context, make bool) (Database, error) {
	for _, e := range p.program.databases() {
		if store, err := e.OpenUsers(ctx, make); store != nil || err != nil {
			return store, err
		}
	}
	given, _ := p.given()
	return nil, daemon.Mistakef("%s names none", strings.Join(given, ", "))
}

// edit opens what is named, changes it, and says what was done. An interrupt waits for the change to be complete, or
// undone.
func edit[S Store](c *cobra.Command, open func(context.Context, bool) (S, error), make bool, change func(context.Context, S) error, done string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	store, err := open(ctx, make)
	if err != nil {
		return err
	}
	defer store.Close()
	if err := change(ctx, store); err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.OutOrStdout(), "%s: %s\n", store.Name(), done)
	return err
}
