package spec

import (
	"slices"

	"github.com/portolan-ftp/portolan/fsm/event"
)

// Where is the place of an event: what a session is doing when it may happen.
type Where = event.Place

// AnswersLine says whether an event is the answer to a line.
func AnswersLine(name string) bool {
	e, known := event.Named(name)
	return known && e.AnswersLine()
}

// WhereNamed is the place that a word stands for; without a word it is the runtime's place of the event.
func WhereNamed(word, name string) Where {
	if i := slices.Index(event.Places[:], word); i >= 0 {
		return Where(i)
	}
	return RuntimePlace(name)
}

// RuntimePlace is the runtime's place of an event. A spec names it for its readers, and may allow more.
func RuntimePlace(name string) Where {
	if e, known := event.Named(name); known {
		return e.Place()
	}
	return event.Always
}

// Where is the place of an event.
func (s *Spec) Where(name string) Where {
	for i := range s.Events {
		if s.Events[i].Name == name {
			return s.Events[i].Where
		}
	}
	return RuntimePlace(name)
}
