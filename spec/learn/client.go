package learn

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/conform/player"
	"github.com/portolan-ftp/portolan/spec/conform/wire"
)

// client is one session on the target. Unlike the player of package conform it does not follow the table: an endpoint
// that the server has granted stays in use, even where the table has taken it back. Only a port that the server has
// closed cannot be used again.
type client struct {
	pool     *pool
	target   *player.Target
	control  *wire.Control
	endpoint *wire.Endpoint // what the server has granted last
	asked    *wire.Endpoint // a port of ours that has been named and not been granted yet
	private  bool           // data connections have TLS
	over     bool
	before   string // the line before
	fresh    int    // of the names that were made up
}

// exchange is what came of a line.
type exchange struct {
	sent     string
	command  *spec.Command // nil for what is none
	codes    []int
	outcome  string // Closed, Silent, or ""
	received []byte // through a data connection; nil for none
}

// connect begins a session, and reads the greeting.
func (c *client) connect() (*exchange, error) {
	c.close()
	control, err := wire.Dial(context.Background(), wire.Options{Address: c.target.Address, Patience: c.target.Patience, TLS: c.target.TLS})
	if err != nil {
		return nil, err
	}
	c.control, c.over, c.private, c.before = control, false, false, ""
	s := &exchange{}
	c.read(s, c.target.Patience)
	return s, nil
}

// close ends the session, and whatever belongs to it.
func (c *client) close() {
	if c.control != nil {
		c.control.Drop()
	}
	c.endpoint.Close()
	c.asked.Close()
	c.endpoint, c.asked, c.over = nil, nil, true
}

// Some servers answer some lines twice. Before it sends a line, the client waits a moment for one more reply to the
// line before. After lines that are known to be answered twice, it waits for the second reply.
const (
	late   = 200 * time.Microsecond
	second = 50 * time.Millisecond
)

// say sends a line, takes the transfer that it may begin to its end, and reads all that is answered.
func (c *client) say(line string) (*exchange, error) {
	s := &exchange{command: c.pool.lines.Find(line)}
	text, err := c.expand(line)
	if err != nil {
		return nil, err
	}
	if _, err := c.control.ReadWithin(late); err == nil {
		c.pool.doubles(c.before)
		return nil, errLate
	}
	s.sent, c.before = text, line
	if err := c.control.Send(text + "\r\n"); err != nil && !errors.Is(err, wire.ErrClosed) {
		return nil, fmt.Errorf("learn: %w", err)
	}
	data := c.early(s)
	for len(s.codes) == 0 && s.outcome == "" {
		c.read(s, c.target.Patience)
	}
	if n := len(s.codes); n > 0 && s.outcome == "" && s.codes[n-1] < 200 {
		c.transfer(s, data)
	} else if data != nil {
		data.Close()
	}
	for c.pool.doubled(line) && s.outcome == "" && c.read(s, second) {
	}
	return s, nil
}

// errLate says that the line before has had one more reply than the client waited for: all answers since then may be
// wrong.
var errLate = errors.New("learn: a reply has come late")

// maxReplies is how many replies one line may have. The client leaves a server that sends more: it would not stop.
const maxReplies = 16

// read reads one reply, and does what it asks of a client.
func (c *client) read(s *exchange, patience time.Duration) bool {
	r, err := c.control.ReadWithin(patience)
	switch {
	case errors.Is(err, wire.ErrSilence):
		if patience == c.target.Patience {
			s.outcome, c.over = Silent, true
		}
		return false
	case err != nil:
		s.outcome, c.over = Closed, true
		return false
	}
	if len(s.codes) == maxReplies {
		s.outcome, c.over = Closed, true
		return false
	}
	s.codes = append(s.codes, r.Code)
	c.grant(r)
	if s.command != nil && r.Code >= 200 {
		c.protect(s, r.Code)
	}
	return true
}

// grant keeps where the next data connection goes.
func (c *client) grant(r *wire.Reply) {
	granted := c.asked
	if e, passive := c.control.Passive(r); passive || r.Code/100 != 2 {
		c.asked.Close()
		if granted = nil; passive {
			granted = e
		}
	}
	if c.asked = nil; granted != nil {
		c.endpoint.Close()
		c.endpoint = granted
	}
}

// codeProtect begins TLS on the control connection (RFC 4217 4).
const codeProtect = 234

