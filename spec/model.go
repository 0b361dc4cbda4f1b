package spec

import (
	"fmt"
)

// Spec is a decoded and checked spec file. Slices keep the file's order; every name refers to something
// that exists; shared replies are resolved, so a reader needs no second look-up.
type Spec struct {
	File         string   // as given to the decoder, for positions
	Files        []string // all that it was read from: File, its chapters, and of an overlay those of its base
	Hash         string   // hex SHA-256 of the bytes of its files; of an overlay: of the base's hash and its own
	Protocol     string
	Languages    []string // the first is the default
	Policies     []Policy
	Lifetimes    []Lifetime // the declared ones in order, then those of the language that are not
	Regions      []Region
	Types        []Type
	Capabilities []Capability
	Classes      []string // error classes, in order
	Needs        []Need
	Transfer     Transfer
	Events       []Event
	Standard     []Reply // syntax, not-offered, unwritten
	Commands     []Command
	Roles        Roles
	Features     []Feature
	Invariants   []Invariant
	Deviations   []Deviation
	Extensions   []Extension
	Waivers      []Waiver

	Base        *Spec             // of an overlay: what it extends, as it is without it; else nil
	Extends     string            // of an overlay: the base as the file names it
	Imports     map[string]string // of an overlay: package name to import path, beside those that every spec may name
	Relaxations []Relaxation      // of an overlay: where it refuses or proves less than its base, and why
}

// Relaxation is a way in which an overlay refuses or proves less than its base, with the reason.
type Relaxation struct {
	What string // in the decoder's words: "RETR without the need protected"
	Why  string
	Pos  Pos
}

// Pos is a place in the spec file, counted from 1.
type Pos struct {
	File         string
	Line, Column int
}

// Policy is an operator's switch; the first value is the default.
type Policy struct {
	Name   string
	Values []string
	Why    string
	Pos    Pos
}

// Region is one of the parallel machines of a session; the first state is the initial one.
type Region struct {
	Name     string
	States   []string
	Carries  []Carry
	Setting  bool     // only commands ask about it
	Begins   string   // what decides in which state a session begins: "" for nothing, "address-family"
	Lasts    []string // names of Lifetimes; the first to end takes it back to its first state
	Survives []string // commands that do not end it, though it lasts for a command
	MovedBy  []string // commands, capabilities and patterns, events, or "transfer": who may move it elsewhere, or set what it carries
	Why      string
	Pos      Pos
}

// Roles are the parts of a spec that the runtime itself acts on; what nothing plays is zero.
type Roles struct {
	Over, Last                             CondTerm // states of the region that says whether the session goes on
	Private, Client                        CondTerm // of data connections
	Exchange                               CondTerm // of a policy
	Transfer, Language                     string   // regions
	Account, User, Idle, Host, Cwd, Offset string   // carried values
	Abort, Status, Quit                    string   // commands
}

// Session is the region that says whether a session goes on.
func (r *Roles) Session() string { return r.Over.Region }

// Carry is a value that rides on a state: leaving every state that has it drops it.
type Carry struct {
	Name   string
	Type   string // name of a Type
	States []string
	Pos    Pos
}

// Type is an argument or payload type.
type Type struct {
	Name, Go, Parse, Syntax string
	Example                 string // an argument as a client sends it; "" for the usual one of its Go type: see Spec.Example
	Word                    bool   // it holds no blank: another argument may follow
	Secret                  bool   // it stands in no log and in no reply
	Names                   string // the region a state of which an argument names; "" for none
	State                   string // the Go function that says which
	Pos                     Pos
}

// Capability is something a command may touch.
type Capability struct {
	Name       string
	Changes    bool   // what does it changes files
	Content    bool   // its interface reads or writes what is in files
	Permission string // account permission needed; "" for none
	Or         string // another permission that is enough; "" for none
	Under      string // instead of a permission: the capability whose permission covers it
	Interface  string // what the handler is given, as a Go type; "" for nothing
	Field      string // the request's field for it; "Files" by default
	Else       *Reply // answers when the permission is missing; nil without permission, and for what replies alone do
	Why        string
	Pos        Pos
}

// Text is one reply text in every language, in the order of Spec.Languages.
type Text []string

// Cond is a conjunction: every named region or policy ("policy.NAME") is in one of the states.
type Cond []CondTerm

// CondTerm says that one region or policy is in one of the states.
type CondTerm struct {
	Region string // without "policy."
	Policy bool
	States []string
	Pos    Pos
}

// Need is a named precondition; if it does not hold, Else answers.
type Need struct {
	Name   string // inline needs have one too
	When   Cond   // all must hold
	Unless Cond   // must not all hold
	Else   Reply
	Pos    Pos
}

// Move takes a region to a state.
type Move struct {
	Region, State string
	Pos           Pos
}

// Reply is one declared answer (a row of the table).
type Reply struct {
	Name     string
	Code     int // 0: nothing is sent
	Text     Text
	End      Text     // last line of a multi-line reply
	Body     bool     // lines between Text and End come from the handler
	Cut      Text     // instead of End where those lines break off; nil where they cannot
	When     Cond     // only here; empty: everywhere
	Else     string   // the reply that is given instead where When does not hold; "" for none
	Argument []string // given by the table, where the argument names one of these states, or OtherState; nil: whatever it names
	To       []Move
	Sets     []string // carried values that the handler supplies
	On       []string // error classes that end here
	Does     []string // capabilities that this outcome alone takes
	Then     string   // "", "send", "receive", "work", "abort", "protect", "unprotect"
	Ends     []Reply  // completions, when Then is send, receive or work
	Share    string   // name of the shared reply it was made from, if any
	Why      string
	Pos      Pos
}

// Transfer is what every data phase has in common.
type Transfer struct {
	Begin []Move
	Work  []Move  // instead of Begin, for what has no data connection; empty: nothing has `then: work`
	Ends  []Reply // no-data, broken, stalled, aborted
	Pos   Pos
}

// Event is a row that is no command.
type Event struct {
	Reply
	RFC   string
	Verbs []string // for the event "foreign"
	Where Where    // what it meets
}

// Arg is one argument of a command.
type Arg struct {
	Name     string
	Type     string
	Optional bool
	Pos      Pos
}

// By says who answers a command.
type By int

const (
	ByHandler By = iota // a Go handler
	ByTable             // the table alone: the first reply whose When holds
	ByNobody            // deliberately not offered
)

// During says what happens to a command that comes during a transfer.
type During int

const (
	DuringWait  During = iota // postponed until the transfer ends
	DuringNow                 // answered at once
	DuringAlone               // postponed, and nothing behind it is read before it is answered
	DuringLast                // postponed, and nothing behind it is read: it ends the session
)

// Command is one row group of the table. Its name is made of words: upper-case words are literal
// ("EPSV ALL", "TYPE L 8"), a last lower-case word means "with an argument" ("STAT path").
type Command struct {
	Name    string
	Aliases []string
	RFC     string
	Args    []Arg
	Words   []string // what might be its argument and is a spelling of its own; "any" for whatever has one
	With    []string // regions whose payload or state the handler is given
	Needs   []Need
	Does    []string
	By      By
	During  During
	Replies []Reply
	Feat    string
	Help    Text
	Pos     Pos
}

// Feature is a FEAT line that belongs to no command.
type Feature struct {
	Line, RFC string
	Pos       Pos
}

// String is the position as editors and compilers write it: "ftp.yaml:12:3".
func (p Pos) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }
