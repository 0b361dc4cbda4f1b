package accounts

import (
	"fmt"
	"testing"
	"time"
)

func TestTallyWindow(t *testing.T) {
	tally := newTally[string](time.Minute, 3, 10)
	steps := []struct {
		at   time.Duration
		add  bool
		want int
	}{
		{0, false, 0},
		{0, true, 1},
		{20 * time.Second, true, 2},
		{40 * time.Second, true, 3},
		{50 * time.Second, true, 3}, // it keeps three: those of 20, 40 and 50 s
		{80*time.Second - 1, false, 3},
		{80 * time.Second, false, 2},
		{100 * time.Second, false, 1},
		{105 * time.Second, true, 2},
		{110 * time.Second, false, 1},
		{165*time.Second - 1, false, 1},
		{165 * time.Second, false, 0},
	}
	for _, step := range steps {
		if step.add {
			tally.add("key", step.at)
		}
		if got := tally.count("key", step.at); got != step.want {
			t.Errorf("at %v: %d failures, want %d", step.at, got, step.want)
		}
		if got := tally.count("other", step.at); got != 0 {
			t.Errorf("at %v: %d failures of another key", step.at, got)
		}
	}
}

func TestTallyEvictsOldest(t *testing.T) {
	tally := newTally[string](time.Minute, 3, 3)
	for i, key := range []string{"a", "b", "c", "a", "d"} {
		tally.add(key, time.Duration(i)*time.Second)
	}
	got := ""
	for _, key := range []string{"a", "b", "c", "d"} {
		got += fmt.Sprint(key, tally.count(key, 5*time.Second), " ")
	}
	if want := "a2 b0 c1 d1 "; got != want {
		t.Errorf("failures %s, want %s", got, want)
	}
}

func TestTallyIsBounded(t *testing.T) {
	tally := newTally[int](time.Hour, 2, 100)
	for i := range 10000 {
		tally.add(i, time.Duration(i))
		tally.add(0, time.Duration(i))
	}
	if len(tally.keys) != 100 || tally.order.Len() != 100 {
		t.Errorf("%d keys, %d in order, want 100", len(tally.keys), tally.order.Len())
	}
	if f := tally.keys[0].Value.(*failures[int]); len(f.times) != 2 || cap(f.times) > 4 {
		t.Errorf("%d failures in room for %d, want 2", len(f.times), cap(f.times))
	}
}

func TestTallyForgets(t *testing.T) {
	tally := newTally[int](time.Minute, 2, 100)
	for i := range 50 {
		tally.add(i, time.Duration(i)*time.Second)
	}
	tally.add(99, 80*time.Second)
	// Those up to 20 s are a minute old; 21 to 49 and the new one are left.
	if len(tally.keys) != 30 || tally.order.Len() != 30 {
		t.Errorf("%d keys, %d in order, want 30", len(tally.keys), tally.order.Len())
	}
}
