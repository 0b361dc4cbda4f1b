package table

// Kind says where in a command a row belongs.
type Kind uint8

// The kinds of rows.
const (
	KindReply       Kind = iota // an outcome that a handler or the table chooses
	KindNeed                    // a precondition that does not hold
	KindDenied                  // the account lacks a permission
	KindSyntax                  // the argument cannot be read
	KindNotOffered              // the command is deliberately not offered
	KindUnwritten               // the handler is a stub
	KindWaiting                 // QUIT came during a transfer: nothing is sent yet
	KindEnd                     // completion of a transfer, chosen by the handler
	KindTransferEnd             // completion of a transfer, given by the runtime
	KindEvent                   // no command at all
)

// Then says what follows the reply.
type Then uint8

// Nothing, a transfer to the client, a transfer from the client, the abort of the transfer in progress, TLS on the
// control connection, switched on or off, or work: like a transfer, without a data connection.
const (
	Nothing Then = iota
	Send
	Receive
	Abort
	Protect
	Unprotect
	Work
)

// RowInfo is one declared answer. Moves is everything that changes: the command's resets and the expiry
// of one-shot regions are already in it.
type RowInfo struct {
	Command  Command
	Name     string // the outcome's name: what handlers, the auditor and the diff speak of
	Kind     Kind
	Code     uint16  // 0: nothing is sent
	When     []Guard // it can be given only here
	Else     Row     // given in its place where When does not hold; NoRow for none
	Argument uint32  // bit s: the table gives the row where the argument names state s of a region, or OtherState; 0: for any argument
	Moves    []Move
	Sets     []Slot   // payload that comes with the moves
	Params   []string // names of the values that the handler gives, in order; payload first
	Does     []string // capabilities that the row takes by itself: it may be given only where the account has their permissions
	Then     Then
	Ends     []Row    // completions that a Send, Receive or Work row allows, the runtime's own included
	Body     bool     // lines from the handler stand between Text and End
	Text     []string // in each language, with {placeholders}
	End      []string
	Cut      []string // the last line instead of End where the body breaks off; nil where it cannot
}

// FeatureInfo is a FEAT line, with the command that must be possible for it to be listed.
type FeatureInfo struct {
	Line    string
	Command Command // NoCommand: always listed
}
