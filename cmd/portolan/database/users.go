package database

import (
	"context"
	"errors"
	"flag"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/accounts/postgres"
	"github.com/portolan-ftp/portolan/accounts/sqldb"
	"github.com/portolan-ftp/portolan/accounts/sqlite"
	"github.com/portolan-ftp/portolan/cmd/portolan/cli"
	"github.com/portolan-ftp/portolan/cmd/portolan/daemon"
)

func (d *database) defineForUsers(f *flag.FlagSet) {
	f.StringVar(&d.url, postgresFlag, "", "URL or parameters of a PostgreSQL database; a password comes from PGPASSWORD or ~/.pgpass")
	f.StringVar(&d.sqliteFile, sqliteFlag, "", "`file` of SQLite")
}

// openUsers opens the database that a flag names; nil if none does.
func (d *database) openUsers(ctx context.Context, make bool) (cli.Database, error) {
	switch {
	case d.url != "":
		users, err := postgres.Open(ctx, d.url, sqldb.Options{})
		if err != nil {
			return nil, daemon.Mistakef("--%s: %w", postgresFlag, err)
		}
		return &keeper{users}, nil
	case d.sqliteFile != "":
		if make {
			if err := sqlite.Make(d.sqliteFile); err != nil {
				return nil, daemon.Mistakef("--%s: %w", sqliteFlag, err)
			}
		}
		users, err := sqlite.Open(d.sqliteFile, sqldb.Options{})
		if err != nil {
			return nil, daemon.Mistakef("--%s: %w", sqliteFlag, err)
		}
		return &keeper{users}, nil
	}
	return nil, nil
}

// keeper is a cli.Database. What the database did not do fails; everything else that goes wrong is the operator's
// mistake.
type keeper struct{ *sqldb.Accounts }

// List implements cli.Store.
func (k *keeper) List(ctx context.Context) ([]accounts.User, error) {
	return list(ctx, k, k.Accounts.List)
}

// Groups implements cli.Database.
func (k *keeper) Groups(ctx context.Context) ([]accounts.Group, error) {
	return list(ctx, k, k.Accounts.Groups)
}

// list reads from tables that are there.
func list[T any](ctx context.Context, k *keeper, read func(context.Context) (T, error)) (all T, err error) {
	if err := k.Accounts.Check(ctx); err != nil {
		if isOld(err) {
			return all, daemon.Mistakef("%s: %w: \"portolan user add\" makes what is missing", k.Name(), err)
		}
		return all, err
	}
	return read(ctx)
}

// isOld says whether the tables are missing or old.
func isOld(err error) bool {
	_, old := errors.AsType[*sqldb.OldSchema](err)
	return old
}

// Edit implements cli.Store.
func (k *keeper) Edit(ctx context.Context, edit func(accounts.Editor) error) error {
	return mistaken(ctx, k.Accounts.Edit(ctx, edit))
}

// EditGroups implements cli.Database.
func (k *keeper) EditGroups(ctx context.Context, edit func(accounts.GroupEditor) error) error {
	return mistaken(ctx, k.Accounts.EditGroups(ctx, edit))
}

// mistaken makes an error a mistake, unless it says how things are.
func mistaken(ctx context.Context, err error) error {
	_, failed := errors.AsType[*sqldb.Error](err)
	if err == nil || failed || ctx.Err() != nil {
		return err
	}
	for _, is := range []error{accounts.ErrUserExists, accounts.ErrNoUser, accounts.ErrGroupExists, accounts.ErrNoGroup} {
		if errors.Is(err, is) {
			return err
		}
	}
	return daemon.Mistake{Err: err}
}
