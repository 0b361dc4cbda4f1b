package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/portolan-ftp/portolan/accounts"
)

const (
	// DefaultConnections is enough for hundreds of logins a second, each of which is one short query.
	DefaultConnections = 4
	// DefaultTimeout is how long a login waits for the database, connecting included: clients wait about half a minute.
	DefaultTimeout = 5 * time.Second
)

// Options adjust Accounts; a zero field has its default.
type Options struct {
	// Query finds the user whose name is $1, in one row at most. Its columns are known by their names:
	//
	//	name         text       as the database spells it; needed
	//	password     text       a hash: argon2id (PHC) or bcrypt; none, or one that begins with "!", locks the user; needed
	//	permissions  text       as in a file of users: read-write, read-only, upload-only …; needed
	//	home         text       as in a file of users; none is the served directory
	//	quota_bytes, quota_files  bigint; none or 0 is no limit
	//	no_exchange  boolean    no transfers between servers
	//	certificates text[]     cn=NAME or sha256=HEX, which open the account
	//	password_too boolean    with a certificate, the password is needed too
	//	account_word text       a hash of what ACCT has to give
	//
	// Without a query it is that of the schema that Migrate makes.
	Query string
	// Connections are how many the server has to the database at most.
	Connections int
	// Timeout is how long a login waits for the database.
	Timeout time.Duration
	// Verifier is where passwords are verified; nil is one of their own.
	Verifier *accounts.Verifier
}

// Accounts are the users in a database.
type Accounts struct {
	*accounts.Looked
	pool    *pgxpool.Pool
	query   string
	timeout time.Duration
}

// Open takes users from the database at a URL, or a list of parameters, as libpq has them; what is left out comes from its
// environment (PGPASSWORD …). It does not connect, because the server can start before its database.
func Open(ctx context.Context, url string, o Options) (*Accounts, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("postgres: %w", err) // it does not quote a password
	}
	config.MaxConns = DefaultConnections
	if o.Connections > 0 {
		config.MaxConns = int32(o.Connections)
	}
	a := &Accounts{query: o.Query, timeout: o.Timeout}
	if a.query == "" {
		a.query = ownQuery
	}
	if a.timeout == 0 {
		a.timeout = DefaultTimeout
	}
	config.ConnConfig.ConnectTimeout = a.timeout
	if a.pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return nil, fmt.Errorf("postgres: %w", err)
	}
	if a.Looked, err = accounts.NewLooked(a.find, o.Verifier); err != nil {
		a.pool.Close()
		return nil, err
	}
	return a, nil
}

// Close ends all connections.
func (a *Accounts) Close() { a.pool.Close() }

// Check asks for a user whom nobody has, and so finds a database that is away and a query that is wrong.
func (a *Accounts) Check(ctx context.Context) error {
	_, err := a.find(ctx, "")
	return err
}

// find is the lookup of accounts.Looked. PostgreSQL has no texts with a NUL, and none that are not UTF-8, so no user has such a
// name.
func (a *Accounts) find(ctx context.Context, name string) (*accounts.Record, error) {
	if strings.Contains(name, "\x00") || !utf8.ValidString(name) {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, a.timeout)
	defer cancel()
	rows, err := a.pool.Query(ctx, a.query, name)
	if err != nil {
		return nil, fmt.Errorf("postgres: %w", err)
	}
	found, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByNameLax[row])
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("postgres: %w", err)
	}
	return found.record()
}

// row is what a query finds.
type row struct {
	Name         string
	Password     *string
	Permissions  string
	Home         *string
	QuotaBytes   *int64
	QuotaFiles   *int64
	NoExchange   *bool
	Certificates []string
	PasswordToo  *bool
	AccountWord  *string
}

func (r *row) record() (*accounts.Record, error) {
	permissions, err := accounts.ParsePermissions(r.Permissions)
	if err != nil {
		return nil, fmt.Errorf("postgres: user %q: %w", r.Name, err)
	}
	record := &accounts.Record{Hash: value(r.Password)}
	record.Account = accounts.Account{Name: r.Name, Home: value(r.Home), Permissions: permissions,
		Quota: accounts.Quota{Bytes: value(r.QuotaBytes), Files: value(r.QuotaFiles)}, NoExchange: value(r.NoExchange)}
	record.Certificates, record.Both, record.Word = r.Certificates, value(r.PasswordToo), value(r.AccountWord)
	return record, nil
}

// value is what a column holds, and the zero value for NULL.
func value[T any](column *T) (v T) {
	if column != nil {
		v = *column
	}
	return v
}
