package postgres

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// migrations make the schema, one step after the other. A step that has been released is never changed.
var migrations = [...]string{firstStep}

//go:embed schema_1.sql
var firstStep string

//go:embed query.sql
var ownQuery string

// lock keeps two servers from making the schema at once. The number means nothing but this.
const lock = 0x706f72746f6c616e

// Migrate makes the schema in the database, or brings it up to date, and keeps what is in it. It needs the right to create in the
// schema that is first in the search path. The number is that of the steps that were done.
func (a *Accounts) Migrate(ctx context.Context) (steps int, err error) {
	err = pgx.BeginFunc(ctx, a.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(lock)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `CREATE TABLE IF NOT EXISTS portolan_schema (step integer NOT NULL)`); err != nil {
			return err
		}
		var done int
		if err := tx.QueryRow(ctx, `SELECT coalesce(max(step), 0) FROM portolan_schema`).Scan(&done); err != nil {
			return err
		}
		if done > len(migrations) {
			return fmt.Errorf("the schema is of a later version: it has %d steps, and this program knows %d", done, len(migrations))
		}
		for i, step := range migrations[done:] {
			if _, err := tx.Exec(ctx, step); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `INSERT INTO portolan_schema VALUES ($1)`, done+i+1); err != nil {
				return err
			}
		}
		steps = len(migrations) - done
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("postgres: the schema: %w", err)
	}
	return steps, nil
}
