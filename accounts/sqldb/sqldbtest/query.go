package sqldbtest

import (
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/accounts/sqldb"
)

// ownQuery: a schema that is there already. What is wrong with a query fails; what is wrong with the record of one user
// is logged, and that user refused.
func ownQuery(t *testing.T, d Database) {
	d.Does(`CREATE TABLE people (login text, secret text, disabled boolean, place text)`,
		`INSERT INTO people VALUES ('ann', '`+PW+`', false, '/srv/ann'), ('ben', '`+PW+`', true, NULL), ('twice', '`+PW+`', false, NULL), ('twice', '`+PW+`', false, NULL), ('odd', 'md5:1234', false, NULL)`)
	const query = `SELECT login AS name, CASE WHEN disabled THEN '!' ELSE '' END || secret AS password, 'read-write' AS permissions, place AS home FROM people WHERE login = $1`
	for _, c := range []struct{ query, name, want, log string }{
		{query, "ann", `ann read-write home "/srv/ann" quota 0/0 exchange true word false mounts map[]`, ""},
		{query, "ben", "rejected", ""},
		{query, "nobody", "rejected", ""},
		{query, "twice", "rejected", `user \"twice\": the query finds more than one`},
		{query, "odd", "rejected", "password field is neither an argon2id nor a bcrypt hash"},
		{`SELECT login AS name, 'all' AS permissions, secret AS password FROM people WHERE login = $1`, "ann", "rejected", `user \"ann\": unknown permission \"all\": `},
		{`SELECT login AS name, 'read-only' AS permissions, 'x' AS quota_bytes, secret AS password FROM people WHERE login = $1`, "ann", "rejected", `\"x\"`},
		{`SELECT login AS name, secret AS password, 'read-only' AS permissions, 1 AS colour FROM people WHERE login = $1`, "ann", `failed: the query: "colour" is no column of a user: account_word, `, ""},
		{`SELECT login AS name, secret AS password, 'read-only' AS permissions, 1 AS name FROM people WHERE login = $1`, "ann", `failed: the query: it has the column "name" twice`, ""},
		{`SELECT login AS name, 'read-only' AS permissions FROM people WHERE login = $1`, "ann", `failed: the query: it has no column "password"`, ""},
		{`SELECT name FROM nowhere WHERE name = $1`, "ann", "failed: ", ""},
	} {
		var log strings.Builder
		a := d.Open(sqldb.Options{Query: c.query, Log: slog.New(slog.NewTextHandler(&log, nil))})
		got := login(t, a, c.name, "pw")
		got = strings.NewReplacer("failed: postgres: ", "failed: ", "failed: sqlite: ", "failed: ").Replace(got)
		if c.want == "" || !strings.HasPrefix(got, c.want) {
			t.Errorf("%s as %s: %s, want %s", c.query, c.name, got, c.want)
		}
		if !strings.Contains(log.String(), c.log) || (c.log == "") != (log.String() == "") {
			t.Errorf("%s as %s: the log\n%slacks %s", c.query, c.name, log.String(), c.log)
		}
	}
}

// work: the kinds of hashes in the own schema are known before the first login, which costs an unknown name as much as
// a known one.
func work(t *testing.T, d Database) {
	a := d.Open(sqldb.Options{})
	migrate(t, a)
	d.Does(`INSERT INTO portolan_users (name, password) VALUES ('a', '`+PW+`'), ('b', '`+strings.Replace(PW, "$04$", "$05$", 1)+`'), ('c', '!'), ('d', NULL), ('e', '$1$a$b'), ('f', '`+Word+`')`,
		`INSERT INTO portolan_users (name, password) VALUES ('g', '$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$MDEyMzQ1Njc4OTAxMjM0NTY3ODk'), ('h', '$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$MDEyMzQ1Njc4OTAxMjM0NTY3+/9')`)
	if got := login(t, a, "nobody", "pw"); got != "rejected" {
		t.Error(got)
	}
	kinds := a.Kinds()
	slices.Sort(kinds)
	if got, want := strings.Join(kinds, "; "), "argon2id m=64,t=1,p=1; bcrypt 04; bcrypt 05"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
