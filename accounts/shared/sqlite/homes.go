package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"github.com/portolan-ftp/portolan/accounts/shared"
)

// Join implements shared.Store.
func (s *Store) Join(ctx context.Context, node, home string) (use shared.Use, known bool, err error) {
	err = s.do(ctx, func(tx *sql.Tx) error {
		for _, step := range []struct {
			statement string
			args      []any
		}{
			{`INSERT OR IGNORE INTO portolan_homes VALUES (?, 0, NULL, NULL)`, []any{home}},
			{`INSERT OR IGNORE INTO portolan_home_nodes VALUES (?, ?)`, []any{home, node}},
			{`UPDATE portolan_homes SET count = count + 1, bytes = NULL, files = NULL
			  WHERE home = ?1 AND (bytes IS NULL OR NOT EXISTS (
				SELECT 1 FROM portolan_home_nodes h JOIN portolan_nodes n USING (node) WHERE h.home = ?1 AND h.node <> ?2 AND n.until > ?3))`,
				[]any{home, node, now()}},
		} {
			if _, err := tx.ExecContext(ctx, step.statement, step.args...); err != nil {
				return err
			}
		}
		return tx.QueryRowContext(ctx, `SELECT coalesce(bytes, 0), coalesce(files, 0), count, bytes IS NOT NULL FROM portolan_homes WHERE home = ?`,
			home).Scan(&use.Bytes, &use.Files, &use.Count, &known)
	})
	return use, known, err
}

// Settle implements shared.Store.
func (s *Store) Settle(ctx context.Context, node, home string, counted shared.Use) (use shared.Use, err error) {
	err = s.do(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO portolan_home_nodes VALUES (?, ?)`, home, node); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `
			INSERT INTO portolan_homes VALUES (?, 1, ?, ?)
			ON CONFLICT (home) DO UPDATE SET bytes = coalesce(bytes, excluded.bytes), files = coalesce(files, excluded.files)
			RETURNING bytes, files, count`, home, counted.Bytes, counted.Files).Scan(&use.Bytes, &use.Files, &use.Count)
	})
	return use, err
}

// Change implements shared.Store.
func (s *Store) Change(ctx context.Context, _ string, changes map[string]shared.Use) (map[string]shared.Use, error) {
	held := make(map[string]shared.Use, len(changes))
	err := s.do(ctx, func(tx *sql.Tx) error {
		for home, change := range changes {
			var use shared.Use
			err := tx.QueryRowContext(ctx, `
				UPDATE portolan_homes SET bytes = bytes + iif(count = ?2, ?3, 0), files = files + iif(count = ?2, ?4, 0)
				WHERE home = ?1 AND bytes IS NOT NULL RETURNING bytes, files, count`,
				home, change.Count, change.Bytes, change.Files).Scan(&use.Bytes, &use.Files, &use.Count)
			switch {
			case err == nil:
				held[home] = use
			case !errors.Is(err, sql.ErrNoRows):
				return err
			}
		}
		return nil
	})
	return held, err
}

// Part implements shared.Store.
func (s *Store) Part(ctx context.Context, node, home string) error {
	return s.exec(ctx, `DELETE FROM portolan_home_nodes WHERE home = ? AND node = ?`, home, node)
}
