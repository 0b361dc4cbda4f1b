package fsm

import (
	"bytes"
	"crypto/tls"
)

// configured is the operator's TLS configuration with ours on top, and so is the one that he chooses by what a client
// says (GetConfigForClient).
func (p *protection) configured(ours func(*tls.Config)) *tls.Config {
	adapt := func(theirs *tls.Config) *tls.Config {
		c := theirs.Clone()
		c.SessionTicketsDisabled = c.SessionTicketsDisabled || p.base.SessionTicketsDisabled // the keys are those of base
		ours(c)
		return c
	}
	config := adapt(p.base)
	choose := p.base.GetConfigForClient
	if choose == nil {
		return config
	}
	config.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		chosen, err := choose(hello)
		if chosen == nil || err != nil {
			return nil, err
		}
		return adapt(chosen), nil
	}
	return config
}

// configureControl is for the control connection. A session of an earlier one is not resumed: its tickets carry another mark.
func (p *protection) configureControl(c *tls.Config) {
	c.NextProtos = controlProtocols
	seal := p.sealer(c)
	c.WrapSession = func(cs tls.ConnectionState, ss *tls.SessionState) ([]byte, error) {
		ss.Extra = append(ss.Extra, p.mark[:])
		return seal(cs, ss)
	}
	c.UnwrapSession = func([]byte, tls.ConnectionState) (*tls.SessionState, error) { return nil, nil }
}

// sealer is how a configuration makes tickets: in a way of the operator's, or with the keys of his first one.
func (p *protection) sealer(c *tls.Config) func(tls.ConnectionState, *tls.SessionState) ([]byte, error) {
	if c.WrapSession != nil {
		return c.WrapSession
	}
	return p.base.EncryptTicket
}

// opener is the reverse of sealer.
func (p *protection) opener(c *tls.Config) func([]byte, tls.ConnectionState) (*tls.SessionState, error) {
	if c.UnwrapSession != nil {
		return c.UnwrapSession
	}
	return p.base.DecryptTicket
}

// marked says whether a session is one of this control connection.
func (p *protection) marked(ss *tls.SessionState) bool {
	for _, extra := range ss.Extra {
		if bytes.Equal(extra, p.mark[:]) {
			return true
		}
	}
	return false
}

// ticketHold keeps the TLS 1.3 session ticket of an upload back, beneath TLS, until TLS writes again: at its end, when
// all data have come. A client that only writes would leave an earlier one unread, and closing would then reset the
// connection and lose the tail of its data. Who waits for TLS's end reads the ticket before it, and has one for the next
// data connection: some clients use each only once.
type ticketHold struct {
	due  int // records of a ticket that TLS is about to write, the last ones of what it writes
	held []byte
}

const (
	ticketOverhead = 32      // of the message around a ticket, and more (RFC 8446 4.6.1)
	recordLimit    = 1 << 14 // bytes of a message in a record (RFC 8446 5.1)
)

// expect holds the ticket back that is about to be written.
func (h *ticketHold) expect(ticket []byte) {
	h.due += (ticketOverhead + len(ticket) + recordLimit - 1) / recordLimit
}

// concerned says whether what TLS writes has to pass.
func (h *ticketHold) concerned() bool { return h.due > 0 || len(h.held) > 0 }

// pass takes whole records that TLS writes, and gives back what is to leave now.
func (h *ticketHold) pass(p []byte) []byte {
	if h.due == 0 {
		now := append(h.held, p...)
		h.held = nil
		return now
	}
	var starts []int
	for at := 0; at+recordHeader <= len(p); at += recordHeader + int(p[at+3])<<8 + int(p[at+4]) {
		starts = append(starts, at)
	}
	n := min(h.due, len(starts))
	h.due -= n
	from := len(p)
	if n > 0 {
		from = starts[len(starts)-n]
	}
	h.held = append(h.held, p[from:]...)
	return p[:from]
}
