package sqldb

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

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
	//	permissions  text       as in a file of users: read-write, read-only, none, or a list such as read,list,write; needed
	//	home         text       as in a file of users; none is the served directory
	//	quota_bytes, quota_files  bigint; none or 0 is no limit
	//	no_exchange  boolean    no transfers between servers
	//	certificates text[]     cn=NAME or sha256=HEX, which open the account
	//	password_too boolean    with a certificate, the password is needed too
	//	account_word text       a hash of what ACCT has to give
	//	mounts       text[]     name=directory, which SMNT mounts
	//
	// SQLite has no booleans, for which it takes 0 and 1, and no text[], for which it takes a text with an array of
	// JSON. Without a query it is that of the schema that Migrate makes.
	Query string
	// Connections are how many the server has to the database at most.
	Connections int
	// Timeout is how long a login waits for the database.
	Timeout time.Duration
	// Verifier is where passwords are verified; nil is one of their own.
	Verifier *accounts.Verifier
	// Log gets reports about records that cannot be used; nil is slog.Default.
	Log *slog.Logger
}

// Filled is o with its defaults.
func (o Options) Filled() Options {
	if o.Connections <= 0 {
		o.Connections = DefaultConnections
	}
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	return o
}

// Dialect is what one kind of database has otherwise than another.
type Dialect struct {
	// Name is the database's, for errors.
	Name string
	// Migrations make the schema, one step after the other. A step that has been released is never changed.
	Migrations []string
	// HasSchema is a query that tells whether there is a table portolan_schema.
	HasSchema string
	// Lock is a statement by which one transaction that changes something waits for another; "" where beginning one
	// does.
	Lock string
	// Texts is a list of texts as a column has it, and ScanTexts a target for Scan that reads one.
	Texts     func([]string) any
	ScanTexts func(*[]string) any
}

// Source is a database that is open.
type Source struct {
	// Name is what people call it; it has no password.
	Name string
	DB   *sql.DB
	// Close ends all connections.
	Close func() error
}

// Accounts are the users in a database.
type Accounts struct {
	*accounts.Looked
	source  Source
	db      *sql.DB
	dialect Dialect
	query   string
	own     bool // the query is that of the own schema
	timeout time.Duration
	kinds   atomic.Bool // of hashes are known
}

//go:embed users.sql
var allUsers string

//go:embed kinds.sql
var kindsOfHashes string

// New takes users from a database, which is closed if that fails.
func New(from Source, d Dialect, o Options) (*Accounts, error) {
	o = o.Filled()
	a := &Accounts{source: from, db: from.DB, dialect: d, query: o.Query, own: o.Query == "", timeout: o.Timeout}
	if a.own {
		a.query = allUsers + "WHERE u.name = $1"
	}
	var err error
	if a.Looked, err = accounts.NewLooked(a.find, accounts.LookedOptions{Log: o.Log, Verifier: o.Verifier}); err != nil {
		return nil, errors.Join(err, from.Close())
	}
	return a, nil
}

// Name is what people call the database.
func (a *Accounts) Name() string { return a.source.Name }

// Close ends all connections.
func (a *Accounts) Close() error { return a.source.Close() }

// Error is an error of the database, and not a mistake in what is to be stored there.
type Error struct {
	Database string
	Err      error
}

// Error implements error.
func (e *Error) Error() string { return e.Database + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

func (a *Accounts) failed(err error) error { return &Error{a.dialect.Name, err} }

// Check asks for a user whom nobody has, and so finds a database that is away, a schema that is missing or old, and a
// query that is wrong.
func (a *Accounts) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, a.timeout)
	defer cancel()
	if a.own {
		steps, err := a.steps(ctx, a.db)
		if err != nil {
			return err
		}
		if want := len(a.dialect.Migrations); steps < want {
			return &OldSchema{steps, want}
		}
	}
	_, err := a.find(ctx, "")
	return err
}

// find is the lookup of accounts.Looked. PostgreSQL has no texts with a NUL, and none that are not UTF-8, so no user
// has such a name.
func (a *Accounts) find(ctx context.Context, name string) (*accounts.Record, error) {
	if strings.Contains(name, "\x00") || !utf8.ValidString(name) {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, a.timeout)
	defer cancel()
	if err := a.learn(ctx); err != nil {
		return nil, err
	}
	return a.findBy(ctx, a.db, a.query, name)
}

// findBy is the one user of a query; nil if there is none.
func (a *Accounts) findBy(ctx context.Context, by querier, query, name string) (found *accounts.Record, err error) {
	err = a.each(ctx, by, query, []any{name}, func(r *row) error {
		if found != nil {
			return a.unusable(name, errors.New("the query finds more than one"))
		}
		found, err = r.record()
		if err != nil {
			return a.unusable(name, err)
		}
		return nil
	})
	return found, err
}

func (a *Accounts) unusable(name string, err error) error {
	return &accounts.UnusableError{Err: a.failed(fmt.Errorf("user %q: %w", name, err))}
}

// learn has the kinds of hashes in the own schema known before the first login. Those of another one are learned from
// logins.
func (a *Accounts) learn(ctx context.Context) error {
	if !a.own || a.kinds.Load() {
		return nil
	}
	rows, err := a.db.QueryContext(ctx, kindsOfHashes)
	if err != nil {
		return a.failed(err)
	}
	defer rows.Close()
	var hashes []string
	for rows.Next() {
		var hash string
		if err := rows.Scan(&hash); err != nil {
			return a.failed(err)
		}
		hashes = append(hashes, hash)
	}
	if err := rows.Err(); err != nil {
		return a.failed(err)
	}
	a.Expect(hashes...)
	a.kinds.Store(true)
	return nil
}

// querier is a database or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// each reads the rows of a query, one after the other.
func (a *Accounts) each(ctx context.Context, by querier, query string, args []any, do func(*row) error) error {
	rows, err := by.QueryContext(ctx, query, args...)
	if err != nil {
		return a.failed(err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return a.failed(err)
	}
	if err := checkColumns(names); err != nil {
		return a.failed(fmt.Errorf("the query: %w", err))
	}
	for rows.Next() {
		r := &row{}
		if err := rows.Scan(r.targets(names, a.dialect.ScanTexts)...); err != nil {
			return &accounts.UnusableError{Err: a.failed(err)}
		}
		if err := do(r); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return a.failed(err)
	}
	return nil
}
