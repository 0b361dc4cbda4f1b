package postgres

import (
	"context"
	"hash/fnv"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Beat implements shared.Store.
func (s *Store) Beat(ctx context.Context, node string, lease time.Duration, sessions int) (others int, lapsed bool, err error) {
	err = s.row(ctx, []any{&others, &lapsed}, `
		WITH mine AS (
			SELECT FROM portolan_nodes WHERE node = $1 AND until > now()
		), renewed AS (
			INSERT INTO portolan_nodes VALUES ($1, now() + $2::interval, $3)
			ON CONFLICT (node) DO UPDATE SET until = excluded.until, sessions = excluded.sessions
		)
		SELECT (SELECT coalesce(sum(sessions), 0) FROM portolan_nodes WHERE node <> $1 AND until > now()), NOT EXISTS (SELECT FROM mine)`,
		node, lease, sessions)
	return others, lapsed, err
}

// Enter implements shared.Store. The lock is one for each account: without it two nodes could count at once, neither of which
// sees the other.
func (s *Store) Enter(ctx context.Context, node, account string, mine, most int) (ok bool, err error) {
	b := &pgx.Batch{}
	b.Queue(`SELECT pg_advisory_xact_lock($1)`, accountLock(account))
	b.Queue(`
		INSERT INTO portolan_sessions
		SELECT $1::text, $2::text, $3::integer WHERE $3::integer + coalesce((
			SELECT sum(s.sessions) FROM portolan_sessions s JOIN portolan_nodes n USING (node)
			WHERE s.account = $1 AND s.node <> $2 AND n.until > now()), 0) <= $4::bigint
		ON CONFLICT (account, node) DO UPDATE SET sessions = excluded.sessions`, account, node, mine, most).Exec(
		func(tag pgconn.CommandTag) error {
			ok = tag.RowsAffected() > 0
			return nil
		})
	err = s.batch(ctx, b)
	return ok, err
}

// accountLock is the number of an account's lock. Two accounts that share one wait for each other, and no more.
func accountLock(account string) int64 {
	h := fnv.New64a()
	h.Write([]byte("portolan session "))
	h.Write([]byte(account))
	return int64(h.Sum64())
}

// Count implements shared.Store. Accounts are in order, so that two nodes do not wait for each other.
func (s *Store) Count(ctx context.Context, node string, sessions map[string]int) error {
	accounts := slices.Sorted(maps.Keys(sessions))
	counts := make([]int, len(accounts))
	for i, account := range accounts {
		counts[i] = sessions[account]
	}
	return s.exec(ctx, `
		WITH told AS (
			SELECT * FROM unnest($2::text[], $3::integer[]) AS t (account, sessions)
		), ended AS (
			DELETE FROM portolan_sessions s USING told WHERE s.node = $1 AND s.account = told.account AND told.sessions = 0
		)
		INSERT INTO portolan_sessions SELECT account, $1, sessions FROM told WHERE sessions > 0
		ON CONFLICT (account, node) DO UPDATE SET sessions = excluded.sessions`, node, accounts, counts)
}

// Leave implements shared.Store.
func (s *Store) Leave(ctx context.Context, node string) error {
	return s.exec(ctx, `
		WITH node AS (
			DELETE FROM portolan_nodes WHERE node = $1
		), homes AS (
			DELETE FROM portolan_home_nodes WHERE node = $1
		)
		DELETE FROM portolan_sessions WHERE node = $1`, node)
}
