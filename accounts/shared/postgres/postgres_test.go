//go:build unix

package postgres_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/portolan-ftp/portolan/accounts/postgres/postgrestest"
	"github.com/portolan-ftp/portolan/accounts/shared"
	"github.com/portolan-ftp/portolan/accounts/shared/postgres"
	"github.com/portolan-ftp/portolan/accounts/shared/sharedtest"
)

func TestStore(t *testing.T) {
	db := postgrestest.Start(t)
	admin, err := pgx.Connect(t.Context(), db.URL())
	if err != nil {
		t.Fatal(err)
	}
	number := 0
	sharedtest.Suite(t, func(t *testing.T) func() shared.Store {
		number++
		schema := string(rune('a' + number))
		if _, err := admin.Exec(t.Context(), "CREATE SCHEMA "+schema); err != nil {
			t.Fatal(err)
		}
		return func() shared.Store {
			s, err := postgres.Open(t.Context(), db.URL()+"?search_path="+schema)
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
	})
}
