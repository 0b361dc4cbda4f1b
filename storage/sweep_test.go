package storage

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// TestPaceOfASweep does not rest at first. Then it rests in proportion to the time that was worked, no longer than a
// bound, and not once the context ends.
func TestPaceOfASweep(t *testing.T) {
	tests := []struct {
		name      string
		work, all time.Duration
		stopped   bool
	}{
		{"little", sweepWork - 1, sweepWork - 1, false},
		{"a batch", 3 * time.Millisecond, 300 * time.Millisecond, false},
		{"a slow disk", time.Second, time.Second + sweepRest, false},
		{"the server ends", time.Second, time.Second, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, stop := context.WithCancel(t.Context())
				defer stop()
				if test.stopped {
					stop()
				}
				rest, began := paced(ctx), time.Now()
				time.Sleep(sweepFirst - 1)
				if rest(); time.Since(began) != sweepFirst-1 {
					t.Errorf("rested after %v", time.Since(began))
				}
				began = time.Now()
				time.Sleep(test.work)
				if rest(); time.Since(began) != test.all {
					t.Errorf("took %v, want %v", time.Since(began), test.all)
				}
			})
		})
	}
}
