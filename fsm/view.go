package fsm

import (
	"context"
	"crypto/x509"
	"net/netip"
	"strings"
)

// ID is the session's number, unique in its server.
func (s *Session) ID() uint64 { return s.id }

// Peer is the client's end of the control connection; invalid if the connection has no address.
func (s *Session) Peer() netip.AddrPort { return s.control.Peer() }

// Local is the server's end of the control connection.
func (s *Session) Local() netip.AddrPort { return s.control.Local() }

// IsAt reports whether clients reach this server at an address: the one that the control connection came to, or
// Options.PublicAddress. Zones do not count, because a client cannot name the server's.
func (s *Session) IsAt(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	return a == s.Local().Addr().WithZone("") || a.IsValid() && a == s.server.publicAddress
}

// Certificate is the client's, verified against the server's authorities for clients, while the control connection
// is a TLS one; nil if there is none.
func (s *Session) Certificate() *x509.Certificate {
	state, _ := s.control.TLS()
	if chains := state.VerifiedChains; len(chains) > 0 {
		return chains[0][0]
	}
	return nil
}

// Table is the protocol that the session speaks.
func (s *Session) Table() *Table { return s.table() }

// Language is the index of the language of replies in Table.Languages: the one that LANG chose, or the server's.
func (s *Session) Language() int {
	return s.engine().Language(&s.state.Configuration, s.server.program.language)
}

// ServerName is the host that the client named when TLS began (RFC 6066 3), in lower case; "" without TLS or name.
func (s *Session) ServerName() string {
	state, _ := s.control.TLS()
	return strings.ToLower(state.ServerName)
}

// Host is the virtual host that HOST chose (RFC 7151), in lower case; "" before.
func (s *Session) Host() string { return s.text(s.engine().Roles().Host) }

// User is the name given by USER, "" before.
func (s *Session) User() string { return s.user() }

// Transfer describes the transfer in progress, if there is one.
func (s *Session) Transfer() (TransferInfo, bool) {
	t := s.current()
	if t == nil {
		return TransferInfo{}, false
	}
	return t.info(), true
}

// Offered says whether a command can be possible under the server's policies.
func (s *Session) Offered(c Command) bool { return s.server.program.possible[c] }

// Features are the FEAT lines (RFC 2389 3.2) of what is possible here; fill gives the values of {placeholders}.
func (s *Session) Features(fill func(name string) string) []string {
	var lines []string
	for _, f := range s.table().Features {
		if f.Command != NoCommand && !s.Offered(f.Command) {
			continue
		}
		line := f.Line
		if before, rest, found := strings.Cut(line, "{"); found {
			name, after, _ := strings.Cut(rest, "}")
			line = before + fill(name) + after
		}
		lines = append(lines, line)
	}
	return lines
}

func (s *Session) user() string { return s.text(s.engine().Roles().User) }

// text is a payload that is text, "" if there is none.
func (s *Session) text(slot Slot) string {
	if slot == NoSlot {
		return ""
	}
	text, _ := s.payload.at(slot).(string)
	return text
}

// Listener opens ports for passive data connections. For generated code: only a command that declares it gets one.
func (c *Call) Listener() Listener { return listener{c.session} }

// ServerListener opens ports for the data connections of other servers. For generated code, as Listener.
func (c *Call) ServerListener() ServerListener { return serverListener{c.session} }

// listener and serverListener are two types, so that neither can be turned into the other.
type (
	listener       struct{ session *Session }
	serverListener struct{ session *Session }
)

func (l listener) ListenPassive(ctx context.Context) (*PassiveListener, error) {
	return l.session.listenPassive(ctx, false)
}

func (l serverListener) ListenAsClient(ctx context.Context) (*PassiveListener, error) {
	return l.session.listenPassive(ctx, true)
}

// line is the command as the observer may see it, without secrets and without control characters.
func (s *Session) line(c Command) string {
	if c == NoCommand {
		return ""
	}
	info := &s.table().Commands[c]
	if s.call.arg == "" {
		return info.Name
	}
	if info.Secret {
		return info.Name + " ****"
	}
	line := append(append([]byte(info.Name), ' '), s.call.arg...)
	for i, c := range line {
		if c < ' ' || c == 0x7f {
			line[i] = '?'
		}
	}
	return string(line)
}
