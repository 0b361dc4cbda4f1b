package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"github.com/portolan-ftp/portolan/accounts/shared"
)

// Tell implements shared.Store.
func (s *Store) Tell(ctx context.Context, node string, attempts []shared.Attempt) error {
	return s.do(ctx, func(tx *sql.Tx) error {
		for _, a := range attempts {
			if _, err := tx.ExecContext(ctx, `INSERT INTO portolan_attempts (at, node, account, peer, success) VALUES (?, ?, ?, ?, ?)`,
				before(a.Age), node, a.Account, a.Peer.String(), a.In); err != nil {
				return err
			}
		}
		return nil
	})
}

// Watch implements shared.Store.
func (s *Store) Watch(ctx context.Context, window time.Duration, heard func([]shared.Attempt), ready func()) error {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for last := int64(0); ; {
		news, err := s.after(ctx, last, window)
		if err != nil {
			return fmt.Errorf("sqlite: %w", err)
		}
		if len(news) > 0 {
			last = news[len(news)-1].ID
			heard(news)
		}
		ready()
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// after are the attempts behind one that are not too old.
func (s *Store) after(ctx context.Context, id int64, window time.Duration) (all []shared.Attempt, err error) {
	rows, err := s.db.QueryContext(ctx, `
		SELECT id, node, account, peer, success, at FROM portolan_attempts
		WHERE id > ? AND (at > ? OR success AND at > ?) ORDER BY id DESC LIMIT ?`, id, before(window), before(shared.KnownFor), shared.MaxHeard)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var a shared.Attempt
		var peer string
		var at int64
		if err := rows.Scan(&a.ID, &a.Node, &a.Account, &peer, &a.In, &at); err != nil {
			return nil, err
		}
		if a.Peer, err = netip.ParseAddr(peer); err != nil {
			return nil, err
		}
		a.Age = time.Duration(now()-at) * time.Millisecond
		all = append(all, a)
	}
	slices.Reverse(all)
	return all, rows.Err()
}
