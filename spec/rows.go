package spec

import (
	"slices"

	"github.com/portolan-ftp/portolan/fsm/event"
)

// Kind says where in a command a row belongs. The order is that of the runtime's kinds.
type Kind int

// The kinds of rows, in the order in which they stand inside a command, ends and events aside.
const (
	KindReply       Kind = iota // an outcome that a handler or the table chooses
	KindNeed                    // a precondition that does not hold; the row has the need's name
	KindDenied                  // "denied": the account lacks a permission
	KindSyntax                  // "syntax": the argument cannot be read, or there should be none; not where it would make another command
	KindNotOffered              // "not-offered": by: nobody
	KindUnwritten               // "unwritten": the handler is a stub
	KindWaiting                 // "waiting": during: last came during a transfer; nothing is sent yet
	KindEnd                     // "opening.done": a completion of a transfer, chosen by the handler
	KindTransferEnd             // "opening.no-data": a completion of a transfer, given by the runtime
	KindEvent                   // no command at all
)

// kindNames are the words for kinds in tables, documents and findings.
var kindNames = [...]string{"reply", "need", "denied", "syntax", "not-offered", "unwritten", "waiting", "end", "transfer-end", "event"}

// String is the kind's word.
func (k Kind) String() string { return kindNames[k] }

// Refusal reports whether rows of this kind refuse a command before it has done anything.
func (k Kind) Refusal() bool { return k >= KindNeed && k <= KindUnwritten }

// Row is one declared answer, with everything that happens when it is given. The generator and the explorer use it:
// shared replies, resets, expiry, the data phase and the sources of values are combined here, once.
type Row struct {
	Command  string   // canonical name; "" for an event
	Name     string   // unique in its command: "ok", "logged-in", "opening.done"
	Kind     Kind     // where it belongs
	Code     int      // 0: nothing is sent
	When     Cond     // it can be given only here; empty: everywhere that the command's needs allow
	Unless   Cond     // it can be given only where this does not hold: the reply that it takes the place of is given there
	Else     string   // the reply that takes its place where When does not hold; "" for none
	Argument []string // the table gives it, where the argument names one of these states; nil: whatever it names
	Moves    []Move   // resets, own moves, data phase and expiry; at most one for each region, in the order of the regions
	Sets     []string // carried values that come from the handler, as in the spec
	Fills    []Fill   // every carried value that the row writes or relies on, and where it comes from
	Params   []Param  // what the row's constructor takes, in order: Sets, then new placeholders
	Values   []Value  // the placeholders of Text and End, in order of first appearance in the default language
	On       []string // error classes that end here, "other" resolved to the classes that it stands for
	Does     []string // capabilities: those of the command and the row's own; of a row that begins something, those of its ends too
	Own      []string // those of the row alone
	Then     string   // "", "send", "receive", "work", "abort", "protect", "unprotect"
	Ends     []int    // indexes into Rows of the completions, the runtime's own included; only after send and receive
	Body     bool     // lines from the handler stand between Text and End
	Text     Text     // in each language, with {placeholders}; nil when Code is 0
	End      Text     // last line of a multi-line reply; nil when there is none
	Cut      Text     // instead of End where the lines between break off; nil where they cannot
	Why      string   // reason given in the spec
	Pos      Pos      // of the row's declaration, or of the command for rows that are not declared
}

// Source says where a value comes from when a row is given.
type Source int

// The sources, in the order in which they are looked for.
const (
	SourceSets    Source = iota // the row's `sets`: the handler supplies it as payload
	SourceArg                   // an argument of the command, as parsed
	SourcePayload               // rides on the session's state already
	SourceBuiltin               // {syntax} and {command}, known to the runtime
	SourceParam                 // a new parameter of the row's constructor
)

// Fill says how a carried value of a state that the row moves to, or that it sets, gets its value.
type Fill struct {
	Name   string // of the Carry
	Region string
	Source Source // SourceSets, SourceArg or SourcePayload (kept as it is)
}

// Param is a value that the handler gives to the row's constructor.
type Param struct {
	Name string
	Go   string // Go type, for example "storage.Path"
	Sets bool   // it becomes payload: one of Row.Sets
}

// Value is a placeholder of a text: {Name} or {Name:Format}.
type Value struct {
	Name   string
	Format string // always set: the natural format of the source's type when the text gives none
	Source Source
	Region string // with SourcePayload: the region whose state carries it
	Go     string // Go type of the value
}

// Names that the language itself gives to rows, regions and states.
const (
	RowDenied     = "denied"
	RowSyntax     = "syntax"
	RowNotOffered = "not-offered"
	RowUnwritten  = "unwritten"
	RowWaiting    = "waiting"
)

// EventNames are the events of a spec, in the order of their rows. The first is row 0.
func EventNames() []string { return slices.Clone(event.Names[:]) }

// TransferEndNames are the runtime's own completions, in order.
func TransferEndNames() []string { return slices.Clone(event.Ends[:]) }

// The runtime's names that code speaks of.
var (
	endAborted     = event.Ends[event.Aborted]
	EndOvertime    = event.Ends[event.Overtime]
	EventMarker    = event.Names[event.Marker]
	eventOtherHost = event.Names[event.OtherHost]
)

// OnlyWithTLS are the events and ends that only a spec with a reply `then: protect` must declare.
var OnlyWithTLS = []string{"injected", "implicit", "handshake-failed", "unprotected"}

// WantedName reports whether a spec has to declare the event or the end of transfers of that name, given what follows
// its replies.
func WantedName(name string, follows func(then string) bool) bool {
	switch {
	case name == EventMarker, name == eventOtherHost:
		return false
	case name == EndOvertime:
		return follows(ThenWork)
	}
	return !slices.Contains(OnlyWithTLS, name) || follows(ThenProtect)
}

// StandardNames are the replies that every command may give and that a spec must declare once.
func StandardNames() []string { return slices.Clone(standardNames[:]) }

var standardNames = [...]string{RowSyntax, RowNotOffered, RowUnwritten}

// Rows is the complete table: the events in the order of EventNames, then each command's rows in the order
// of the file. Inside a command stand: not-offered alone, or needs, denied, syntax, unwritten, waiting, and the
// replies, each reply that begins a transfer followed by its own ends and the runtime's.
//
// What a row moves:
//
//   - a reply: the command's resets go to their first state, then the reply's own `to` overrides;
//     `then: send` and `receive` add transfer.begin, `then: work` adds transfer.work;
//   - an end: transfer.end, or of work what of it moves the region of transfers, overridden by its own `to`;
//   - a refusal (need, denied, syntax, not-offered, unwritten): the command's resets, so that a refused PORT
//     leaves no old endpoint behind; a refusal of a command with `during: last` takes the session back to its first
//     state, because more is read;
//   - waiting: the session goes to the state of the role "last";
//   - an event: its own `to`;
//   - expiry on top of that: replies, refusals and the events unknown and overlong take every region with
//     `expires: next-command` that they do not move, and that does not survive the command, to its first state.
func (s *Spec) Rows() []Row {
	x := expander{spec: s}
	x.events()
	for i := range s.Commands {
		x.command(&s.Commands[i])
	}
	return x.rows
}

// Superfluous reports whether a need's answer is 202: the command has no use now (RFC 959 4.2.1), and is not carried
// out although it is not refused.
func Superfluous(kind Kind, code int) bool { return kind == KindNeed && code == 202 }
