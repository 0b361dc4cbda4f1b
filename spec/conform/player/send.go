package player

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/conform/wire"
)

// overlong is longer than the line that any server takes.
const overlong = 1 << 14

// telnetSynch is what Telnet clients send before a command that has to get through (RFC 959 4.1).
const telnetSynch = "\xff\xf4\xff\xf2"

// send sends lines and reads what is due.
func (p *Player) send(step *Step) {
	text, err := p.expand(step.Text)
	if err != nil {
		step.Error = err.Error()
		return
	}
	lines := []string{text}
	switch step.Do {
	case Together:
		lines = strings.Split(text, "|")
	case Overlong:
		lines = []string{"NOOP " + strings.Repeat("x", overlong)}
	case Refuse:
		p.endpoint.Close()
	}
	if c := p.Lines.Find(lines[0]); p.elsewhere && transfers(c) {
		step.Error = "the data would go to another host"
		return
	}
	step.Sent, step.lines = text, len(lines)
	for _, line := range lines {
		p.sent(step, line)
	}
	if err := p.control.Send(segments(step.Do, lines)...); err != nil {
		step.Error = err.Error()
	}
	p.read(step)
	if step.Do == Refuse && p.Transfer() != nil {
		p.completion(step)
	}
}

// segments are the bytes of lines, in pieces that travel apart.
func segments(do string, lines []string) []string {
	whole := strings.Join(lines, "\r\n") + "\r\n"
	switch do {
	case Split:
		return []string{whole[:len(whole)-1], whole[len(whole)-1:]}
	case Bytes:
		return strings.Split(whole, "")
	case Telnet:
		return []string{telnetSynch + whole}
	}
	return []string{whole}
}

// sent notes a line.
func (p *Player) sent(step *Step, line string) {
	c := p.Sent(line, step.Do == Overlong, p.Lines.Form(p.Lines.Find(line), step.Text))
	if step.Command == nil {
		step.Command = c
	}
}

// How long is waited for replies that nobody asked for, or for the end of the session: moment, behind each act, for
// what came together with the reply; extra, where servers are known to send them; surprise, behind a reply that the
// table does not have here, which may be a late one to a line before.
const (
	moment   = 200 * time.Microsecond
	extra    = 30 * time.Millisecond
	surprise = 50 * time.Millisecond
)

// read reads all replies that are due.
func (p *Player) read(step *Step) {
	if step.Do == Connect || step.Do == ConnectTLS {
		p.one(step, p.Target.Patience)
	}
	aborted := p.Aborting()
	for p.Due() && !step.Silent && !step.Closed {
		if !p.early(step) && !p.one(step, p.Target.Patience) && !p.release(step) {
			return
		}
		if step.Do == Spoil && len(step.Replies) > 0 && p.last(step).Code == codeProtect {
			p.spoil(step)
			return
		}
	}
	if aborted || step.Do == Reset {
		p.unasked(step, extra)
	}
}

// unasked reads replies that nobody has asked for.
func (p *Player) unasked(step *Step, patience time.Duration) {
	if step.Silent || step.Closed || p.Due() {
		return
	}
	for p.one(step, patience) {
		step.Replies[len(step.Replies)-1].Role = Unasked
	}
	step.Silent = false
}

// calm sees to it that no reply of this step is taken for the next one's. It looks for one more reply, for longer behind
// a surprise: if there is one, it cannot be known which of the lines before it the others belong to, and the session is
// over.
func (p *Player) calm(step *Step) {
	if p.over || step.Silent || step.Closed || p.Transfer() != nil { // the end of a transfer may come by itself
		return
	}
	if p.Calm > 0 {
		p.unasked(step, p.Calm)
		return
	}
	n, patience := len(step.Replies), moment
	if step.Sends() && slices.ContainsFunc(step.Replies, func(r Reply) bool { return len(r.Rows) == 0 && r.Role != Unasked }) {
		patience = surprise
	}
	p.unasked(step, patience)
	step.Doubtful = len(step.Replies) > n
	p.over = p.over || step.Doubtful
}

// release lets the data of the running transfer flow to their end where a reply does not come: many servers read no
// command before that. It reports whether there is something to wait for again.
func (p *Player) release(step *Step) bool {
	if !step.Silent || p.Transfer() == nil || step.Late {
		return false
	}
	p.open(step)
	if p.data == nil {
		return false
	}
	if p.Transfer().Then == spec.ThenSend {
		_, _ = p.data.All() // what comes of it is seen on the control connection
	}
	p.data.Close()
	step.Silent, step.Late = false, true
	return true
}

// How long is waited for the 1yz before the data connection is made: long at first, and short where it is known that
// the server says it only then.
const (
	beforeData = 300 * time.Millisecond
	knownToAsk = 20 * time.Millisecond
)

