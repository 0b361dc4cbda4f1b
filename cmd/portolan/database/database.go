// Package database lets a program take its users from PostgreSQL: package accounts/postgres with flags.
//
//	p := cli.FTP()
//	p.Extensions = append(p.Extensions, database.Extension())
//	os.Exit(p.Run(os.Args[1:]))
package database

import (
	"context"
	"errors"
	"flag"
	"os"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/accounts/postgres"
	"github.com/portolan-ftp/portolan/cmd/portolan/cli"
	"github.com/portolan-ftp/portolan/cmd/portolan/daemon"
	"github.com/portolan-ftp/portolan/cmd/portolan/logging"
)

// Extension gives a program the flags --postgres, --postgres-query and --postgres-migrate.
func Extension() cli.Extension {
	d := &database{}
	return cli.Extension{Flags: d.define, Prepare: d.prepare}
}

// database is what the flags say.
type database struct {
	url, query string
	migrate    bool
}

func (d *database) define(f *flag.FlagSet) {
	f.StringVar(&d.url, "postgres", "", "URL or parameters of a PostgreSQL database with users, beside those of --users and --user; a password comes from PGPASSWORD or ~/.pgpass (default none)")
	f.StringVar(&d.query, "postgres-query", "", "file with the query that finds a user, for a schema that is there already; see package accounts/postgres")
	f.BoolVar(&d.migrate, "postgres-migrate", false, "make the tables portolan_users and portolan_groups, or bring them up to date, before serving")
}

func (d *database) prepare(o *daemon.Options) (end func(), err error) {
	switch {
	case d.url == "" && (d.query != "" || d.migrate):
		return nil, daemon.Mistakef("--postgres-query and --postgres-migrate need --postgres")
	case d.url == "":
		return nil, nil
	case d.query != "" && d.migrate:
		return nil, daemon.Mistakef("--postgres-migrate makes the schema of Portolan, which --postgres-query does without")
	}
	settings := postgres.Options{Verifier: accounts.NewVerifier(o.Guessing.Verifier)}
	if d.query != "" {
		text, err := os.ReadFile(d.query)
		if err != nil {
			return nil, daemon.Mistakef("--postgres-query: %w", err)
		}
		settings.Query = string(text)
	}
	users, err := postgres.Open(context.Background(), d.url, settings)
	if err != nil {
		return nil, daemon.Mistakef("--postgres: %w", err)
	}
	if err := d.check(users, o); err != nil {
		users.Close()
		return nil, err
	}
	o.Users.Also = users
	return users.Close, nil
}

// check migrates, if that is wanted, and tries the query. A database that is away is only warned of: it may come later.
func (d *database) check(users *postgres.Accounts, o *daemon.Options) error {
	if d.migrate {
		steps, err := users.Migrate(context.Background())
		if err != nil {
			return err
		}
		o.Log.Info("schema of the users' database", "steps", steps)
	}
	err := users.Check(context.Background())
	if refused := (*pgconn.PgError)(nil); errors.As(err, &refused) {
		return daemon.Mistakef("--postgres: %w", err)
	}
	if err != nil {
		o.Log.Warn("the users' database cannot be reached; logins fail until it can", logging.KeyError, err)
	}
	return nil
}