// protect begins or ends TLS behind a reply that says so, on the control connection and for data connections.
func (c *client) protect(s *exchange, code int) {
	table := c.pool.options.Machine
	if code == codeProtect {
		if err := c.control.StartTLS(""); err != nil {
			s.outcome, c.over = Closed, true
		}
	}
	for i := range table.Rows {
		row := &table.Rows[i]
		if row.Command != s.command.Name || row.Kind != spec.KindReply || row.Code/100 != 2 || code/100 != 2 {
			continue
		}
		if row.Then == spec.ThenUnprotect && c.control.Secure() {
			if err := c.control.EndTLS(); err != nil {
				s.outcome, c.over = Closed, true
			}
		}
		for _, m := range row.Moves {
			if role := table.Spec.Roles.Private; m.Region == role.Region {
				c.private = slices.Contains(role.States, m.State)
			}
		}
		return
	}
}

// How long the client waits for the 1yz before it makes the data connection: long at first, and a moment where the
// server is known to say it only then.
const (
	beforeData = 300 * time.Millisecond
	knownToAsk = 20 * time.Millisecond
)

// early reads the reply to a command that uses a data connection to the server, and then makes the connection. Some
// servers say 1yz only when the connection is there.
func (c *client) early(s *exchange) *wire.Data {
	if s.command == nil || transfers(s.command) == "" || c.endpoint == nil || !c.endpoint.To.IsValid() || c.over {
		return nil
	}
	wait := beforeData
	if c.target.Asks {
		wait = knownToAsk
	}
	if c.read(s, wait) || c.over {
		return nil
	}
	data, err := c.control.Open(c.endpoint, false)
	if err != nil {
		return nil
	}
	if c.read(s, c.target.Patience) {
		c.target.Asks = c.target.Asks || s.codes[len(s.codes)-1] < 200
	}
	return data
}

// transfers is how a command moves data, "" where it does not.
func transfers(c *spec.Command) string {
	for _, r := range c.Replies {
		if r.Then == spec.ThenSend || r.Then == spec.ThenReceive {
			return r.Then
		}
	}
	return ""
}

// transfer moves the data after a 1yz, and reads how the transfer ends.
func (c *client) transfer(s *exchange, data *wire.Data) {
	if c.endpoint != nil && !c.endpoint.To.IsValid() { // a port of ours takes one connection; one of the server is seen to
		defer func() { c.endpoint.Close(); c.endpoint = nil }()
	}
	if data == nil && c.endpoint != nil {
		data, _ = c.control.Open(c.endpoint, false) // without one the server says how it ends
	}
	if data != nil && c.private {
		if err := c.control.Protect(data); err != nil {
			data.Reset()
			data = nil
		}
	}
	switch {
	case data == nil:
	case s.command != nil && transfers(s.command) == "receive":
		_ = data.Write(content) // the server says whether it has all
		data.Close()
	default:
		if received, err := data.All(); err == nil {
			s.received = append([]byte{}, received...)
		}
		data.Close()
	}
	for s.outcome == "" && s.codes[len(s.codes)-1] < 200 {
		c.read(s, c.target.Patience)
	}
}

// expand fills in the words in braces.
func (c *client) expand(text string) (string, error) {
	for _, w := range []string{"{port}", "{eprt}"} {
		if !strings.Contains(text, w) {
			continue
		}
		e, err := c.control.Listen()
		if err != nil {
			return "", err
		}
		c.asked.Close()
		c.asked = e
		here, family := e.Here(), 1
		if here.Addr().Is6() {
			family = 2
		}
		text = strings.ReplaceAll(text, "{port}", wire.HostPort(here))
		text = strings.ReplaceAll(text, "{eprt}", fmt.Sprintf("|%d|%s|%d|", family, here.Addr(), here.Port()))
	}
	if strings.Contains(text, "{new}") {
		c.fresh++
		text = strings.ReplaceAll(text, "{new}", fmt.Sprintf("%s/new%d", c.target.Dir, c.fresh))
	}
	return strings.NewReplacer("{dir}", c.target.Dir, "{user}", c.target.User, "{password}", c.target.Password).Replace(text), nil
}

// output is what the learner is told of a line.
func (s *exchange) output(file bool) string {
	var parts []string
	for _, code := range s.codes {
		parts = append(parts, strconv.Itoa(code))
	}
	if s.outcome != "" {
		parts = append(parts, s.outcome)
	}
	text := strings.Join(parts, " ")
	if !file || s.received == nil {
		return text
	}
	switch {
	case bytes.Equal(s.received, content):
		return text + whole
	case len(s.received) > 0 && bytes.HasSuffix(content, s.received):
		return text + part
	}
	return text + other
}
