// Package sqlite keeps what servers of one machine share in a file: a server that starts again knows its bans, and takes the TLS
// tickets of before; one that takes over from another counts with it.
//
//	store, err := sqlite.Open("/var/lib/portolan/state.db")
//	...
//	daemon.Options{Shared: daemon.Shared{Store: store}, …}
//
// The file has the keys of TLS tickets, and is readable by its owner alone. It must not lie on a network file system. A server
// hears of the others' failed logins within pollEvery. Times are those of the machine's clock.
package sqlite

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // the driver

	"github.com/portolan-ftp/portolan/accounts/shared"
)

const (
	// pollEvery is how often a node looks for news, which is one read of a page in memory.
	pollEvery = 500 * time.Millisecond
	// busyTimeout is how long one process waits for another's writing, which takes some milliseconds.
	busyTimeout = 5 * time.Second
)

//go:embed schema.sql
var schema string

// Store is a shared.Store.
type Store struct{ db *sql.DB }

var _ shared.Store = (*Store)(nil)

// Open opens a file, and makes it if there is none.
func Open(path string) (*Store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	f.Close()
	query := url.Values{"_pragma": {"journal_mode(wal)", "synchronous(normal)", fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds())},
		"_txlock": {"immediate"}}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: path, RawQuery: query.Encode()}).String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // SQLite has one writer at a time
	if _, err := db.Exec(schema); err != nil {
		db.Close()
		return nil, fmt.Errorf("sqlite: %s: %w", path, err)
	}
	return &Store{db}, nil
}

// Close closes the file.
func (s *Store) Close() { s.db.Close() }

// now is the time as the tables have it.
func now() int64 { return time.Now().UnixMilli() }

// before is the time so long ago.
func before(age time.Duration) int64 { return now() - age.Milliseconds() }

// exec runs a statement.
func (s *Store) exec(ctx context.Context, statement string, args ...any) error {
	if _, err := s.db.ExecContext(ctx, statement, args...); err != nil {
		return fmt.Errorf("sqlite: %w", err)
	}
	return nil
}

// do runs a transaction, which nobody else writes in.
func (s *Store) do(ctx context.Context, work func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err == nil {
		defer tx.Rollback()
		if err = work(tx); err == nil {
			err = tx.Commit()
		}
	}
	if err != nil {
		return fmt.Errorf("sqlite: %w", err)
	}
	return nil
}

// Tidy implements shared.Store.
func (s *Store) Tidy(ctx context.Context, window time.Duration) error {
	return s.do(ctx, func(tx *sql.Tx) error {
		for _, step := range []struct {
			statement string
			args      []any
		}{
			{`DELETE FROM portolan_attempts WHERE at < ? OR NOT success AND at < ?`, []any{before(shared.KnownFor), before(window)}},
			{`DELETE FROM portolan_nodes WHERE until < ?`, []any{before(shared.LapsedFor)}},
			{`DELETE FROM portolan_sessions WHERE node NOT IN (SELECT node FROM portolan_nodes)`, nil},
			{`DELETE FROM portolan_home_nodes WHERE node NOT IN (SELECT node FROM portolan_nodes)`, nil},
			{`DELETE FROM portolan_homes WHERE home NOT IN (SELECT home FROM portolan_home_nodes)`, nil},
		} {
			if _, err := tx.ExecContext(ctx, step.statement, step.args...); err != nil {
				return err
			}
		}
		return nil
	})
}
