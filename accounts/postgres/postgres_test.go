package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/accounts/postgres/postgrestest"
)

// database is one of a test's own.
type database struct {
	*postgrestest.Database
	t *testing.T
}

func begin(t *testing.T) *database {
	t.Helper()
	return &database{postgrestest.Start(t), t}
}

// open takes the users of the database.
func (d *database) open(o Options) *Accounts {
	d.t.Helper()
	a, err := Open(context.Background(), d.URL(), o)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(a.Close)
	return a
}

func (d *database) does(a *Accounts, statements ...string) {
	d.t.Helper()
	for _, s := range statements {
		if _, err := a.pool.Exec(context.Background(), s); err != nil {
			d.t.Fatalf("%s: %v", s, err)
		}
	}
}

// hashes of "pw" and "word", cheap ones.
const (
	pw   = "$2b$04$abcdefghijklmnopqrstuuyvPXIbu7xe6/CED2DzX8z6Si09MlzlW"
	word = "$2b$04$abcdefghijklmnopqrstuuB/GrfUOm5dtrEiT8lcouu5XB5ftbWLi"
)

// told is an account and what can be compared of it.
func told(a *accounts.Account, err error) string {
	switch {
	case errors.Is(err, accounts.ErrRejected):
		return "rejected"
	case err != nil:
		return "failed: " + err.Error()
	}
	return fmt.Sprintf("%s %s home %q quota %d/%d exchange %v word %v", a.Name, a.Permissions, a.Home, a.Quota.Bytes, a.Quota.Files, !a.NoExchange, a.Confirm != nil)
}

// TestSchema: users and groups of the schema, where the user's own wins.
func TestSchema(t *testing.T) {
	t.Parallel()
	d := begin(t)
	a := d.open(Options{})
	ctx := t.Context()
	for i, want := range []int{len(migrations), 0} {
		if steps, err := a.Migrate(ctx); steps != want || err != nil {
			t.Fatalf("round %d: %d steps, %v", i, steps, err)
		}
	}
	d.does(a,
		`INSERT INTO portolan_groups VALUES ('staff', 'read-write', 'people/{user}', 1000, 10, true)`,
		`INSERT INTO portolan_users (name, member, password) VALUES ('alice', 'staff', '`+pw+`'), ('locked', 'staff', '!`+pw+`'), ('none', 'staff', NULL)`,
		`INSERT INTO portolan_users (name, member, password, permissions, home, quota_bytes, no_exchange) VALUES ('bob', 'staff', '`+pw+`', 'read-only', 'bob', 5, false)`,
		`INSERT INTO portolan_users (name, password, account_word) VALUES ('carol', '`+pw+`', '`+word+`')`)
	for _, c := range []struct{ name, password, want string }{
		{"alice", "pw", `alice read-write home "people/alice" quota 1000/10 exchange false word false`},
		{"alice", "pw", `alice read-write home "people/alice" quota 1000/10 exchange false word false`}, // remembered
		{"alice", "wrong", "rejected"}, {"locked", "pw", "rejected"}, {"none", "", "rejected"}, {"nobody", "pw", "rejected"},
		{"Alice", "pw", "rejected"}, {"alice' OR '1'='1", "pw", "rejected"}, {"alice\x00", "pw", "rejected"}, {"alice\xff", "pw", "rejected"},
		{"bob", "pw", `bob read-only home "bob" quota 5/10 exchange true word false`},
		{"carol", "pw", `carol read-only home "" quota 0/0 exchange true word true`},
	} {
		if got := told(a.Authenticate(ctx, accounts.Credentials{User: c.name, Password: c.password})); got != c.want {
			t.Errorf("%q with %q: %s, want %s", c.name, c.password, got, c.want)
		}
	}
	carol, err := a.Authenticate(ctx, accounts.Credentials{User: "carol", Password: "pw"})
	if err != nil {
		t.Fatal(err)
	}
	if right, wrong := carol.Confirm(ctx, "word"), carol.Confirm(ctx, "pw"); right != nil || !errors.Is(wrong, accounts.ErrRejected) {
		t.Errorf("ACCT: %v and %v", right, wrong)
	}
	for name, want := range map[string]bool{"alice": true, "locked": true, "nobody": false} {
		if known, err := a.Knows(ctx, name); known != want || err != nil {
			t.Errorf("%s is known: %v, %v", name, known, err)
		}
	}
	d.does(a, `UPDATE portolan_users SET password = '`+word+`' WHERE name = 'alice'`)
	for password, want := range map[string]string{"pw": "rejected", "word": `alice read-write home "people/alice" quota 1000/10 exchange false word false`} {
		if got := told(a.Authenticate(ctx, accounts.Credentials{User: "alice", Password: password})); got != want {
			t.Errorf("after the change, with %q: %s", password, got)
		}
	}
	d.does(a, `INSERT INTO portolan_schema VALUES (99)`)
	if _, err := a.Migrate(ctx); err == nil || !strings.Contains(err.Error(), "it has 99 steps, and this program knows 1") {
		t.Errorf("a later schema: %v", err)
	}
}

