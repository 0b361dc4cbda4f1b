package spec

import (
	"slices"

	"github.com/portolan-ftp/portolan/fsm/event"
)

// Where says what of a session an event meets.
type Where = event.Place

// AnswersLine says whether an event is the answer to a line.
func AnswersLine(name string) bool {
	e, known := event.Named(name)
	return known && e.AnswersLine()
}

// whereNamed is what a word stands for; without one it is what the runtime has the event meet.
func whereNamed(word, name string) Where {
	if i := slices.Index(event.Places[:], word); i >= 0 {
		return Where(i)
	}
	return runtimePlace(name)
}

// runtimePlace is what the runtime has an event meet. A spec tells its readers, and may allow for more.
func runtimePlace(name string) Where {
	if e, known := event.Named(name); known {
		return e.Place()
	}
	return event.Always
}

// Where is what an event meets.
func (s *Spec) Where(name string) Where {
	for i := range s.Events {
		if s.Events[i].Name == name {
			return s.Events[i].Where
		}
	}
	return runtimePlace(name)
}
