package postgres

import (
	"context"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/portolan-ftp/portolan/accounts/shared"
)

// Join implements shared.Store. The row of the home is locked first, so that of two nodes one comes first.
func (s *Store) Join(ctx context.Context, node, home string) (use shared.Use, known bool, err error) {
	b := &pgx.Batch{}
	b.Queue(`INSERT INTO portolan_homes VALUES ($1, 0) ON CONFLICT (home) DO UPDATE SET count = portolan_homes.count`, home)
	b.Queue(`INSERT INTO portolan_home_nodes VALUES ($1, $2) ON CONFLICT DO NOTHING`, home, node)
	b.Queue(`
		UPDATE portolan_homes SET count = count + 1, bytes = NULL, files = NULL
		WHERE home = $1 AND (bytes IS NULL OR NOT EXISTS (
			SELECT FROM portolan_home_nodes h JOIN portolan_nodes n USING (node) WHERE h.home = $1 AND h.node <> $2 AND n.until > now()))`, home, node)
	b.Queue(`SELECT coalesce(bytes, 0), coalesce(files, 0), count, bytes IS NOT NULL FROM portolan_homes WHERE home = $1`, home).QueryRow(
		func(row pgx.Row) error { return row.Scan(&use.Bytes, &use.Files, &use.Count, &known) })
	err = s.batch(ctx, b)
	return use, known, err
}

// Settle implements shared.Store.
func (s *Store) Settle(ctx context.Context, node, home string, counted shared.Use) (use shared.Use, err error) {
	err = s.row(ctx, []any{&use.Bytes, &use.Files, &use.Count}, `
		WITH joined AS (
			INSERT INTO portolan_home_nodes VALUES ($1, $2) ON CONFLICT DO NOTHING
		)
		INSERT INTO portolan_homes AS h VALUES ($1, 1, $3, $4)
		ON CONFLICT (home) DO UPDATE SET bytes = coalesce(h.bytes, excluded.bytes), files = coalesce(h.files, excluded.files)
		RETURNING bytes, files, count`, home, node, counted.Bytes, counted.Files)
	return use, err
}

// Change implements shared.Store. Homes are in order, so that two nodes do not wait for each other.
func (s *Store) Change(ctx context.Context, _ string, changes map[string]shared.Use) (map[string]shared.Use, error) {
	if err := s.made(ctx); err != nil {
		return nil, err
	}
	homes := slices.Sorted(maps.Keys(changes))
	var bytes, files, counts []int64
	for _, home := range homes {
		bytes, files, counts = append(bytes, changes[home].Bytes), append(files, changes[home].Files), append(counts, changes[home].Count)
	}
	rows, err := s.pool.Query(ctx, `
		WITH told AS (
			SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[]) AS t (home, bytes, files, count)
		), locked AS (
			SELECT h.home FROM portolan_homes h JOIN told USING (home) WHERE h.bytes IS NOT NULL ORDER BY h.home FOR UPDATE OF h
		)
		UPDATE portolan_homes h SET
			bytes = h.bytes + CASE WHEN h.count = told.count THEN told.bytes ELSE 0 END,
			files = h.files + CASE WHEN h.count = told.count THEN told.files ELSE 0 END
		FROM told JOIN locked USING (home) WHERE h.home = told.home
		RETURNING h.home, h.bytes, h.files, h.count`, homes, bytes, files, counts)
	if err != nil {
		return nil, s.failed(err)
	}
	held := map[string]shared.Use{}
	var home string
	var use shared.Use
	if _, err := pgx.ForEachRow(rows, []any{&home, &use.Bytes, &use.Files, &use.Count}, func() error {
		held[home] = use
		return nil
	}); err != nil {
		return nil, s.failed(err)
	}
	return held, nil
}

// Part implements shared.Store.
func (s *Store) Part(ctx context.Context, node, home string) error {
	return s.exec(ctx, `DELETE FROM portolan_home_nodes WHERE home = $1 AND node = $2`, home, node)
}