// TestOwnQuery: a schema that is there already, and what is wrong with a query or a record is told, not taken for a refusal.
func TestOwnQuery(t *testing.T) {
	t.Parallel()
	d := begin(t)
	d.does(d.open(Options{}), `CREATE TABLE people (login text, secret text, disabled boolean, place text)`,
		`INSERT INTO people VALUES ('ann', '`+pw+`', false, '/srv/ann'), ('ben', '`+pw+`', true, NULL), ('twice', '`+pw+`', false, NULL), ('twice', '`+pw+`', false, NULL), ('odd', 'md5:1234', false, NULL)`)
	const query = `SELECT login AS name, CASE WHEN disabled THEN '!' ELSE '' END || secret AS password, 'read-write' AS permissions, place AS home FROM people WHERE login = $1`
	for _, c := range []struct{ query, name, want string }{
		{query, "ann", `ann read-write home "/srv/ann" quota 0/0 exchange true word false`},
		{query, "ben", "rejected"},
		{query, "twice", "failed: postgres: too many rows"},
		{query, "odd", "failed: accounts: the record of \"odd\": password field is neither an argon2id nor a bcrypt hash"},
		{`SELECT login AS name, 'all' AS permissions, secret AS password FROM people WHERE login = $1`, "ann", "failed: postgres: user \"ann\": "},
		{`SELECT login AS name, secret AS password, 'read-only' AS permissions, 1 AS colour FROM people WHERE login = $1`, "ann", "failed: postgres: struct doesn't have corresponding row field colour"},
		{`SELECT name FROM nowhere WHERE name = $1`, "ann", "failed: postgres: ERROR: relation \"nowhere\" does not exist"},
	} {
		a := d.open(Options{Query: c.query})
		if got := told(a.Authenticate(t.Context(), accounts.Credentials{User: c.name, Password: "pw"})); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s as %s: %s", c.query, c.name, got)
		}
	}
}

// TestAway: a database that is away is no refusal, ends a login in time, and is used again when it is back.
func TestAway(t *testing.T) {
	t.Parallel()
	d := begin(t)
	a := d.open(Options{Timeout: time.Second})
	if _, err := a.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.does(a, `INSERT INTO portolan_users (name, password) VALUES ('alice', '`+pw+`')`)
	login := func() string {
		return told(a.Authenticate(t.Context(), accounts.Credentials{User: "alice", Password: "pw"}))
	}
	for range 2 {
		if got := login(); !strings.HasPrefix(got, "alice ") {
			t.Fatal(got)
		}
		d.Stop()
		for range 2 {
			if got := login(); !strings.HasPrefix(got, "failed: postgres: ") {
				t.Errorf("without a database: %s", got)
			}
			if err := a.Check(t.Context()); err == nil {
				t.Error("it is not away for Check")
			}
		}
		d.Restart()
	}
	if got := login(); !strings.HasPrefix(got, "alice ") {
		t.Error(got)
	}
}
