package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/accounts/postgres/postgrestest"
	"github.com/portolan-ftp/portolan/accounts/sqldb"
	"github.com/portolan-ftp/portolan/accounts/sqldb/sqldbtest"
)

// database is one of a test's own.
type database struct {
	t   *testing.T
	url string
}

func (d *database) Open(o sqldb.Options) *sqldb.Accounts {
	d.t.Helper()
	a, err := Open(context.Background(), d.url, o)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { a.Close() })
	return a
}

func (d *database) Does(statements ...string) {
	d.t.Helper()
	does(d.t, d.url, statements...)
}

func does(t *testing.T, url string, statements ...string) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	for _, s := range statements {
		if _, err := conn.Exec(ctx, s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// databases makes databases in one server.
func databases(t *testing.T) func(*testing.T) *database {
	server := postgrestest.Start(t)
	var made atomic.Int32
	return func(t *testing.T) *database {
		t.Helper()
		name := fmt.Sprint("test", made.Add(1))
		does(t, server.URL(), "CREATE DATABASE "+name)
		return &database{t, strings.TrimSuffix(server.URL(), "postgres") + name}
	}
}

func TestSuite(t *testing.T) {
	t.Parallel()
	begin := databases(t)
	sqldbtest.Suite(t, func(t *testing.T) sqldbtest.Database { return begin(t) })
	t.Run("Schemas", func(t *testing.T) { otherSchemas(t, begin) })
	t.Run("OldSchema", func(t *testing.T) {
		t.Parallel()
		oldSchema(t, begin(t))
	})
	t.Run("CheckEnds", func(t *testing.T) {
		t.Parallel()
		checkEnds(t, begin(t))
	})
}

// oldSchema: what earlier versions made is told, brought up to date, and keeps its users; who may not create tables can
// still change users.
func oldSchema(t *testing.T, d *database) {
	d.Does(firstStep, `CREATE TABLE portolan_schema (step integer NOT NULL)`, `INSERT INTO portolan_schema VALUES (1)`,
		`INSERT INTO portolan_users (name, password, certificates) VALUES ('alice', '`+sqldbtest.PW+`', '{"cn=A, B"}')`)
	a, ctx := d.Open(sqldb.Options{}), t.Context()
	if err := a.Check(ctx); err == nil || err.Error() != "the tables are of an earlier version: 1 steps of 2 are done" {
		t.Error(err)
	}
	if steps, err := a.Migrate(ctx); steps != 1 || err != nil {
		t.Errorf("%d steps, %v", steps, err)
	}
	if users, err := a.List(ctx); err != nil || len(users) != 1 || fmt.Sprint(users[0].Certificates) != "[cn=A, B]" {
		t.Errorf("%+v, %v", users, err)
	}
	d.Does(`REVOKE CREATE ON SCHEMA public FROM PUBLIC`, `CREATE ROLE clerk LOGIN`,
		`GRANT SELECT, INSERT, UPDATE, DELETE ON portolan_users, portolan_groups TO clerk`, `GRANT SELECT ON portolan_schema TO clerk`)
	clerk := (&database{t, strings.Replace(d.url, "//portolan@", "//clerk@", 1)}).Open(sqldb.Options{})
	if err := clerk.Edit(ctx, func(e accounts.Editor) error { return e.SetHash("alice", "!") }); err != nil {
		t.Error(err)
	}
}

// checkEnds: a server that starts does not wait for ever for a table that somebody holds.
func checkEnds(t *testing.T, d *database) {
	a := d.Open(sqldb.Options{Timeout: 100 * time.Millisecond})
	if _, err := a.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	holder, err := pgx.Connect(t.Context(), d.url)
	if err != nil {
		t.Fatal(err)
	}
	defer holder.Close(context.Background())
	if _, err := holder.Exec(t.Context(), `BEGIN; LOCK TABLE portolan_schema`); err != nil {
		t.Fatal(err)
	}
	patient, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := a.Check(patient); !errors.Is(err, context.DeadlineExceeded) || patient.Err() != nil {
		t.Errorf("%v, %v", err, patient.Err())
	}
}

// TestAway: a database that is away is no refusal, ends a login in time, and is used again when it is back.
func TestAway(t *testing.T) {
	t.Parallel()
	server := postgrestest.Start(t)
	d := &database{t, server.URL()}
	a := d.Open(sqldb.Options{Timeout: time.Second})
	if _, err := a.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.Does(`INSERT INTO portolan_users (name, password) VALUES ('alice', '` + sqldbtest.PW + `')`)
	login := func() string {
		return sqldbtest.Told(a.Authenticate(t.Context(), accounts.Credentials{User: "alice", Password: "pw"}))
	}
	for range 2 {
		if got := login(); !strings.HasPrefix(got, "alice ") {
			t.Fatal(got)
		}
		server.Stop()
		for range 2 {
			if got := login(); !strings.HasPrefix(got, "failed: postgres: ") {
				t.Errorf("without a database: %s", got)
			}
			if err := a.Check(t.Context()); err == nil || Refused(err) {
				t.Errorf("it is not away for Check: %v", err)
			}
		}
		server.Restart()
	}
	if got := login(); !strings.HasPrefix(got, "alice ") {
		t.Error(got)
	}
}
