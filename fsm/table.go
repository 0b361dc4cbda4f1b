package fsm

import "github.com/portolan-ftp/portolan/fsm/table"

// The types of a table, as generated code and embedders name them; see package table.
type (
	Table          = table.Table          // a protocol
	Configuration  = table.Configuration  // where a session stands
	Region         = table.Region         // a region's number, or a policy's
	State          = table.State          // the number of a region's state
	Slot           = table.Slot           // the number of a payload value
	Command        = table.Command        // a command's number
	Row            = table.Row            // a row's number
	RegionInfo     = table.RegionInfo     // a region or a policy
	SlotInfo       = table.SlotInfo       // a payload value
	CapabilityInfo = table.CapabilityInfo // something that a command may touch
	CommandInfo    = table.CommandInfo    // a command
	RowInfo        = table.RowInfo        // a declared answer
	FeatureInfo    = table.FeatureInfo    // a FEAT line
	Roles          = table.Roles          // what the runtime itself acts on
	Guard          = table.Guard          // a region is in one of some states
	Need           = table.Need           // a precondition
	Move           = table.Move           // a region goes to a state
	Word           = table.Word           // a spelling of a command
	By             = table.By             // who answers a command
	Kind           = table.Kind           // where in a command a row belongs
	Then           = table.Then           // what follows a reply
	Event          = table.Event          // something that happens and is no command
)

// What is none, and what bounds a table.
const (
	NoCommand  = table.NoCommand
	NoRow      = table.NoRow
	NoSlot     = table.NoSlot
	NoRegion   = table.NoRegion
	MaxRegions = table.MaxRegions
	OtherState = table.OtherState
)

// What happens to a command that comes during a transfer.
const (
	Wait  = table.Wait
	Now   = table.Now
	Alone = table.Alone
	Last  = table.Last
)

// Who answers a command.
const (
	ByHandler = table.ByHandler
	ByTable   = table.ByTable
	ByNobody  = table.ByNobody
)

// The kinds of rows.
const (
	KindReply       = table.KindReply
	KindNeed        = table.KindNeed
	KindDenied      = table.KindDenied
	KindSyntax      = table.KindSyntax
	KindNotOffered  = table.KindNotOffered
	KindUnwritten   = table.KindUnwritten
	KindWaiting     = table.KindWaiting
	KindEnd         = table.KindEnd
	KindTransferEnd = table.KindTransferEnd
	KindEvent       = table.KindEvent
)

// What follows a reply.
const (
	Nothing   = table.Nothing
	Send      = table.Send
	Receive   = table.Receive
	Abort     = table.Abort
	Protect   = table.Protect
	Unprotect = table.Unprotect
	Work      = table.Work
)

// The events that the runtime knows.
const (
	EventConnected         = table.EventConnected
	EventTooMany           = table.EventTooMany
	EventUnknown           = table.EventUnknown
	EventOverlong          = table.EventOverlong
	EventNoise             = table.EventNoise
	EventForeign           = table.EventForeign
	EventLoginTimeout      = table.EventLoginTimeout
	EventIdleTimeout       = table.EventIdleTimeout
	EventNoTransferTimeout = table.EventNoTransferTimeout
	EventShutdown          = table.EventShutdown
	EventDropped           = table.EventDropped
	EventDataOpened        = table.EventDataOpened
	EventFailed            = table.EventFailed
	EventInjected          = table.EventInjected
	EventImplicit          = table.EventImplicit
	EventHandshakeFailed   = table.EventHandshakeFailed
	EventOtherHost         = table.EventOtherHost
	EventMarker            = table.EventMarker
)

// The completions that the runtime gives although nothing has failed; package event has all.
const (
	EndAborted  = table.EndAborted
	EndOvertime = table.EndOvertime
)

// The names of events and of the runtime's completions in a spec, in the order of the constants.
var (
	EventNames       = table.EventNames
	TransferEndNames = table.TransferEndNames
)
