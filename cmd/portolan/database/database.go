// Package database lets a program take its users from PostgreSQL or from a file of SQLite: packages accounts/postgres
// and accounts/sqlite with flags, for "serve" and for the commands "user" and "group".
//
//	p := cli.FTP()
//	p.Extensions = append(p.Extensions, database.Extension())
//	os.Exit(p.Run(os.Args[1:]))
package database

import (
	"context"
	"flag"
	"os"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/accounts/postgres"
	"github.com/portolan-ftp/portolan/accounts/sqldb"
	"github.com/portolan-ftp/portolan/accounts/sqlite"
	"github.com/portolan-ftp/portolan/cmd/portolan/cli"
	"github.com/portolan-ftp/portolan/cmd/portolan/daemon"
	"github.com/portolan-ftp/portolan/cmd/portolan/logging"
)

// The flags.
const (
	postgresFlag      = "postgres"
	postgresQueryFlag = "postgres-query"
	migrateFlag       = "postgres-migrate"
	sqliteFlag        = "sqlite"
	sqliteQueryFlag   = "sqlite-query"
)

// Extension gives "serve" the flags --postgres, --postgres-query, --postgres-migrate, --sqlite and --sqlite-query, and
// has the commands "user" and "group" work on these databases.
func Extension() cli.Extension {
	d := &database{}
	return cli.Extension{Flags: d.define, Prepare: d.prepare, UserFlags: d.defineForUsers, OpenUsers: d.openUsers}
}

// database is what the flags say.
type database struct {
	url, query              string // of PostgreSQL; the query is a file
	migrate                 bool
	sqliteFile, sqliteQuery string
}

func (d *database) define(f *flag.FlagSet) {
	f.StringVar(&d.url, postgresFlag, "", "URL or parameters of a PostgreSQL database with users, beside those of --users and --user; a password comes from PGPASSWORD or ~/.pgpass (default none)")
	f.StringVar(&d.query, postgresQueryFlag, "", "`file` with the query that finds a user, for a schema that is there already; see package accounts/sqldb")
	f.BoolVar(&d.migrate, migrateFlag, false, "make the tables portolan_users and portolan_groups, or bring them up to date, before serving")
	f.StringVar(&d.sqliteFile, sqliteFlag, "", "`file` of SQLite with users, beside those of --users and --user, kept by \"portolan user --sqlite\" (default none)")
	f.StringVar(&d.sqliteQuery, sqliteQueryFlag, "", "`file` with the query that finds a user, for a file of SQLite with another schema; see package accounts/sqldb")
}

// check finds what does not go together.
func (d *database) check() error {
	switch {
	case d.url == "" && (d.query != "" || d.migrate):
		return daemon.Mistakef("--%s and --%s need --%s", postgresQueryFlag, migrateFlag, postgresFlag)
	case d.sqliteFile == "" && d.sqliteQuery != "":
		return daemon.Mistakef("--%s needs --%s", sqliteQueryFlag, sqliteFlag)
	case d.query != "" && d.migrate:
		return daemon.Mistakef("--%s makes the schema of Portolan, which --%s does without", migrateFlag, postgresQueryFlag)
	case d.url != "" && d.sqliteFile != "":
		return daemon.Mistakef("--%s and --%s exclude each other", postgresFlag, sqliteFlag)
	}
	return nil
}

func (d *database) prepare(o *daemon.Options) (end func(), err error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	v := o.Guessing.Verifier
	v.Patience = o.Guessing.Guard.Patience
	settings := sqldb.Options{Verifier: accounts.NewVerifier(v), Log: o.Log}
	var users *sqldb.Accounts
	switch {
	case d.url != "":
		users, err = d.preparePostgres(o, settings)
	case d.sqliteFile != "":
		users, err = d.prepareSQLite(o, settings)
	default:
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	o.Users.Also = users
	return func() { users.Close() }, nil
}

// ownQuery reads a file with a query, if one is named, which clients must not reach.
func ownQuery(o *daemon.Options, flag, file string) (string, error) {
	if file == "" {
		return "", nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return "", daemon.Mistakef("--%s: %w", flag, err)
	}
	o.Secrets = append(o.Secrets, file)
	return string(text), nil
}

// preparePostgres migrates, if that is wanted, and tries the query. A database that is away is only warned of: it may
// come later.
func (d *database) preparePostgres(o *daemon.Options, settings sqldb.Options) (*sqldb.Accounts, error) {
	var err error
	if settings.Query, err = ownQuery(o, postgresQueryFlag, d.query); err != nil {
		return nil, err
	}
	users, err := postgres.Open(context.Background(), d.url, settings)
	if err != nil {
		return nil, daemon.Mistakef("--%s: %w", postgresFlag, err)
	}
	if d.migrate {
		if err := migrated(users, o); err != nil {
			users.Close()
			return nil, err
		}
	}
	err = users.Check(context.Background())
	switch old := isOld(err); {
	case old:
		users.Close()
		return nil, daemon.Mistakef("--%s: %w: --%s makes what is missing", postgresFlag, err, migrateFlag)
	case postgres.Refused(err):
		users.Close()
		return nil, daemon.Mistakef("--%s: %w", postgresFlag, err)
	case err != nil:
		o.Log.Warn("the users' database cannot be reached; logins fail until it can", logging.KeyError, err)
	}
	return users, nil
}

// prepareSQLite brings the tables up to date, if they are Portolan's, and tries the query.
func (d *database) prepareSQLite(o *daemon.Options, settings sqldb.Options) (*sqldb.Accounts, error) {
	var err error
	if settings.Query, err = ownQuery(o, sqliteQueryFlag, d.sqliteQuery); err != nil {
		return nil, err
	}
	users, err := sqlite.Open(d.sqliteFile, settings)
	if err != nil {
		return nil, daemon.Mistakef("--%s: %w", sqliteFlag, err)
	}
	if settings.Query == "" {
		err = migrated(users, o)
	}
	if err == nil {
		err = users.Check(context.Background())
	}
	if err != nil {
		users.Close()
		return nil, daemon.Mistakef("--%s: %w", sqliteFlag, err)
	}
	o.Secrets = append(o.Secrets, d.sqliteFile)
	return users, nil
}

func migrated(users *sqldb.Accounts, o *daemon.Options) error {
	steps, err := users.Migrate(context.Background())
	if err == nil {
		o.Log.Info("schema of the users' database", "steps", steps)
	}
	return err
}
