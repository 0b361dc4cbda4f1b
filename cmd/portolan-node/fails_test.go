package main

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// TestSQLite: commands that change users at once, beside a server that reads them, all succeed. A database that fails
// puts logins off, whoever they name, and refuses nobody; users of the command line do not need it.
func TestSQLite(t *testing.T) {
	testcost.Some(t)
	file := filepath.Join(t.TempDir(), "users.db")
	s := store{flag: []string{"--sqlite", file}, name: file}
	s.steps(t, []step{{"pw", "user add --password-stdin alice", 0, "NAME: added alice\n", ""}})
	n := start(t, "--sqlite", file, "--max-login-failures-per-address", "1000")
	as := func(user, password, want string) {
		t.Helper()
		c := greeted(t, n.ftp)
		says(t, c, "USER "+user, "331 ")
		says(t, c, "PASS "+password, want)
	}
	var adding sync.WaitGroup
	for i := range 6 {
		adding.Go(func() {
			name := fmt.Sprint("user", i)
			s.steps(t, []step{
				{"", "user add --no-password --cn C " + name, 0, "NAME: added " + name + "\n", ""},
				{"", "user set --home h " + name, 0, "NAME: changed " + name + "\n", ""},
				{"", "user remove " + name, 0, "NAME: removed " + name + "\n", ""},
			})
		})
		as("alice", "pw", "230 ")
	}
	adding.Wait()
	db, err := sql.Open("sqlite", "file:"+file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rename := func(from, to string) {
		t.Helper()
		if _, err := db.Exec("ALTER TABLE " + from + " RENAME TO " + to); err != nil {
			t.Fatal(err)
		}
	}
	rename("portolan_users", "away")
	as("alice", "pw", "421 ")
	as("alice", "wrong", "421 ")
	as("nobody", "pw", "421 ")
	as("bob", "pw", "230 ")
	rename("away", "portolan_users")
	as("alice", "pw", "230 ")
	as("alice", "wrong", "530 ")
	as("nobody", "pw", "530 ")
}
