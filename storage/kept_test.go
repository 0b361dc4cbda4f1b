package storage

import (
	"testing"
	"time"
)

// TestKept sees what passes for the time that was given.
func TestKept(t *testing.T) {
	given := time.Date(2001, 1, 1, 0, 0, 1, 5, time.UTC)
	for got, want := range map[time.Time]bool{
		given: true, given.Truncate(time.Second): true, given.Truncate(2 * time.Second): true,
		given.Add(-1500 * time.Millisecond): false, given.Add(-2 * time.Second): false, given.Add(time.Nanosecond): false,
		time.Date(2446, 5, 10, 22, 38, 55, 0, time.UTC): false, {}: false,
	} {
		if kept(given, got) != want {
			t.Errorf("%v in place of %v: %t", got, given, !want)
		}
	}
	if !kept(time.Time{}, given) {
		t.Error("the zero time is not kept")
	}
}
