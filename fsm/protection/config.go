package protection

import (
	"bytes"
	"crypto/tls"
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

// configureControl is for the control connection. It does not resume a session of an earlier connection, whose tickets
// carry another mark.
func (l *Layer) configureControl(c *tls.Config) {
	c.NextProtos = controlProtocols
	seal := l.sealer(c)
	c.WrapSession = func(cs tls.ConnectionState, ss *tls.SessionState) ([]byte, error) {
		ss.Extra = append(ss.Extra, l.mark[:])
		return seal(cs, ss)
	}
	c.UnwrapSession = func([]byte, tls.ConnectionState) (*tls.SessionState, error) { return nil, nil }
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

// marked says whether a session is one of this control connection.
func (l *Layer) marked(ss *tls.SessionState) bool {
	for _, extra := range ss.Extra {
		if bytes.Equal(extra, l.mark[:]) {
			return true
		}
	}
	return false
}
