package sqldb

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"github.com/portolan-ftp/portolan/accounts"
)

// List returns the users of the own schema, in the order of their names. What they have from their groups is theirs
// there.
func (a *Accounts) List(ctx context.Context) ([]accounts.User, error) {
	var all []accounts.User
	err := a.each(ctx, a.db, allUsers+"ORDER BY u.name", nil, func(r *row) error {
		record, err := r.record()
		if err != nil {
			return a.unusable(r.name.V, err)
		}
		user, err := record.User()
		if err != nil {
			return a.unusable(r.name.V, err)
		}
		all = append(all, user)
		return nil
	})
	return all, err
}

// Edit changes the users of the own schema in one transaction, which makes the schema first if it is missing or old. If
// edit fails, nothing changes. Two edits at once wait for each other.
func (a *Accounts) Edit(ctx context.Context, edit func(accounts.Editor) error) error {
	return a.change(ctx, func(tx *sql.Tx) error {
		if _, err := a.migrate(ctx, tx); err != nil {
			return err
		}
		return edit(&editor{a, ctx, tx})
	})
}

// editor is an accounts.Editor within a transaction.
type editor struct {
	*Accounts
	ctx context.Context
	tx  *sql.Tx
}

// Add implements accounts.Editor.
func (e *editor) Add(r accounts.Record) error {
	const doing = "add user"
	if err := e.check(&r); err != nil {
		return of(doing, r.Name, err)
	}
	return of(doing, r.Name, e.found(accounts.ErrUserExists, `INSERT INTO portolan_users (name, member, permissions, home, quota_bytes, quota_files,
		no_exchange, certificates, password_too, account_word, mounts, password)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (name) DO NOTHING`, append(e.columns(&r), r.Hash)...))
}

// Set implements accounts.Editor.
func (e *editor) Set(name string, change func(*accounts.Entry)) error {
	const doing = "change user"
	r, err := e.findBy(e.ctx, e.tx, allUsers+"WHERE u.name = $1", name)
	if err == nil && r == nil {
		err = accounts.ErrNoUser
	}
	if err != nil {
		return of(doing, name, err)
	}
	change(&r.Entry)
	r.Name = name
	if err := e.check(r); err != nil {
		return of(doing, name, err)
	}
	return of(doing, name, e.exec(e.ctx, e.tx, `UPDATE portolan_users SET member = $2, permissions = $3, home = $4, quota_bytes = $5,
		quota_files = $6, no_exchange = $7, certificates = $8, password_too = $9, account_word = $10, mounts = $11 WHERE name = $1`, e.columns(r)...))
}

// SetHash implements accounts.Editor.
func (e *editor) SetHash(name, hash string) error {
	const doing = "set password of user"
	r := accounts.Record{Hash: hash}
	r.Name = name
	if err := r.Check(); err != nil {
		return of(doing, name, err)
	}
	return of(doing, name, e.found(accounts.ErrNoUser, `UPDATE portolan_users SET password = $2 WHERE name = $1`, name, hash))
}

// Remove implements accounts.Editor.
func (e *editor) Remove(name string) error {
	return of("remove user", name, e.found(accounts.ErrNoUser, `DELETE FROM portolan_users WHERE name = $1`, name))
}

// found runs a statement for one row, and returns that error if no row is changed.
func (e *editor) found(missing error, statement string, args ...any) error {
	n, err := e.affected(e.ctx, e.tx, statement, args...)
	if err == nil && n == 0 {
		err = missing
	}
	return err
}

// of tells which name an error is about.
func of(doing, name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s %q: %w", doing, name, err)
}

// check says why r cannot be kept. What r has from its group is the group's, not what r says.
func (e *editor) check(r *accounts.Record) error {
	if r.Group != "" {
		g, err := e.group(r.Group)
		if err != nil {
			return fmt.Errorf("group %q: %w", r.Group, err)
		}
		if r.Unset.Has(accounts.FieldHome) {
			if _, err := g.HomeOf(r.Name); err != nil {
				return err
			}
		}
	}
	return r.Check()
}

// columns are those of a user but the password, the name first.
func (e *editor) columns(r *accounts.Record) []any {
	var mounts []string
	for _, name := range slices.Sorted(maps.Keys(r.Mounts)) {
		mounts = append(mounts, name+"="+r.Mounts[name])
	}
	columns := append([]any{r.Name, some(r.Group)}, shared(&r.Account, r.Unset)...)
	return append(columns, e.dialect.Texts(r.Certificates), r.Both, some(r.Word), e.dialect.Texts(mounts))
}
