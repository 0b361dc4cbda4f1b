// Package sqldbtest holds a kind of database to what package sqldb promises.
package sqldbtest

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/accounts/sqldb"
)

// Database is one of a test's own, without tables.
type Database interface {
	// Open takes the users of the database.
	Open(sqldb.Options) *sqldb.Accounts
	// Does runs statements.
	Does(statements ...string)
}

// Hashes of "pw" and "word", cheap ones.
const (
	PW   = "$2b$04$abcdefghijklmnopqrstuuyvPXIbu7xe6/CED2DzX8z6Si09MlzlW"
	Word = "$2b$04$abcdefghijklmnopqrstuuB/GrfUOm5dtrEiT8lcouu5XB5ftbWLi"
)

// Suite runs all tests, each with a database that begin makes.
func Suite(t *testing.T, begin func(*testing.T) Database) {
	for name, test := range map[string]func(*testing.T, Database){
		"Schema": schema, "Edit": edit, "EditErrors": editErrors, "Groups": groups, "GroupHomes": groupHomes, "Together": together, "OwnQuery": ownQuery, "Work": work,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, begin(t))
		})
	}
}

// Told is an account and what can be compared of it.
func Told(a *accounts.Account, err error) string {
	switch {
	case errors.Is(err, accounts.ErrRejected):
		return "rejected"
	case err != nil:
		return "failed: " + err.Error()
	}
	return fmt.Sprintf("%s %s home %q quota %d/%d exchange %v word %v mounts %q", a.Name, a.Permissions, a.Home, a.Quota.Bytes, a.Quota.Files,
		!a.NoExchange, a.Confirm != nil, a.Mounts)
}

// login is what a login is told.
func login(t *testing.T, a *sqldb.Accounts, name, password string) string {
	return Told(a.Authenticate(t.Context(), accounts.Credentials{User: name, Password: password}))
}

func migrate(t *testing.T, a *sqldb.Accounts) {
	t.Helper()
	if _, err := a.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// schema: users and groups of the schema, where the user's own wins, as other programs put them there.
func schema(t *testing.T, d Database) {
	a, ctx := d.Open(sqldb.Options{}), t.Context()
	if _, old := errors.AsType[*sqldb.OldSchema](a.Check(ctx)); !old {
		t.Errorf("without tables: %v", a.Check(ctx))
	}
	migrate(t, a)
	if steps, err := a.Migrate(ctx); steps != 0 || err != nil {
		t.Errorf("once more: %d steps, %v", steps, err)
	}
	if err := a.Check(ctx); err != nil {
		t.Error(err)
	}
	d.Does(`INSERT INTO portolan_groups VALUES ('staff', 'read-write', 'people/{user}', 1000, 10, true)`,
		`INSERT INTO portolan_users (name, member, password) VALUES ('alice', 'staff', '`+PW+`'), ('locked', 'staff', '!`+PW+`'), ('none', 'staff', NULL), ('odd', 'staff', '$1$a$b')`,
		`INSERT INTO portolan_users (name, member, password, permissions, home, quota_bytes, no_exchange) VALUES ('bob', 'staff', '`+PW+`', 'read-only', 'bob', 5, false)`,
		`INSERT INTO portolan_users (name, password, account_word) VALUES ('carol', '`+PW+`', '`+Word+`')`)
	const alice = `alice read-write home "people/alice" quota 1000/10 exchange false word false mounts map[]`
	logins(t, a, alice)
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
	d.Does(`UPDATE portolan_users SET password = '` + Word + `' WHERE name = 'alice'`)
	for password, want := range map[string]string{"pw": "rejected", "word": alice} {
		if got := login(t, a, "alice", password); got != want {
			t.Errorf("after the change, with %q: %s", password, got)
		}
	}
	d.Does(`INSERT INTO portolan_schema VALUES (99)`)
	if _, err := a.Migrate(ctx); err == nil || !later.MatchString(err.Error()) {
		t.Errorf("a later schema: %v", err)
	}
}

// logins logs in as users of a group, as one without, and as nobody; alice is what the login of alice tells.
func logins(t *testing.T, a *sqldb.Accounts, alice string) {
	t.Helper()
	for _, c := range []struct{ name, password, want string }{
		{"alice", "pw", alice}, {"alice", "pw", alice}, // remembered
		{"alice", "wrong", "rejected"}, {"locked", "pw", "rejected"}, {"none", "", "rejected"}, {"odd", "pw", "rejected"}, {"nobody", "pw", "rejected"},
		{"Alice", "pw", "rejected"}, {"alice' OR '1'='1", "pw", "rejected"}, {"alice\x00", "pw", "rejected"}, {"alice\xff", "pw", "rejected"},
		{"bob", "pw", `bob read-only home "bob" quota 5/10 exchange true word false mounts map[]`},
		{"carol", "pw", `carol read-only home "" quota 0/0 exchange true word true mounts map[]`},
	} {
		if got := login(t, a, c.name, c.password); got != c.want {
			t.Errorf("%q with %q: %s, want %s", c.name, c.password, got, c.want)
		}
	}
}

// together: several who edit at once wait for each other, and none loses what another has changed.
func together(t *testing.T, d Database) {
	const editors = 4
	migrate(t, d.Open(sqldb.Options{}))
	d.Does(`INSERT INTO portolan_users (name) VALUES ('alice')`)
	var all sync.WaitGroup
	for i := range editors {
		a := d.Open(sqldb.Options{})
		all.Go(func() {
			for range 5 {
				err := a.Edit(t.Context(), func(e accounts.Editor) error {
					return errors.Join(e.Add(accounts.Record{Entry: accounts.Entry{Account: accounts.Account{Name: fmt.Sprint("user", i)}}, Hash: "!"}),
						e.Set("alice", func(u *accounts.Entry) { u.Quota.Files++; u.Unset = 0 }), e.Remove(fmt.Sprint("user", i)))
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	users, err := d.Open(sqldb.Options{}).List(t.Context())
	if err != nil || len(users) != 1 || users[0].Quota.Files != 5*editors {
		t.Errorf("%+v, %v", users, err)
	}
}
