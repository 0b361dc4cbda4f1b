package fsm

import (
	"context"
	"slices"

	"github.com/portolan-ftp/portolan/fsm/capacity"
	"github.com/portolan-ftp/portolan/fsm/table"
)

// HandlerFunc runs one command whose needs and permissions hold. Generated code makes it from a handler.
type HandlerFunc func(context.Context, *Call) Outcome

// Protocol is a table and what answers its commands: Handlers[c] for Command c, nil where the table alone does.
type Protocol struct {
	Table    *Table
	Handlers []HandlerFunc
	err      error // why no server can be made of it
}

// maxArgs bounds the arguments of one command.
const maxArgs = capacity.Arguments

// Call is one command on its way through a session. Only generated code uses it.
type Call struct {
	session *Session
	command Command
	arg     string
	kept    [maxArgs]any
	made    *Table // that the handler was made for, when the session's extends it; else nil
}

// Session is the read-only view of the session that the command came from.
func (c *Call) Session() *Session { return c.session }

// Arg is everything after the command's words and one blank, as sent; "" if there is nothing.
func (c *Call) Arg() string { return c.arg }

// Keep remembers a parsed argument for texts and payload that name it.
func (c *Call) Keep(i int, v any) { c.kept[i] = v }

// State is the state of a region.
func (c *Call) State(r Region) State { return c.session.state.Configuration[r] }

// Payload is the value that rides on the session's state in slot s, or the zero value if there is none.
func Payload[T any](c *Call, s Slot) T {
	v, _ := c.session.payload.at(s).(T)
	return v
}

// Syntax is the outcome for an argument that cannot be read.
func (c *Call) Syntax() Outcome {
	t := c.made
	if t == nil {
		t = c.session.table()
	}
	return Outcome{row: t.Commands[c.command].SyntaxError}
}

// Named is the outcome that the table gives because of the state that the argument names (or because it names none),
// and whether there is such an outcome.
func (c *Call) Named(region Region, state string) (Outcome, bool) {
	names := slices.Index(c.session.table().Regions[region].States, state)
	if names < 0 {
		names = int(table.OtherState)
	}
	r := c.session.engine().ByArgument(&c.session.state, c.command, State(names))
	return Outcome{row: r, own: true}, r != NoRow
}

// ByTable is the outcome that the table alone chooses: the first reply whose guards hold.
func (c *Call) ByTable() Outcome {
	return Outcome{row: c.session.engine().ByTable(&c.session.state, c.command)}
}

// Listener opens the port of a passive data connection.
type Listener interface {
	// ListenPassive opens a port on the address that the control connection came to. The port accepts only
	// the control connection's peer, and other servers where the policy fxp allows them. It is closed when the
	// session leaves the state that carries it.
	ListenPassive(ctx context.Context) (*PassiveListener, error)
}

// ServerListener opens the port of a passive data connection with another server.
type ServerListener interface {
	// ListenAsClient is as Listener.ListenPassive, and the other end is to be the TLS server.
	ListenAsClient(ctx context.Context) (*PassiveListener, error)
}
