// Package walk bounds how much of a tree one command visits, because the memory of a walk grows with the directories
// that wait.
//
// The walking itself is package storage's; a visitor counts what it enters:
//
//	var seen walk.Count
//	err := storage.Walk(ctx, files, dir, storage.Visitor[storage.Place]{
//		Enter: func(_ storage.Place, i storage.Info) error { return seen.Add() },
//	})
package walk

import "errors"

// Limit is how many files, directories and links one DSIZ, RMDA, LIST -R or copy visits. ABOR and the work time-out
// bound the time. This bounds the memory for directories that wait to be visited, to some hundred megabytes in the
// worst case.
const Limit = 1_000_000

// ErrTooMany ends a walk that has become too long.
var ErrTooMany = errors.New("walk: more than can be visited at once")

// Count is how much a walk has visited. The zero value is that of a walk that begins.
type Count int

// Add counts one more, or says that the walk has become too long.
func (c *Count) Add() error {
	if *c++; *c > Limit {
		return ErrTooMany
	}
	return nil
}
