package postgres

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/portolan-ftp/portolan/accounts/shared"
)

// Keys implements shared.Store. The lock is taken only when a new key is due.
func (s *Store) Keys(ctx context.Context, every time.Duration) ([]shared.Key, error) {
	if err := s.made(ctx); err != nil {
		return nil, err
	}
	all, err := keys(ctx, s.pool)
	if err == nil && (len(all) == 0 || all[0].Age >= every) {
		err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
			all, err = rotate(ctx, tx, every)
			return err
		})
	}
	if err != nil {
		return nil, s.failed(err)
	}
	return all, nil
}

// rotate makes a new key, unless another node has just done so, and forgets those that nobody takes any more.
func rotate(ctx context.Context, tx pgx.Tx, every time.Duration) ([]shared.Key, error) {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(lock)); err != nil {
		return nil, err
	}
	fresh := make([]byte, len(shared.Key{}.Bytes))
	rand.Read(fresh)
	if _, err := tx.Exec(ctx, `
		INSERT INTO portolan_ticket_keys (key)
		SELECT $1 WHERE NOT EXISTS (SELECT FROM portolan_ticket_keys WHERE made > now() - $2::interval)`, fresh, every); err != nil {
		return nil, err
	}
	if _, err := tx.Exec(ctx, `
		DELETE FROM portolan_ticket_keys
		WHERE made NOT IN (SELECT made FROM portolan_ticket_keys ORDER BY made DESC LIMIT $1)`, shared.KeptKeys); err != nil {
		return nil, err
	}
	return keys(ctx, tx)
}

// asker is a pool or a transaction.
type asker interface {
	Query(ctx context.Context, query string, args ...any) (pgx.Rows, error)
}

func keys(ctx context.Context, from asker) ([]shared.Key, error) {
	rows, err := from.Query(ctx, `SELECT key, now() - made FROM portolan_ticket_keys ORDER BY made DESC LIMIT $1`, shared.KeptKeys)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (k shared.Key, err error) {
		var bytes []byte
		err = row.Scan(&bytes, &k.Age)
		copy(k.Bytes[:], bytes)
		return k, err
	})
}
