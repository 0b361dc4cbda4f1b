package spec

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

// Answers says whether an event that meets this is the answer to a line.
func (w Where) Answers() bool { return w == WhereLine || w == WhereHandler }

func wherePlaces() []string { return whereWords[:] }

// eventPlaces is what the runtime has the events meet. A spec that says so as well tells its readers.
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
func (s *Spec) Where(event string) Where { return eventPlaces[event] }
