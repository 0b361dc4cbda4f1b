package accounts

import (
	"container/list"
	"slices"
	"time"
)

// tally remembers when each of many keys failed lately. Its memory is bounded:
// it keeps the last few failures of so many keys, and when it is full it
// forgets the key whose last failure is the oldest.
type tally[K comparable] struct {
	window  time.Duration // how long a failure counts
	keep    int           // failures kept for one key
	maxKeys int
	keys    map[K]*list.Element // of *failures[K], in order
	order   list.List           // the key that failed last is at the back
}

// failures are the times of one key, oldest first.
type failures[K comparable] struct {
	key   K
	times []time.Duration
}

func newTally[K comparable](window time.Duration, keep, maxKeys int) *tally[K] {
	return &tally[K]{window: window, keep: keep, maxKeys: maxKeys, keys: map[K]*list.Element{}}
}

// add notes a failure of key at a time, which is now, or earlier for one that another server has told.
func (t *tally[K]) add(key K, at time.Duration) {
	t.expire(at)
	element, known := t.keys[key]
	if !known {
		if len(t.keys) >= t.maxKeys {
			t.remove(t.order.Front())
		}
		element = t.order.PushBack(&failures[K]{key: key})
		t.keys[key] = element
	}
	t.order.MoveToBack(element)
	f := element.Value.(*failures[K])
	later, _ := slices.BinarySearch(f.times, at)
	f.times = slices.Insert(f.times, later, at)
	if len(f.times) > t.keep {
		f.times = slices.Delete(f.times, 0, 1)
	}
}

// count returns how often key failed in the window before now; it does not
// count beyond keep.
func (t *tally[K]) count(key K, now time.Duration) int {
	element, known := t.keys[key]
	if !known {
		return 0
	}
	n := 0
	for _, at := range element.Value.(*failures[K]).times {
		if now-at < t.window {
			n++
		}
	}
	return n
}

// expire forgets the keys whose last failure no longer counts.
func (t *tally[K]) expire(now time.Duration) {
	for front := t.order.Front(); front != nil; front = t.order.Front() {
		times := front.Value.(*failures[K]).times
		if now-times[len(times)-1] < t.window {
			return
		}
		t.remove(front)
	}
}

func (t *tally[K]) remove(element *list.Element) {
	delete(t.keys, element.Value.(*failures[K]).key)
	t.order.Remove(element)
}
