//go:build unix

package postgres_test

import (
	"context"
	"fmt"
	"net/netip"
	"sync/atomic"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/accounts/postgres/postgrestest"
	"github.com/portolan-ftp/portolan/accounts/shared"
	"github.com/portolan-ftp/portolan/accounts/shared/postgres"
)

const (
	manyNodes    = 100
	manySessions = 100_000
)

// BenchmarkCrowd is what each call takes of a database that has 100 nodes and 100,000 sessions.
func BenchmarkCrowd(b *testing.B) {
	db := postgrestest.Start(b)
	s, err := postgres.Open(b.Context(), db.URL())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(s.Close)
	ctx := context.Background()
	for n := range manyNodes {
		node, counts := fmt.Sprint("node", n), map[string]int{}
		for i := range manySessions / manyNodes {
			counts[fmt.Sprintf("/user%d", (n*7919+i)%(manySessions/2))] = 1 // two sessions each
		}
		if _, _, err := s.Beat(ctx, node, time.Hour, len(counts)); err != nil {
			b.Fatal(err)
		}
		if err := s.Count(ctx, node, counts); err != nil {
			b.Fatal(err)
		}
	}
	var turn atomic.Int64
	attempts := make([]shared.Attempt, 10)
	for i := range attempts {
		attempts[i] = shared.Attempt{Account: "/user1", Peer: netip.MustParseAddr("192.0.2.1")}
	}
	for _, call := range []struct {
		name string
		do   func(node string, i int64) error
	}{
		{"enter", func(node string, i int64) error {
			_, err := s.Enter(ctx, node, fmt.Sprint("/user", i%(manySessions/2)), 1, 1000)
			return err
		}},
		{"end", func(node string, i int64) error {
			return s.Count(ctx, node, map[string]int{fmt.Sprint("/user", i%(manySessions/2)): 0})
		}},
		{"beat", func(node string, _ int64) error {
			_, _, err := s.Beat(ctx, node, time.Hour, 1000)
			return err
		}},
		{"keys", func(string, int64) error {
			_, err := s.Keys(ctx, time.Hour)
			return err
		}},
		{"tidy", func(string, int64) error { return s.Tidy(ctx, time.Minute) }},
		{"tell 10", func(node string, _ int64) error { return s.Tell(ctx, node, attempts) }},
	} {
		b.Run(call.name, func(b *testing.B) {
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					i := turn.Add(1)
					if err := call.do(fmt.Sprint("node", i%manyNodes), i); err != nil {
						b.Error(err)
						return
					}
				}
			})
		})
	}
}
