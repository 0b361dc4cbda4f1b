package sqldb

import (
	"context"
	"database/sql"
	"fmt"
)

// OldSchema says that the schema is missing, or that it is of an earlier version.
type OldSchema struct{ Steps, Want int }

// Error implements error.
func (e *OldSchema) Error() string {
	if e.Steps == 0 {
		return "the database has no users: there are no tables portolan_users and portolan_groups"
	}
	return fmt.Sprintf("the tables are of an earlier version: %d steps of %d are done", e.Steps, e.Want)
}

// Migrate makes the schema in the database, or brings it up to date, and keeps what is in it. It needs the right to
// create in the schema that is first in the search path. The number is that of the steps that were done.
func (a *Accounts) Migrate(ctx context.Context) (steps int, err error) {
	err = a.change(ctx, func(tx *sql.Tx) error {
		steps, err = a.migrate(ctx, tx)
		return err
	})
	return steps, err
}

// migrate does it within a transaction. Without anything to do it needs no right to create.
func (a *Accounts) migrate(ctx context.Context, tx *sql.Tx) (steps int, err error) {
	done, err := a.steps(ctx, tx)
	if err != nil {
		return 0, err
	}
	all := a.dialect.Migrations
	if done > len(all) {
		return 0, a.failed(fmt.Errorf("the schema is of a later version: it has %d steps, and this program knows %d", done, len(all)))
	}
	if done == 0 {
		if err := a.exec(ctx, tx, `CREATE TABLE IF NOT EXISTS portolan_schema (step integer NOT NULL)`); err != nil {
			return 0, err
		}
	}
	for i, step := range all[done:] {
		if err := a.exec(ctx, tx, step); err != nil {
			return 0, err
		}
		if err := a.exec(ctx, tx, `INSERT INTO portolan_schema VALUES ($1)`, done+i+1); err != nil {
			return 0, err
		}
	}
	return len(all) - done, nil
}

// steps is how many steps the schema has; none if there is none.
func (a *Accounts) steps(ctx context.Context, by querier) (done int, err error) {
	var is bool
	if err := by.QueryRowContext(ctx, a.dialect.HasSchema).Scan(&is); err != nil {
		return 0, a.failed(err)
	}
	if !is {
		return 0, nil
	}
	if err := by.QueryRowContext(ctx, `SELECT coalesce(max(step), 0) FROM portolan_schema`).Scan(&done); err != nil {
		return 0, a.failed(err)
	}
	return done, nil
}

func (a *Accounts) exec(ctx context.Context, tx *sql.Tx, statement string, args ...any) error {
	_, err := a.affected(ctx, tx, statement, args...)
	return err
}

// affected is how many rows a statement has changed.
func (a *Accounts) affected(ctx context.Context, tx *sql.Tx, statement string, args ...any) (int64, error) {
	result, err := tx.ExecContext(ctx, statement, args...)
	if err != nil {
		return 0, a.failed(err)
	}
	n, err := result.RowsAffected()
	if err != nil {
		return 0, a.failed(err)
	}
	return n, nil
}

// change does something in one transaction, which waits for others that change something.
func (a *Accounts) change(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := a.db.BeginTx(ctx, nil)
	if err != nil {
		return a.failed(err)
	}
	defer tx.Rollback()
	if a.dialect.Lock != "" {
		if err := a.exec(ctx, tx, a.dialect.Lock); err != nil {
			return err
		}
	}
	if err := do(tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return a.failed(err)
	}
	return nil
}
