package spec

import "slices"

// Where says what of a session an event meets.
type Where int

// What events meet.
const (
	WhereAlways   Where = iota // whatever
	WhereFirst                 // the session has done nothing yet
	WhereSilent                // no transfer runs, and no line waits to be answered
	WhereBetween               // no transfer runs
	WhereLine                  // no transfer runs, and a line is answered by it
	WhereHandler               // a handler runs, and its command is answered by it
	WhereTransfer              // a transfer on a data connection runs
	WhereUpload                // one from the client runs
)

var whereWords = [...]string{"always", "first", "silent", "between", "line", "handler", "transfer", "upload"}

// String is the word for it in a spec.
func (w Where) String() string { return whereWords[w] }

// AnswersLine says whether an event is the answer to a line.
func AnswersLine(event string) bool {
	return eventPlaces[event] == WhereLine || eventPlaces[event] == WhereHandler
}

func wherePlaces() []string { return whereWords[:] }

// includes says whether what meets o meets w, too.
func (w Where) includes(o Where) bool {
	return w == o || w == WhereAlways || w == WhereBetween && (o == WhereSilent || o == WhereLine) || w == WhereTransfer && o == WhereUpload
}

// whereNamed is what a word stands for; without one it is what the runtime has the event meet.
func whereNamed(word, event string) Where {
	if i := slices.Index(whereWords[:], word); i >= 0 {
		return Where(i)
	}
	return eventPlaces[event]
}

// eventPlaces is what the runtime has the events meet. A spec tells its readers, and may allow for more.
var eventPlaces = map[string]Where{
	"connected": WhereFirst, "too-many": WhereFirst, "implicit": WhereFirst,
	"login-timeout": WhereSilent, "idle-timeout": WhereSilent, "no-transfer-timeout": WhereSilent,
	"shutdown": WhereBetween, "injected": WhereBetween, "handshake-failed": WhereBetween,
	"unknown": WhereLine, "overlong": WhereLine, "noise": WhereLine, eventForeign: WhereLine,
	"failed":      WhereHandler,
	"data-opened": WhereTransfer, eventMarker: WhereUpload,
	"dropped": WhereAlways,
}

// Where is what an event meets.
func (s *Spec) Where(event string) Where {
	for i := range s.Events {
		if s.Events[i].Name == event {
			return s.Events[i].Where
		}
	}
	return eventPlaces[event]
}
