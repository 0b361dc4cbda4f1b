package sqlite

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/accounts/sqldb"
	"github.com/portolan-ftp/portolan/accounts/sqldb/sqldbtest"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// database is a file of a test's own.
type database struct {
	t    *testing.T
	path string
}

// begin makes one, whose name needs escaping in a URL.
func begin(t *testing.T) *database {
	t.Helper()
	d := &database{t, filepath.Join(t.TempDir(), "users?a=b#c%41 ü.db")}
	if err := Make(d.path); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *database) Open(o sqldb.Options) *sqldb.Accounts {
	d.t.Helper()
	a, err := Open(d.path, o)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { a.Close() })
	return a
}

func (d *database) connect() *sql.DB {
	d.t.Helper()
	source, err := sourceOf(d.path, true)
	if err != nil {
		d.t.Fatal(err)
	}
	db, err := sql.Open("sqlite", source)
	if err != nil {
		d.t.Fatal(err)
	}
	return db
}

func (d *database) Does(statements ...string) {
	d.t.Helper()
	db := d.connect()
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			d.t.Fatalf("%s: %v", s, err)
		}
	}
}

func TestSuite(t *testing.T) {
	testcost.Some(t)
	sqldbtest.Suite(t, func(t *testing.T) sqldbtest.Database { return begin(t) })
}

// TestFiles: files that cannot be meant are refused, and one that is made is its owner's alone, as those beside it are.
func TestFiles(t *testing.T) {
	t.Parallel()
	d := begin(t)
	a := d.Open(sqldb.Options{})
	if _, err := a.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, end := range []string{"", "-wal", "-shm"} {
		if info, err := os.Stat(d.path + end); err != nil || info.Mode() != 0o600 {
			t.Errorf("%q: %v, %v", end, info, err)
		}
	}
	if err := Make(d.path); err != nil {
		t.Errorf("one that is there: %v", err)
	}
	if err := a.Check(t.Context()); err != nil {
		t.Error(err)
	}
	dir := t.TempDir()
	open, text := filepath.Join(dir, "open"), filepath.Join(dir, "text")
	for path, mode := range map[string]os.FileMode{open: 0o620, text: 0o600} {
		if err := os.WriteFile(path, []byte("alice:!:read-only:alice\n# and more, so that it is longer than a header of a database needs to be, which is a hundred bytes\n"), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string]string{
		filepath.Join(dir, "none"): "no such file or directory",
		dir:                        "not a regular file",
		open:                       "mode 0620 lets others write it: run chmod 600",
		text:                       "file is not a database",
	} {
		a, err := Open(path, sqldb.Options{})
		if err == nil {
			_, err = a.Migrate(t.Context())
			a.Close()
		}
		if err == nil || !strings.HasPrefix(err.Error(), "sqlite: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", path, err, want)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "none")); !os.IsNotExist(err) {
		t.Errorf("opening makes a file: %v", err)
	}
}

// TestAnother: the file of another program is read, and neither changed nor given another journal.
func TestAnother(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "another")
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`CREATE TABLE people (name text, secret text); INSERT INTO people VALUES ('ann', '` + sqldbtest.PW + `')`); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	a, err := Open(path, sqldb.Options{Query: `SELECT name, secret AS password, 'read-only' AS permissions FROM people WHERE name = $1`})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if got := sqldbtest.Told(a.Authenticate(t.Context(), accounts.Credentials{User: "ann", Password: "pw"})); !strings.HasPrefix(got, "ann read-only ") {
		t.Error(got)
	}
	if _, err := a.Migrate(t.Context()); err == nil || !strings.Contains(err.Error(), "readonly database") {
		t.Errorf("its tables: %v", err)
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Errorf("the file has changed: %v", err)
	}
}

// TestBusy: logins do not wait for one who writes, and a change waits for another.
func TestBusy(t *testing.T) {
	t.Parallel()
	d := begin(t)
	a := d.Open(sqldb.Options{})
	if _, err := a.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.Does(`INSERT INTO portolan_users (name, password) VALUES ('alice', '` + sqldbtest.PW + `')`)
	db := d.connect()
	defer db.Close()
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(`UPDATE portolan_users SET home = 'new'`); err != nil {
		t.Fatal(err)
	}
	if got := sqldbtest.Told(a.Authenticate(t.Context(), accounts.Credentials{User: "alice", Password: "pw"})); !strings.HasPrefix(got, `alice read-only home "" `) {
		t.Errorf("while somebody writes: %s", got)
	}
	waits, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	if err := a.Edit(waits, func(e accounts.Editor) error { return e.SetHash("alice", "!") }); err == nil {
		t.Error("two write at once")
	}
	changed := make(chan error)
	go func() {
		changed <- a.Edit(t.Context(), func(e accounts.Editor) error { return e.SetHash("alice", "!") })
	}()
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := <-changed; err != nil {
		t.Error(err)
	}
	users, err := a.List(t.Context())
	if err != nil || len(users) != 1 || users[0].Home != "new" || !users[0].Locked {
		t.Errorf("%+v, %v", users, err)
	}
}
