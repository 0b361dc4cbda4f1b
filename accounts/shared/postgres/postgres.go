// Package postgres keeps what several servers share in PostgreSQL.
//
//	store, err := postgres.Open(ctx, "postgres://portolan@db/portolan")
//	...
//	daemon.Options{Shared: daemon.Shared{Store: store}, …}
//
// It makes its tables when it first reaches the database, for which it needs the right to create in the first schema of the
// search path. They can lie beside those of package accounts/postgres.
//
// Failed logins travel by NOTIFY, with what they are: so the other nodes do not ask for them. Each node holds one connection
// for LISTEN, and up to Connections for queries, each of which is one message there and one back.
//
// The ticket keys lie in the database as they are. Who reads them can read recorded TLS sessions that were resumed with TLS 1.2,
// so the database has to be as trustworthy as the servers.
package postgres

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/portolan-ftp/portolan/accounts/shared"
)

const (
	// Connections is enough for thousands of logins a second, and small enough for a hundred nodes at one database.
	Connections = 2
	// lock keeps two nodes from making the schema, or a key, at once. The number means nothing but this.
	lock = 0x706f7274736861
	// channel is the name of the notifications.
	channel = "portolan_attempts"
	// undefinedTable is the code of the error that says so.
	undefinedTable = "42P01"
)

//go:embed schema.sql
var schema string

// Store is a shared.Store.
type Store struct {
	pool *pgxpool.Pool

	ready  atomic.Bool   // the schema is there
	making chan struct{} // full while somebody makes it
}

var _ shared.Store = (*Store)(nil)

// Open uses the database at a URL, or a list of parameters, as libpq has them. It does not connect, because a server can start
// before its database.
func Open(ctx context.Context, url string) (*Store, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("postgres: %w", err) // it does not quote a password
	}
	config.MaxConns = Connections
	config.ConnConfig.RuntimeParams["synchronous_commit"] = "off" // a crash may lose the failures of the last second
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("postgres: %w", err)
	}
	return &Store{pool: pool, making: make(chan struct{}, 1)}, nil
}

// Close ends all connections.
func (s *Store) Close() { s.pool.Close() }

// made makes the tables, once. Who comes meanwhile waits for as long as its own call may take.
func (s *Store) made(ctx context.Context) error {
	if s.ready.Load() {
		return nil
	}
	select {
	case s.making <- struct{}{}:
		defer func() { <-s.making }()
	case <-ctx.Done():
		return fmt.Errorf("postgres: the tables of what servers share: %w", ctx.Err())
	}
	if s.ready.Load() {
		return nil
	}
	if err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error { return makeTables(ctx, tx) }); err != nil {
		return fmt.Errorf("postgres: the tables of what servers share: %w", err)
	}
	s.ready.Store(true)
	return nil
}

func makeTables(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(lock)); err != nil {
		return err
	}
	var there bool
	if err := tx.QueryRow(ctx, `SELECT to_regclass('portolan_nodes') IS NOT NULL`).Scan(&there); err != nil || there {
		return err
	}
	_, err := tx.Exec(ctx, `SET LOCAL synchronous_commit = on; `+schema)
	return err
}

// failed is the error of a call. Where a table is missing, as in a database that was made anew, the next call makes it.
func (s *Store) failed(err error) error {
	if refused, ok := errors.AsType[*pgconn.PgError](err); ok && refused.Code == undefinedTable {
		s.ready.Store(false)
	}
	return fmt.Errorf("postgres: %w", err)
}

// exec runs a statement.
func (s *Store) exec(ctx context.Context, statement string, args ...any) error {
	if err := s.made(ctx); err != nil {
		return err
	}
	if _, err := s.pool.Exec(ctx, statement, args...); err != nil {
		return s.failed(err)
	}
	return nil
}

// row runs a query for one row.
func (s *Store) row(ctx context.Context, into []any, query string, args ...any) error {
	if err := s.made(ctx); err != nil {
		return err
	}
	if err := s.pool.QueryRow(ctx, query, args...).Scan(into...); err != nil {
		return s.failed(err)
	}
	return nil
}

// batch runs statements as one transaction, sent at once.
func (s *Store) batch(ctx context.Context, b *pgx.Batch) error {
	if err := s.made(ctx); err != nil {
		return err
	}
	if err := s.pool.SendBatch(ctx, b).Close(); err != nil {
		return s.failed(err)
	}
	return nil
}

// Tidy implements shared.Store.
func (s *Store) Tidy(ctx context.Context, window time.Duration) error {
	b := &pgx.Batch{}
	b.Queue(`DELETE FROM portolan_attempts WHERE at < now() - $1::interval OR NOT success AND at < now() - $2::interval`, shared.KnownFor, window)
	b.Queue(`DELETE FROM portolan_nodes WHERE until < now() - $1::interval`, shared.LapsedFor)
	b.Queue(`DELETE FROM portolan_sessions s WHERE NOT EXISTS (SELECT FROM portolan_nodes n WHERE n.node = s.node)`)
	b.Queue(`DELETE FROM portolan_home_nodes h WHERE NOT EXISTS (SELECT FROM portolan_nodes n WHERE n.node = h.node)`)
	b.Queue(`DELETE FROM portolan_homes h WHERE NOT EXISTS (SELECT FROM portolan_home_nodes n WHERE n.home = h.home)`)
	return s.batch(ctx, b)
}
