// Package player plays a script on a server: it sends what the acts say, reads what comes back, makes data connections,
// and keeps where the session may be by the table.
//
//	p := player.New(target, m)
//	step := p.Do(player.Act{Do: player.Connect})
//	step = p.Do(player.Line("USER {user}"))
//	step.Replies[0].Code, step.Replies[0].Rows     // 331, and the rows of the table that it may have been
//
// A reply that the table does not allow has no rows. The session goes on as if the nearest row had been given.
package player

import (
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"strings"
	"time"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/conform/dialogue"
	"github.com/portolan-ftp/portolan/spec/conform/stimulus"
	"github.com/portolan-ftp/portolan/spec/conform/wire"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/trace"
)

// Target is the server, and what a client has to know of it.
type Target struct {
	Address  string
	Implicit string // address of the port for implicit TLS; "" for none
	TLS      *tls.Config
	User     string
	Password string
	Account  string // for ACCT; "" where none is asked for
	Dir      string // the tester's directory, absolute; "" before it is known
	Host     string // a virtual host; "" for none
	Group    string // a group that files can be given to
	Patience time.Duration
	Ending   *wire.Ending // bounds the sessions that end; nil: they are closed at once
	Asks     bool         // it says 1yz only when the data connection is there
	fresh    *int         // of the names that were made up, which no session uses again
}

// Player plays one session after the other.
type Player struct {
	*dialogue.Dialogue
	Target *Target
	// Keep says which valuations of the policies the server may have; nil: any.
	Keep func(valuation []uint8) bool
	// Calm is how long each act waits for replies that nobody asked for; 0: only where they are likely.
	Calm time.Duration

	control   *wire.Control
	endpoint  *wire.Endpoint
	elsewhere bool // the endpoint is of somebody else: no transfer begins
	data      *wire.Data
	protected bool // it has TLS
	over      bool
	home      bool
}

// Step is what came of an act.
type Step struct {
	Act
	Sent     string        // what was sent, with the braces filled in; "" if nothing was
	Command  *spec.Command // of the line
	Before   []trace.Place
	Replies  []Reply
	About    *spec.Command // the command whose reply is awaited: that of the line, or of the running transfer
	Silent   bool          // a reply was due and none came
	Late     bool          // a reply came only when the data connection of the running transfer had ended
	Doubtful bool          // one more reply came than was due: it cannot be known which line each belongs to
	Closed   bool          // the server has closed the control connection
	Stuck    bool          // a data connection was never closed, or could not be made
	Error    string        // what went wrong on a socket
	Uploaded []byte
	Received []byte
	Whole    bool // Received, or Uploaded, is the whole of it

	lines int // that were sent
}

// Reply and Role are those of package dialogue.
type (
	Reply = dialogue.Reply
	Role  = dialogue.Role
)

// The roles of a reply.
const (
	Final   = dialogue.Final
	Begin   = dialogue.Begin
	End     = dialogue.End
	Unasked = dialogue.Unasked
)

// New makes a player that has no session yet.
func New(t *Target, m *explore.Machine, lines *stimulus.Set) *Player {
	if t.fresh == nil {
		t.fresh = new(int)
	}
	return &Player{Dialogue: dialogue.New(m, lines), Target: t, over: true}
}

// Over reports whether there is no session, or none that could go on.
func (p *Player) Over() bool { return p.over }

// Home reports whether the working directory is the tester's own.
func (p *Player) Home() bool { return p.home }

// Transferring is the reply whose transfer runs, nil for none; Opened says whether its data connection is there.
func (p *Player) Transferring() (row *spec.Row, opened bool) { return p.Transfer(), p.data != nil }

// Active reports whether the next data connection is made by the server, to a port of ours.
func (p *Player) Active() bool { return p.endpoint != nil && !p.elsewhere && p.endpoint.To.Port() == 0 }

// Close ends the session, and whatever belongs to it.
func (p *Player) Close() {
	if p.control != nil {
		p.control.Drop()
	}
	p.forgetData()
	p.endpoint.Close()
	p.endpoint, p.over = nil, true
}

func (p *Player) forgetData() {
	if p.data != nil {
		p.data.Reset()
		p.data = nil
	}
}

// Do does one act.
func (p *Player) Do(a Act) *Step {
	step := &Step{Act: a}
	if a.Do == Connect || a.Do == ConnectTLS {
		p.connect(step)
		return step
	}
	if p.over {
		step.Error = "there is no session"
		return step
	}
	step.Before, step.About = p.Follow.Places(), p.First()
	switch a.Do {
	case Open:
		p.open(step)
	case Finish:
		p.finish(step)
	case Reset:
		p.reset(step)
	case Plain:
		p.plain(step)
	case Drop:
		p.Follow.Happened(p.Event("dropped"))
		p.Close()
	default:
		p.send(step)
	}
	if step.Command != nil {
		step.About = step.Command
	}
	p.calm(step)
	p.over = p.over || step.Closed || step.Silent
	return step
}

// connect begins a session.
func (p *Player) connect(step *Step) {
	p.Close()
	o := wire.Options{Address: p.Target.Address, Patience: p.Target.Patience, TLS: p.Target.TLS, Ending: p.Target.Ending}
	if step.Do == ConnectTLS {
		o.Address, o.Implicit = p.Target.Implicit, true
	}
	control, err := wire.Dial(context.Background(), o)
	if err != nil {
		step.Error, step.Closed = err.Error(), true
		return
	}
	p.control, p.endpoint, p.over, p.home, p.elsewhere = control, nil, false, false, false
	family := "ipv4"
	if control.Remote().Addr().Is6() {
		family = "ipv6"
	}
	if err := p.Begin(family, step.Do == ConnectTLS, p.Keep); err != nil {
		step.Error, step.Closed = err.Error(), true
		return
	}
	step.Before = p.Follow.Places()
	p.read(step)
}

// expand fills in the words in braces.
func (p *Player) expand(text string) (string, error) {
	for {
		before, rest, found := strings.Cut(text, "{")
		if !found {
			return text, nil
		}
		word, after, closed := strings.Cut(rest, "}")
		if !closed {
			return text, nil
		}
		value, err := p.word(word)
		if err != nil {
			return "", err
		}
		text = before + value + after
	}
}

func (p *Player) word(word string) (string, error) {
	switch word {
	case "dir":
		return p.Target.Dir, nil
	case "user":
		return p.Target.User, nil
	case "password":
		return p.Target.Password, nil
	case "account":
		return p.Target.Account, nil
	case "host":
		return cmp.Or(p.Target.Host, "unknown.example"), nil
	case "group":
		return p.Target.Group, nil
	case "new":
		*p.Target.fresh++
		return fmt.Sprintf("%s/new%d", p.Target.Dir, *p.Target.fresh), nil
	}
	return p.address(word)
}
