package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql"
	"time"

	"github.com/portolan-ftp/portolan/accounts/shared"
)

// Keys implements shared.Store.
func (s *Store) Keys(ctx context.Context, every time.Duration) (all []shared.Key, err error) {
	fresh := make([]byte, len(shared.Key{}.Bytes))
	rand.Read(fresh)
	err = s.do(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO portolan_ticket_keys SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM portolan_ticket_keys WHERE made > ?)`,
			now(), fresh, before(every)); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `
			DELETE FROM portolan_ticket_keys
			WHERE rowid NOT IN (SELECT rowid FROM portolan_ticket_keys ORDER BY made DESC, rowid DESC LIMIT ?)`, shared.KeptKeys); err != nil {
			return err
		}
		all, err = keys(ctx, tx)
		return err
	})
	return all, err
}

func keys(ctx context.Context, tx *sql.Tx) (all []shared.Key, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT key, made FROM portolan_ticket_keys ORDER BY made DESC, rowid DESC`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var bytes []byte
		var made int64
		if err := rows.Scan(&bytes, &made); err != nil {
			return nil, err
		}
		k := shared.Key{Age: time.Duration(now()-made) * time.Millisecond}
		copy(k.Bytes[:], bytes)
		all = append(all, k)
	}
	return all, rows.Err()
}
