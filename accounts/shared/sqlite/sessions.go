package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Beat implements shared.Store.
func (s *Store) Beat(ctx context.Context, node string, lease time.Duration, sessions int) (others int, lapsed bool, err error) {
	err = s.do(ctx, func(tx *sql.Tx) error {
		if err := tx.QueryRowContext(ctx, `
			SELECT (SELECT coalesce(sum(sessions), 0) FROM portolan_nodes WHERE node <> ?1 AND until > ?2),
			       NOT EXISTS (SELECT 1 FROM portolan_nodes WHERE node = ?1 AND until > ?2)`, node, now()).Scan(&others, &lapsed); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO portolan_nodes VALUES (?, ?, ?)`, node, now()+lease.Milliseconds(), sessions)
		return err
	})
	return others, lapsed, err
}

// Enter implements shared.Store.
func (s *Store) Enter(ctx context.Context, node, account string, mine, most int) (ok bool, err error) {
	done, err := s.db.ExecContext(ctx, `
		INSERT OR REPLACE INTO portolan_sessions SELECT ?1, ?2, ?3 WHERE ?3 + coalesce((
			SELECT sum(s.sessions) FROM portolan_sessions s JOIN portolan_nodes n USING (node)
			WHERE s.account = ?1 AND s.node <> ?2 AND n.until > ?5), 0) <= ?4`, account, node, mine, most, now())
	if err != nil {
		return false, fmt.Errorf("sqlite: %w", err)
	}
	rows, err := done.RowsAffected()
	return rows > 0, err
}

// Count implements shared.Store.
func (s *Store) Count(ctx context.Context, node string, sessions map[string]int) error {
	return s.do(ctx, func(tx *sql.Tx) error {
		for account, count := range sessions {
			statement, args := `INSERT OR REPLACE INTO portolan_sessions VALUES (?, ?, ?)`, []any{account, node, count}
			if count == 0 {
				statement, args = `DELETE FROM portolan_sessions WHERE account = ? AND node = ?`, args[:2]
			}
			if _, err := tx.ExecContext(ctx, statement, args...); err != nil {
				return err
			}
		}
		return nil
	})
}

// Leave implements shared.Store.
func (s *Store) Leave(ctx context.Context, node string) error {
	return s.do(ctx, func(tx *sql.Tx) error {
		for _, table := range []string{"portolan_nodes", "portolan_sessions", "portolan_home_nodes"} {
			if _, err := tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE node = ?`, node); err != nil {
				return err
			}
		}
		return nil
	})
}
