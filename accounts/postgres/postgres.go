// Package postgres keeps users in PostgreSQL, so that several servers have the same ones. Package sqldb is what it has
// in common with other databases.
package postgres

import (
	"context"
	_ "embed"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/portolan-ftp/portolan/accounts/sqldb"
)

var (
	//go:embed schema_1.sql
	firstStep string
	//go:embed schema_2.sql
	secondStep string
)

// dialect is PostgreSQL's. The number of the lock means nothing but this.
var dialect = sqldb.Dialect{
	Name:       "postgres",
	Migrations: []string{firstStep, secondStep},
	HasSchema:  `SELECT to_regclass('portolan_schema') IS NOT NULL`,
	Lock:       `SELECT pg_advisory_xact_lock(8101820099073958254)`,
	Texts:      func(texts []string) any { return texts },
	ScanTexts:  func(to *[]string) any { return pgtype.NewMap().SQLScanner(to) },
}

// Open takes users from the database at a URL, or a list of parameters, as libpq has them; what is left out comes from
// its environment (PGPASSWORD …). It does not connect, because the server can start before its database.
func Open(ctx context.Context, url string, o sqldb.Options) (*sqldb.Accounts, error) {
	o = o.Filled()
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("postgres: %w", err) // it does not quote a password
	}
	config.MaxConns = int32(o.Connections)
	config.ConnConfig.ConnectTimeout = o.Timeout
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("postgres: %w", err)
	}
	db := stdlib.OpenDBFromPool(pool)
	c := config.ConnConfig
	return sqldb.New(sqldb.Source{Name: fmt.Sprintf("postgres://%s:%d/%s", c.Host, c.Port, c.Database), DB: db, Close: func() error {
		defer pool.Close()
		return db.Close()
	}}, dialect, o)
}

// Refused says whether an error is what the database answered, and not that it could not be asked.
func Refused(err error) bool {
	_, refused := errors.AsType[*pgconn.PgError](err)
	return refused
}