// early reads the reply to a command with a data connection where the server listens: some servers say 1yz only when
// the connection is there. It reports whether something came.
func (p *Player) early(step *Step) bool {
	if !step.Sends() || p.Transfer() != nil || p.data != nil || p.endpoint == nil || p.Active() || !transfers(p.First()) {
		return false
	}
	wait := beforeData
	if p.Target.Asks {
		wait = knownToAsk
	}
	if p.one(step, wait) {
		return true
	}
	if step.Closed {
		return false
	}
	step.Silent = false
	data, err := p.control.Open(p.endpoint, true)
	if err != nil {
		return false
	}
	p.data, p.protected = data, false
	if !p.one(step, p.Target.Patience) {
		return false
	}
	p.Target.Asks = p.Target.Asks || p.last(step).Code < 200
	if p.Transfer() == nil {
		p.forgetData()
	}
	return true
}

// transfers reports whether a command has a data connection.
func transfers(c *spec.Command) bool {
	return c != nil && slices.ContainsFunc(c.Replies, func(r spec.Reply) bool { return r.Then == spec.ThenSend || r.Then == spec.ThenReceive })
}

func (p *Player) last(step *Step) *Reply { return &step.Replies[len(step.Replies)-1] }

// maxReplies is how many replies one line may have. The session with a server that sends more is over: it would not
// stop.
const maxReplies = 16

// one reads one reply; false if none comes, or too many have come.
func (p *Player) one(step *Step, patience time.Duration) bool {
	if len(step.Replies) >= maxReplies*max(1, step.lines) {
		p.over, step.Silent = true, true
		return false
	}
	got, err := p.control.ReadWithin(patience)
	if err != nil {
		step.Silent = errors.Is(err, wire.ErrSilence)
		step.Closed = errors.Is(err, wire.ErrClosed)
		return false
	}
	r := p.Heard(got)
	if r.Role == End {
		p.forgetData()
		p.endpoint.Close()
		p.endpoint = nil
	}
	step.Replies = append(step.Replies, r)
	p.after(step, &r)
	return true
}

// The codes that switch TLS on and end a session.
const (
	codeProtect = 234
	codeClosing = 421
)

// after does what a reply asks of a client: TLS begins or ends, an endpoint is known, a transfer has begun or ended.
func (p *Player) after(step *Step, r *Reply) {
	if r.Code == codeClosing {
		p.over = true
	}
	if r.Command == nil {
		return
	}
	if r.Command.Name == p.Machine.Spec.Roles.Quit && r.Code/100 == 2 {
		p.over = true
	}
	switch {
	case r.Code == codeProtect && step.Do != Spoil:
		if err := p.control.StartTLS(""); err != nil {
			step.Error, step.Closed = "TLS: "+err.Error(), true
		}
	case p.given(r, "unprotect") && p.control.Secure():
		if err := p.control.EndTLS(); err != nil {
			step.Error, step.Closed = "the end of TLS: "+err.Error(), true
		}
	}
	p.place(step, r)
	p.whereabouts(step, r)
}

// given reports whether a reply is one behind which something follows; one that the table does not know is so where it
// is a success.
func (p *Player) given(r *Reply, then string) bool {
	for i := range r.Command.Replies {
		if reply := &r.Command.Replies[i]; reply.Then == then {
			return r.Code/100 == 2 && r.Code/100 == reply.Code/100
		}
	}
	return false
}

// whereabouts keeps whether the working directory is the tester's own.
func (p *Player) whereabouts(step *Step, r *Reply) {
	if r.Code/100 != 2 || r.Role == Begin {
		return
	}
	moves := slices.ContainsFunc(r.Command.Replies, func(reply spec.Reply) bool { return slices.Contains(reply.Sets, p.Machine.Spec.Roles.Cwd) })
	login := slices.ContainsFunc(r.Command.Replies, func(reply spec.Reply) bool {
		return reply.Then == spec.ThenProtect || reply.Then == spec.ThenUnprotect || slices.Contains(reply.Sets, p.Machine.Spec.Roles.Account)
	})
	if moves || login {
		p.home = moves && strings.HasSuffix(step.Text, " {dir}")
	}
}

// place keeps where the next data connection goes.
func (p *Player) place(step *Step, r *Reply) {
	if r.Role != Final || !slices.ContainsFunc(r.Command.Does, func(d string) bool { return strings.HasPrefix(d, "data.") }) {
		return
	}
	named := strings.Contains(step.Text, "{port") || strings.Contains(step.Text, "{eprt}") || strings.Contains(step.Text, "{lprt}")
	e, passive := p.control.Passive(r.Reply)
	switch {
	case passive:
		p.endpoint.Close()
		p.endpoint, p.elsewhere = e, false
	case !named || r.Code/100 != 2:
		p.endpoint.Close()
		p.endpoint, p.elsewhere = nil, r.Code == 200
	}
}
