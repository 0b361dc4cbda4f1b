package sqldb

import (
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/accounts"
)

// row is what a query finds of a user or a group. NULL is no value.
type row struct {
	name, permissions, home, password, word, member sql.Null[string]
	bytes, files                                    sql.Null[int64]
	noExchange, both                                sql.Null[bool]
	certificates, mounts                            []string
	unset                                           accounts.Fields
	members                                         int
}

// columns are those that a query may have, each with the target for Scan.
var columns = map[string]func(r *row, texts func(*[]string) any) any{
	"name":         func(r *row, _ func(*[]string) any) any { return &r.name },
	"password":     func(r *row, _ func(*[]string) any) any { return &r.password },
	"permissions":  func(r *row, _ func(*[]string) any) any { return &r.permissions },
	"home":         func(r *row, _ func(*[]string) any) any { return &r.home },
	"quota_bytes":  func(r *row, _ func(*[]string) any) any { return &r.bytes },
	"quota_files":  func(r *row, _ func(*[]string) any) any { return &r.files },
	"no_exchange":  func(r *row, _ func(*[]string) any) any { return &r.noExchange },
	"certificates": func(r *row, texts func(*[]string) any) any { return texts(&r.certificates) },
	"password_too": func(r *row, _ func(*[]string) any) any { return &r.both },
	"account_word": func(r *row, _ func(*[]string) any) any { return &r.word },
	"mounts":       func(r *row, texts func(*[]string) any) any { return texts(&r.mounts) },
	"member":       func(r *row, _ func(*[]string) any) any { return &r.member },
	"unset":        func(r *row, _ func(*[]string) any) any { return &r.unset },
	"members":      func(r *row, _ func(*[]string) any) any { return &r.members },
}

// neededColumns are those that every query has.
var neededColumns = []string{"name", "password", "permissions"}

// checkColumns says what is wrong with the columns of a query.
func checkColumns(names []string) error {
	for i, name := range names {
		if columns[name] == nil {
			return fmt.Errorf("%q is no column of a user: %s", name, strings.Join(slices.Sorted(maps.Keys(columns)), ", "))
		}
		if slices.Contains(names[:i], name) {
			return fmt.Errorf("it has the column %q twice", name)
		}
	}
	for _, name := range neededColumns {
		if !slices.Contains(names, name) {
			return fmt.Errorf("it has no column %q", name)
		}
	}
	return nil
}

// targets are where Scan puts the columns of those names.
func (r *row) targets(names []string, texts func(*[]string) any) (targets []any) {
	for _, name := range names {
		targets = append(targets, columns[name](r, texts))
	}
	return targets
}

// account is what users and groups have both.
func (r *row) account() (accounts.Account, error) {
	permissions, err := accounts.ParsePermissions(r.permissions.V)
	return accounts.Account{Name: r.name.V, Home: r.home.V, Permissions: permissions,
		Quota: accounts.Quota{Bytes: r.bytes.V, Files: r.files.V}, NoExchange: r.noExchange.V}, err
}

func (r *row) record() (*accounts.Record, error) {
	account, err := r.account()
	if err != nil {
		return nil, err
	}
	record := &accounts.Record{Hash: r.password.V}
	record.Account, record.Certificates, record.Both, record.Word = account, r.certificates, r.both.V, r.word.V
	record.Group, record.Unset = r.member.V, r.unset
	for _, text := range r.mounts {
		name, directory, err := accounts.ParseMount(text)
		if err != nil {
			return nil, err
		}
		if record.Mounts == nil {
			record.Mounts = map[string]string{}
		}
		record.Mounts[name] = directory
	}
	return record, nil
}

func (r *row) group() (*accounts.Group, error) {
	account, err := r.account()
	return &accounts.Group{Account: account, Unset: r.unset, Members: r.members}, err
}

// nullable is what a column holds for a field, which has no value if it is among those that are unset.
func nullable[T any](value T, field, unset accounts.Fields) sql.Null[T] {
	return sql.Null[T]{V: value, Valid: !unset.Has(field)}
}

// some is a text, or NULL for none.
func some(text string) sql.Null[string] { return sql.Null[string]{V: text, Valid: text != ""} }

// shared are the columns of users and groups both: permissions, home, quota_bytes, quota_files, no_exchange.
func shared(a *accounts.Account, unset accounts.Fields) []any {
	return []any{
		nullable(a.Permissions.String(), accounts.FieldPermissions, unset),
		nullable(a.Home, accounts.FieldHome, unset),
		nullable(a.Quota.Bytes, accounts.FieldQuotaBytes, unset),
		nullable(a.Quota.Files, accounts.FieldQuotaFiles, unset),
		nullable(a.NoExchange, accounts.FieldNoExchange, unset),
	}
}
