package protection

import (
	"bytes"
	"crypto/tls"
	"slices"
	"strings"
)

// configured is the operator's TLS configuration with this package's settings on top. A configuration that
// GetConfigForClient chooses gets them too.
func (l *Layer) configured(ours func(*tls.Config)) *tls.Config {
	adapt := func(theirs *tls.Config) *tls.Config {
		c := theirs.Clone()
		c.SessionTicketsDisabled = c.SessionTicketsDisabled || l.base.SessionTicketsDisabled // the keys are those of base
		ours(c)
		return c
	}
	config := adapt(l.base)
	choose := l.base.GetConfigForClient
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

// configureControl is for the control connection. It resumes a session of an earlier connection only if the settings
// say so, and if that was for the same host (RFC 6066 3). The marks of that session are then its own too: clients that
// keep a ticket for long offer it again on data connections.
func (l *Layer) configureControl(c *tls.Config) {
	c.NextProtos = controlProtocols
	seal, open := l.sealer(c), l.opener(c)
	c.WrapSession = func(cs tls.ConnectionState, ss *tls.SessionState) ([]byte, error) {
		ss.Extra = append(ss.Extra, l.mark[:], l.hostOf(cs))
		return seal(cs, ss)
	}
	c.UnwrapSession = func(ticket []byte, cs tls.ConnectionState) (*tls.SessionState, error) {
		if !l.resume {
			return nil, nil
		}
		ss, err := open(ticket, cs)
		if err != nil || ss == nil || !carries(ss, l.hostOf(cs)) {
			return nil, nil
		}
		l.earlier = ss.Extra
		return ss, nil
	}
}

// hostPrefix begins what a ticket says of its host. It makes that longer than a mark.
const hostPrefix = "portolan ftp host "

// hostOf is what tickets say of the host for which TLS was begun.
func (l *Layer) hostOf(cs tls.ConnectionState) []byte {
	name := cs.ServerName
	if name == "" {
		name = l.host
	}
	return []byte(hostPrefix + strings.ToLower(name))
}

// carries says whether a session carries a mark, or a host.
func carries(ss *tls.SessionState, what []byte) bool {
	return slices.ContainsFunc(ss.Extra, func(extra []byte) bool { return bytes.Equal(extra, what) })
}

// sealer is how a configuration makes tickets: by the operator's own function, or with the keys of the operator's first
// configuration.
func (l *Layer) sealer(c *tls.Config) func(tls.ConnectionState, *tls.SessionState) ([]byte, error) {
	if c.WrapSession != nil {
		return c.WrapSession
	}
	return l.base.EncryptTicket
}

// opener is the reverse of sealer.
func (l *Layer) opener(c *tls.Config) func([]byte, tls.ConnectionState) (*tls.SessionState, error) {
	if c.UnwrapSession != nil {
		return c.UnwrapSession
	}
	return l.base.DecryptTicket
}

// marked says whether a session is one of this control connection, or the one that it has resumed.
func (l *Layer) marked(ss *tls.SessionState) bool {
	return carries(ss, l.mark[:]) || slices.ContainsFunc(l.earlier, func(mark []byte) bool {
		return len(mark) == len(l.mark) && carries(ss, mark)
	})
}
