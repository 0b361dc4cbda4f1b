package postgres

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/portolan-ftp/portolan/accounts/shared"
)

const (
	// maxNotice keeps a notification below the 8000 bytes that PostgreSQL allows.
	maxNotice = 7000
	// noticeRoom is more than an attempt takes in a notification beside its account and its address.
	noticeRoom = 40
	// idle is how long a node that listens waits until it asks whether the connection is still there, and for each answer
	// of the database.
	idle = 15 * time.Second
)

// Tell implements shared.Store. What is kept and what the nodes are told is one transaction.
func (s *Store) Tell(ctx context.Context, node string, attempts []shared.Attempt) error {
	for len(attempts) > 0 {
		n := noticed(attempts)
		if err := s.tell(ctx, node, attempts[:n]); err != nil {
			return err
		}
		attempts = attempts[n:]
	}
	return nil
}

// noticed is how many attempts fit into one notification.
func noticed(attempts []shared.Attempt) int {
	room := maxNotice
	for n, a := range attempts {
		if room -= len(a.Account) + len(a.Peer.String()) + noticeRoom; room < 0 && n > 0 {
			return n
		}
	}
	return len(attempts)
}

func (s *Store) tell(ctx context.Context, node string, attempts []shared.Attempt) error {
	var accounts, peers []string
	var success []bool
	var ages []time.Duration
	for _, a := range attempts {
		accounts, peers = append(accounts, a.Account), append(peers, a.Peer.String())
		success, ages = append(success, a.In), append(ages, a.Age)
	}
	return s.exec(ctx, `
		WITH kept AS (
			INSERT INTO portolan_attempts (at, node, account, peer, success)
			SELECT now() - age, $1, account, peer, success
			FROM unnest($2::text[], $3::text[], $4::boolean[], $5::interval[]) AS t (account, peer, success, age)
			RETURNING *
		)
		SELECT pg_notify('`+channel+`', $1 || E'\n' || string_agg(
			concat_ws(' ', id, account, peer, success::integer, round(1000 * extract(epoch FROM now() - at))), E'\n'))
		FROM kept`, node, accounts, peers, success, ages)
}

// Watch implements shared.Store.
func (s *Store) Watch(ctx context.Context, window time.Duration, heard func([]shared.Attempt), ready func()) error {
	conn, kept, err := s.listen(ctx, window)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	heard(kept)
	ready()
	for {
		notice, err := wait(ctx, conn)
		if err != nil {
			return s.failed(err)
		}
		if notice != "" {
			heard(read(notice))
		}
	}
}

// listen connects, and reads what is kept. It listens before that, so that nothing is missed in between.
func (s *Store) listen(ctx context.Context, window time.Duration) (*pgx.Conn, []shared.Attempt, error) {
	ctx, cancel := context.WithTimeout(ctx, idle)
	defer cancel()
	if err := s.made(ctx); err != nil {
		return nil, nil, err
	}
	conn, err := pgx.ConnectConfig(ctx, s.pool.Config().ConnConfig)
	if err != nil {
		return nil, nil, s.failed(err)
	}
	var all []shared.Attempt
	if _, err = conn.Exec(ctx, `LISTEN `+channel); err == nil {
		all, err = kept(ctx, conn, window)
	}
	if err != nil {
		conn.Close(context.WithoutCancel(ctx))
		return nil, nil, s.failed(err)
	}
	return conn, all, nil
}

// kept are the attempts in the table.
func kept(ctx context.Context, conn *pgx.Conn, window time.Duration) ([]shared.Attempt, error) {
	rows, err := conn.Query(ctx, `
		SELECT id, node, account, peer, success, now() - at FROM portolan_attempts
		WHERE at > now() - $1::interval OR success AND at > now() - $2::interval
		ORDER BY at DESC LIMIT $3`, window, shared.KnownFor, shared.MaxHeard)
	if err != nil {
		return nil, err
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (a shared.Attempt, err error) {
		var peer string
		if err = row.Scan(&a.ID, &a.Node, &a.Account, &peer, &a.In, &a.Age); err == nil {
			a.Peer, err = netip.ParseAddr(peer)
		}
		return a, err
	})
	slices.Reverse(all)
	return all, err
}

// wait waits for a notification; "" if none came for some time, but the connection is there.
func wait(ctx context.Context, conn *pgx.Conn) (string, error) {
	some, cancel := context.WithTimeout(ctx, idle)
	defer cancel()
	notice, err := conn.WaitForNotification(some)
	switch {
	case err == nil:
		return notice.Payload, nil
	case ctx.Err() != nil || some.Err() == nil:
		return "", err
	}
	some, cancel = context.WithTimeout(ctx, idle)
	defer cancel()
	return "", conn.Ping(some)
}

// read reads a notification. Lines that are none of ours are left out.
func read(notice string) (all []shared.Attempt) {
	node, lines, _ := strings.Cut(notice, "\n")
	for line := range strings.Lines(lines) {
		a := shared.Attempt{Node: node}
		var success, age int64
		var peer string
		if _, err := fmt.Sscan(line, &a.ID, &a.Account, &peer, &success, &age); err != nil {
			continue
		}
		var err error
		if a.Peer, err = netip.ParseAddr(peer); err != nil {
			continue
		}
		a.In, a.Age = success == 1, time.Duration(age)*time.Millisecond
		all = append(all, a)
	}
	return all
}
