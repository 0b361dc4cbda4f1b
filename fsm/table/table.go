// Package table has the types of a protocol table: what go generate makes of a spec file, and what the engine runs.
//
//	rowRnfrPending: {Code: 350, Moves: moves{renamePending}, Sets: slots{SlotFrom}, Command: CmdRnfr, Name: "pending", …}
//
// Everything is a number: regions, states, commands, rows. The names beside them are for people, and for comparing two
// tables. A table is a value that does not change. This package has only the types: package engine says what a table
// means.
package table

import (
	"slices"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/fsm/capacity"
	"github.com/portolan-ftp/portolan/fsm/event"
)

// The numbers by which a table names its parts; each is an index into the table's slice.
type (
	Region  uint8  // a region of the session's state, or a policy (after the regions)
	State   uint8  // a state of a region
	Slot    uint8  // a value that rides on a state
	Command uint16 // a command
	Row     uint16 // a declared answer
)

const (
	// NoCommand is the command of the rows that are events.
	NoCommand Command = 1<<16 - 1
	// NoRow says that a command has no row of some kind. Row 0 is always the event Connected, which no
	// command answers, so the zero Row, and so the zero Outcome, is never a valid answer.
	NoRow Row = 0
	// NoSlot says that the table has no such payload.
	NoSlot Slot = 1<<8 - 1
	// NoRegion says that the table has no such region.
	NoRegion Region = 1<<8 - 1
	// MaxRegions bounds regions and policies together; a session keeps one byte for each.
	MaxRegions = capacity.Regions
	// MaxSlots bounds the payload values of a session.
	MaxSlots = capacity.Carried
)

// A set of states is a word of 16 bits in guards, payload values and the arcs of machines.
const _ = uint16(1)<<(capacity.States-1) + 0

// OtherState is for arguments that name none of the states of a region.
const OtherState State = capacity.States

// Configuration is where a session stands: one state for each region, then one value for each policy.
type Configuration [MaxRegions]State

// Table is a protocol: what go generate makes of a spec file. It is read-only.
type Table struct {
	Protocol     string   // "ftp"
	Hash         string   // SHA-256 of the spec file, hex
	Languages    []string // of the texts; the first is the default
	Regions      []RegionInfo
	Policies     []RegionInfo // policy i has number len(Regions)+i
	Slots        []SlotInfo
	Capabilities []CapabilityInfo
	Commands     []CommandInfo
	Words        []Word // every spelling, sorted by Text
	Rows         []RowInfo
	Events       [EventCount]Row // NoRow for those that the spec does not have
	Features     []FeatureInfo
	ForeignVerbs []string // words that only another protocol's client sends
	Roles        Roles
}

// Roles are the parts of a table that the runtime itself acts on. A guard without states never holds, and stands for a
// role that the table does not have.
type Roles struct {
	Over                                   Guard  // the session has ended
	Private                                Guard  // data connections are protected
	Client                                 Guard  // the server is the TLS client of data connections for files
	Exchange                               Guard  // data connections with other servers are allowed
	Transfer                               Region // says whether a transfer runs
	Language                               Region // its states are languages of replies; NoRegion for none
	Account, User, Idle, Host, Cwd, Offset Slot   // NoSlot for none
}

// RegionInfo describes a region or a policy; state 0 is the initial one, or the default.
type RegionInfo struct {
	Name   string
	States []string
	Family bool     // the address family of the control connection decides in which a session begins: IPv4, IPv6
	Arcs   []uint16 // of a region, by state: bit t says that some session goes from there to state t
}

// SlotInfo describes a payload value: it is dropped when its region leaves States.
type SlotInfo struct {
	Name   string
	Region Region
	States uint16 // bit s: state s carries it
}

// CapabilityInfo describes something a command may touch.
type CapabilityInfo struct {
	Name       string
	Permission accounts.Permission // 0: none needed
	Or         accounts.Permission // enough instead of Permission; 0: nothing is
	Changes    bool                // files
	Content    bool                // what is in files is read or written
}

