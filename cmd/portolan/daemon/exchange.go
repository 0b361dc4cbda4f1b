package daemon

import (
	"crypto/tls"

	"github.com/portolan-ftp/portolan/fsm"
)

// checkExchange finds options that contradict each other.
func (o *Options) checkExchange() error {
	e, t := &o.Exchange, &o.TLS
	switch {
	case !e.Allowed && (e.Networks != nil || e.CA != ""):
		return o.mistakef("{Exchange.Networks} and {Exchange.CA} need {Exchange.Allowed}")
	case e.CA != "" && !t.enabled():
		return o.mistakef("{Exchange.CA} needs {TLS.Certificate} and {TLS.Key}, or {TLS.SelfSigned}")
	case e.Allowed && e.CA == "" && t.enabled() && t.DataProof == fsm.ProofSession:
		return o.mistakef("{Exchange.Allowed} with {TLS.DataProof} required needs {Exchange.CA}: another server cannot resume the TLS session of a client")
	}
	return nil
}

// exchange is the runtime's option; own is the server's certificate.
func (o *Options) exchange(own getCertificate) (e fsm.Exchange, err error) {
	e.Networks = o.Exchange.Networks
	if own != nil {
		e.Certificate = func() (*tls.Certificate, error) { return own(nil) }
	}
	if o.Exchange.CA != "" {
		e.Authorities, err = o.authorities("{Exchange.CA}", o.Exchange.CA)
	}
	return e, err
}
