package sqldb

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"

	"github.com/portolan-ftp/portolan/accounts"
)

//go:embed groups.sql
var allGroups string

// Groups returns the groups of the own schema, in the order of their names.
func (a *Accounts) Groups(ctx context.Context) ([]accounts.Group, error) {
	return a.groups(ctx, a.db, "ORDER BY g.name")
}

// groups are those that the end of the query says.
func (a *Accounts) groups(ctx context.Context, by querier, end string, args ...any) ([]accounts.Group, error) {
	var all []accounts.Group
	err := a.each(ctx, by, allGroups+end, args, func(r *row) error {
		g, err := r.group()
		if err != nil {
			return a.failed(fmt.Errorf("group %q: %w", r.name.V, err))
		}
		all = append(all, *g)
		return nil
	})
	return all, err
}

// EditGroups changes the groups of the own schema, as Edit changes the users.
func (a *Accounts) EditGroups(ctx context.Context, edit func(accounts.GroupEditor) error) error {
	return a.change(ctx, func(tx *sql.Tx) error {
		if _, err := a.migrate(ctx, tx); err != nil {
			return err
		}
		return edit(&groupEditor{editor{a, ctx, tx}})
	})
}

// group is the group of a name.
func (e *editor) group(name string) (*accounts.Group, error) {
	found, err := e.groups(e.ctx, e.tx, "WHERE g.name = $1", name)
	if err == nil && found == nil {
		err = accounts.ErrNoGroup
	}
	if err != nil {
		return nil, err
	}
	return &found[0], nil
}

// groupEditor is an accounts.GroupEditor within a transaction.
type groupEditor struct{ editor }

// Add implements accounts.GroupEditor.
func (e *groupEditor) Add(g accounts.Group) error {
	const doing = "add group"
	if err := g.Check(); err != nil {
		return of(doing, g.Name, err)
	}
	return of(doing, g.Name, e.found(accounts.ErrGroupExists, `INSERT INTO portolan_groups (name, permissions, home, quota_bytes, quota_files,
		no_exchange) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (name) DO NOTHING`, e.columns(&g)...))
}

// Set implements accounts.GroupEditor.
func (e *groupEditor) Set(name string, change func(*accounts.Group)) error {
	const doing = "change group"
	g, err := e.group(name)
	if err != nil {
		return of(doing, name, err)
	}
	change(g)
	g.Name = name
	if err := errors.Join(g.Check(), e.checkHomes(g)); err != nil {
		return of(doing, name, err)
	}
	return of(doing, name, e.exec(e.ctx, e.tx, `UPDATE portolan_groups SET permissions = $2, home = $3, quota_bytes = $4, quota_files = $5,
		no_exchange = $6 WHERE name = $1`, e.columns(g)...))
}

// checkHomes says which of the users cannot have the home that g gives them.
func (e *groupEditor) checkHomes(g *accounts.Group) error {
	return e.each(e.ctx, e.tx, allUsers+"WHERE u.member = $1 AND u.home IS NULL ORDER BY u.name", []any{g.Name}, func(r *row) error {
		_, err := g.HomeOf(r.name.V)
		return err
	})
}

// Remove implements accounts.GroupEditor.
func (e *groupEditor) Remove(name string) error {
	const doing = "remove group"
	g, err := e.group(name)
	switch {
	case err != nil:
		return of(doing, name, err)
	case g.Members > 0:
		return of(doing, name, fmt.Errorf("it has users: %d", g.Members))
	}
	return of(doing, name, e.exec(e.ctx, e.tx, `DELETE FROM portolan_groups WHERE name = $1`, name))
}

// columns are those of a group, the name first. A quota of 0 is none, as a group that gives none has.
func (e *groupEditor) columns(g *accounts.Group) []any {
	unset := g.Unset
	if g.Quota.Bytes == 0 {
		unset |= accounts.FieldQuotaBytes
	}
	if g.Quota.Files == 0 {
		unset |= accounts.FieldQuotaFiles
	}
	return append([]any{g.Name}, shared(&g.Account, unset)...)
}