// Guard holds when the region is in one of the states.
type Guard struct {
	Region Region
	States uint16 // bit s: state s is allowed
}

// Need is one precondition of a command: when the guards do not hold, Row answers.
// Unless inverts it: Row answers when all guards hold.
type Need struct {
	Name   string
	Guards []Guard
	Unless bool
	Row    Row
}

// During says what happens to a command that comes during a transfer.
type During uint8

// Postponed until the transfer ends; answered at once; or postponed with nothing read behind it, until it is answered
// (Alone: what came before a switch of protection must not run after it) or for good (Last: it ends the session).
const (
	Wait During = iota
	Now
	Alone
	Last
)

// By says who answers a command.
type By uint8

// A Go handler, the table alone, or nobody: the command is not offered.
const (
	ByHandler By = iota
	ByTable
	ByNobody
)

// CommandInfo describes a command. Its rows are Rows[First:Last] of the table.
type CommandInfo struct {
	Name        string // canonical: "RETR", "EPSV ALL", "STAT path"
	Syntax      string // as HELP shows it: "RETR <path>"
	RFC         string // "959 4.1.3"
	Aliases     []string
	By          By
	During      During
	Args        []string // names, in order
	Needs       []Need
	Permission  accounts.Permission // all that its capabilities ask for
	Denied      Row                 // answers when the account lacks Permission
	SyntaxError Row
	NotOffered  Row
	First, Last Row
	Help        []string // one line in each language
	Secret      bool     // its argument is not logged
	Feat        string   // its FEAT line, "" for none
	Does        []string // capability names
	Changes     bool     // one of them changes files, by a handler
}

// Word is one spelling of a command: "RETR", "XCWD", "TYPE A N".
// A spelling with an argument variant ("STAT path") stands with WithArg set.
type Word struct {
	Text    string
	Command Command
	WithArg bool // only when an argument follows
}

// Move takes a region to a state.
type Move struct {
	Region Region
	State  State
}

// Event is something that happens to a session without a command.
type Event = event.Event

// The events that the runtime knows.
const (
	EventConnected         = event.Connected
	EventTooMany           = event.TooMany
	EventUnknown           = event.Unknown
	EventOverlong          = event.Overlong
	EventNoise             = event.Noise
	EventForeign           = event.Foreign
	EventLoginTimeout      = event.LoginTimeout
	EventIdleTimeout       = event.IdleTimeout
	EventNoTransferTimeout = event.NoTransferTimeout
	EventShutdown          = event.Shutdown
	EventDropped           = event.Dropped
	EventDataOpened        = event.DataOpened
	EventFailed            = event.Failed
	EventInjected          = event.Injected
	EventImplicit          = event.Implicit
	EventHandshakeFailed   = event.HandshakeFailed
	EventOtherHost         = event.OtherHost
	EventMarker            = event.Marker
	EventCount             = event.Count
)

// TransferEnd is a completion that the runtime itself gives.
type TransferEnd = event.End

// The runtime's own completions.
const (
	EndNoData        = event.NoData
	EndBroken        = event.Broken
	EndStalled       = event.Stalled
	EndAborted       = event.Aborted
	EndUnprotected   = event.Unprotected
	EndOvertime      = event.Overtime
	TransferEndCount = event.EndCount
)

// The names of events and of the runtime's completions in a spec, in the order of the constants.
var (
	EventNames       = event.Names
	TransferEndNames = event.Ends
)

// RowName is a row's name for people: "RETR missing", or the event's name.
func (t *Table) RowName(r Row) string {
	if int(r) >= len(t.Rows) {
		return "no row"
	}
	row := &t.Rows[r]
	if row.Command == NoCommand {
		return row.Name
	}
	return t.Commands[row.Command].Name + " " + row.Name
}

// SlotOf is the payload value of that name, NoSlot if there is none.
func (t *Table) SlotOf(name string) Slot {
	i := slices.IndexFunc(t.Slots, func(s SlotInfo) bool { return s.Name == name })
	if i < 0 {
		return NoSlot
	}
	return Slot(i)
}
