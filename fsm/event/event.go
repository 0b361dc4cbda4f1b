// Package event lists the events of a session, which are everything that happens to it besides commands, and the ways
// in which the runtime itself ends a transfer. Every spec has to declare them by name.
//
//	event.Names[event.IdleTimeout]   // "idle-timeout"
//	event.IdleTimeout.Place()        // event.Silent: nothing runs, and no line waits
//
// Spec and runtime do not import each other. Both import this package, which imports nothing.
package event

// Event is something that happens to a session without a command.
type Event uint8

// The events.
const (
	Connected Event = iota
	TooMany
	Unknown
	Overlong
	Noise
	Foreign
	LoginTimeout
	IdleTimeout
	NoTransferTimeout
	Shutdown
	Dropped
	DataOpened
	Failed
	Injected
	Implicit
	HandshakeFailed
	OtherHost
	Marker
	Count // how many events there are
)

// Place is what a session is doing when an event may happen.
type Place uint8

// What a session is doing.
const (
	Always   Place = iota // whatever
	First                 // the session has done nothing yet
	Silent                // no transfer runs, and no line waits to be answered
	Between               // no transfer runs
	Line                  // no transfer runs, and a line is answered by it
	Handler               // a handler runs, and its command is answered by it
	Transfer              // a transfer on a data connection runs
	Upload                // one from the client runs
)

// Places are the words for places in a spec, in the order of the constants.
var Places = [...]string{"always", "first", "silent", "between", "line", "handler", "transfer", "upload"}

// String is the word for a place in a spec.
func (p Place) String() string { return Places[p] }

// Includes reports whether a session that is at o is also at p.
func (p Place) Includes(o Place) bool {
	return p == o || p == Always || p == Between && (o == Silent || o == Line) || p == Transfer && o == Upload
}

// Names are the names of the events in a spec.
var Names = [Count]string{
	Connected: "connected", TooMany: "too-many",
	Unknown: "unknown", Overlong: "overlong", Noise: "noise", Foreign: "foreign",
	LoginTimeout: "login-timeout", IdleTimeout: "idle-timeout", NoTransferTimeout: "no-transfer-timeout",
	Shutdown: "shutdown", Dropped: "dropped", DataOpened: "data-opened", Failed: "failed",
	Injected: "injected", Implicit: "implicit", HandshakeFailed: "handshake-failed", OtherHost: "other-host",
	Marker: "marker",
}

// places is where each event may happen.
var places = [Count]Place{
	Connected: First, TooMany: First,
	Unknown: Line, Overlong: Line, Noise: Line, Foreign: Line,
	LoginTimeout: Silent, IdleTimeout: Silent, NoTransferTimeout: Silent,
	Shutdown: Between, Dropped: Always, DataOpened: Transfer, Failed: Handler,
	Injected: Between, Implicit: First, HandshakeFailed: Between, OtherHost: Between,
	Marker: Upload,
}

// Place is where an event may happen.
func (e Event) Place() Place { return places[e] }

// AnswersLine says whether an event is the answer to a line.
func (e Event) AnswersLine() bool { return places[e] == Line || places[e] == Handler }

// Named is the event of a name, and whether there is one.
func Named(name string) (Event, bool) {
	for e, known := range Names {
		if known == name {
			return Event(e), true
		}
	}
	return 0, false
}

// End is a completion of a transfer that the runtime itself gives.
type End uint8

// The runtime's own completions.
const (
	NoData End = iota
	Broken
	Stalled
	Aborted
	Unprotected
	Overtime
	EndCount // how many of them there are
)

// Ends are the names of the runtime's completions in a spec.
var Ends = [EndCount]string{
	NoData: "no-data", Broken: "broken", Stalled: "stalled", Aborted: "aborted", Unprotected: "unprotected", Overtime: "overtime",
}
