package main

import (
	"context"
	"fmt"
	"math"
	"time"
)

// idleSessions logs in many sessions that then do nothing, and measures the server's memory for each: what is
// resident after some seconds of quiet, less what was resident before. The first session is not counted, for
// what a server loads for it is not loaded again. Then the server is asked for its goroutines, which ends it.
func idleSessions(ctx context.Context, z sizes, s *subject) ([]float64, error) {
	first, err := login(s)
	if err != nil {
		return nil, err
	}
	defer first.close()
	before := s.residentMemory()
	clients := make([]*client, z.sessions)
	err = together(loginWorkers, func(worker int) error {
		for i := worker; i < len(clients) && ctx.Err() == nil; i += loginWorkers {
			var err error
			if clients[i], err = login(s); err != nil {
				return fmt.Errorf("session %d: %w", i, err)
			}
		}
		return ctx.Err()
	})
	defer func() {
		for _, c := range clients {
			if c != nil {
				c.close()
			}
		}
	}()
	if err != nil {
		return nil, err
	}
	select {
	case <-time.After(z.settle):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	each := (s.residentMemory() - before) / float64(z.sessions)
	goroutines := math.NaN()
	if s.golang {
		// Rounded: the acceptor and other goroutines of the program itself are not the sessions'.
		goroutines = math.Round(float64(s.goroutines()) / float64(z.sessions))
	}
	return []float64{s.ownFigure(each), goroutines}, nil
}
