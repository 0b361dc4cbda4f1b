package commands

import (
	"errors"
	"iter"
)

// lines are the body of a multi-line reply.
func lines(text ...string) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for _, line := range text {
			if !yield([]byte(line)) {
				return
			}
		}
	}
}

// errStopped ends a walk over entries whose reader wants no more; nobody sees it.
var errStopped = errors.New("commands: stopped")
